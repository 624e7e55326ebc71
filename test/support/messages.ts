/** Every message that the command and its launchers can answer with, taken out of the sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { minimumNode, windowsMessages } from "../../src/package/index.ts";

const FOLDERS = ["src/scpv2", "src/csv", "src/portrisk"];
/** A call that makes an error, up to the end of its statement. */
const CALL = /new (Protocol|Portrisk|Csv)Error\(([\s\S]*?)\);\n/g;
const LITERAL = /`((?:[^`\\]|\\.)*)`|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;
const PLACEHOLDER = /\$\{(?:[^{}]|\{[^{}]*\})*\}|\$[a-z0-9_]+/g;
const NAME = /\$\{name\}/;
const REMEDY = /\$\{remedy\}/;
/** Stands in a message for what is filled in. */
const FILLED_IN = "§";

/** The whole text of each message, with FILLED_IN for each part that differs from time to time. */
export function messages(root: string): string[] {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const found: string[] = [];
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"))) {
      for (const [, kind, call] of read(`${folder}/${file}`).matchAll(CALL)) {
        const literals = [...call!.matchAll(LITERAL)].map(([, a, b, c]) => a ?? b ?? c ?? "");
        const message = literals.filter((text) => text.includes(" ")).at(-1);
        if (message === undefined) continue;
        // Errors of a table are told with their place (PortriskCommand.describe); those of a file with its name and remedy.
        if (kind === "Csv" && file === "header.ts") found.push(`chunk §, the header: ${message}. §`);
        else if (kind === "Csv") found.push(`chunk §, event §: ${message}. §`);
        else if (REMEDY.test(message)) found.push(...ofFiles(message, read(`${folder}/${file}`)));
        else found.push(message);
      }
    }
  }
  const minimum = minimumNode(root);
  const launcher = read("app/bin/portrisk")
    .replaceAll("$minimum ", `${minimum} `)
    .matchAll(/fail "([^"]+)"/g);
  const command = read("src/portrisk/command.ts").matchAll(/return `(an unexpected error [^`]+)`/g);
  for (const [, message] of [...launcher, ...command]) found.push(message!);
  found.push(...Object.values(windowsMessages(minimum)));
  return found.map((message) => message.replace(PLACEHOLDER, FILLED_IN));
}

/** The message about a file that cannot be used, for each file that a source names. */
function ofFiles(message: string, source: string): string[] {
  return [...source.matchAll(/name: "([^"]+)",\s+remedy: "([^"]+)"/g)].map(([, name, remedy]) =>
    message.replace(NAME, name!).replace(REMEDY, remedy!),
  );
}

/**
 * What a row of a table of messages means: its text, with "…" for anything. What stands behind it in parentheses is said to
 * readers.
 */
export function rowPattern(row: string): RegExp {
  const text = row.replace(/ \(also [^)]*\)$/, "");
  const parts = text.split(/ ?… ?/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  // A message may name any option where the table has the first.
  return new RegExp(`^${parts.join(".*").replaceAll("src=", `(?:src|${FILLED_IN})=`)}\\.?$`, "s");
}

/** What messages that a row of a table of beginnings is about begin with; a row may list several, separated by commas. */
export function beginnings(row: string): readonly RegExp[] {
  const text = row.replaceAll("`", "").replace(/ \(also [^)]*\)$/, "");
  return [text, ...text.split(", ")]
    .filter((part) => part.replaceAll("…", "").trim().length > 4)
    .map((part) => new RegExp(`^${rowPattern(part).source.slice(1, -"\\.?$".length)}`, "s"));
}
