/** SARIF 2.1.0 (OASIS), as GitHub's code scanning and others read it. Paths are relative to the folder in which the program runs. */
import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { ERROR_CODES } from "../../errors/codes.ts";
import type { Checked } from "../check.ts";
import { CHECK_CODES, type Finding } from "../finding.ts";
import { namesText } from "./text.ts";

export function printSarif({ findings }: Checked): string {
  const descriptions: Readonly<Record<string, string>> = { ...ERROR_CODES, ...CHECK_CODES };
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "spl check",
            rules: codes.map((id) => ({ id, shortDescription: { text: descriptions[id] } })),
          },
        },
        columnKind: "unicodeCodePoints",
        results: findings.map((finding) => result(finding, codes)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

function result({ severity, code, message, file, line, of, excerpt }: Finding, codes: readonly string[]) {
  const text = [message, ...excerpt, ...(of.length === 0 ? [] : [`in ${namesText(of)}`])].join("\n");
  const location = {
    physicalLocation: { artifactLocation: { uri: uri(file) }, region: { startLine: line } },
  };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text },
    // A search of the command line is in no file.
    ...(file === "" ? {} : { locations: [location] }),
  };
}

function uri(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(sep).map(encodeURIComponent).join("/");
}
