/**
 * Settings that Splunk does not know, and what stands twice in one file: what `splunk btool check` would report on a search
 * head. The names of settings are in settings.json, with the specification that each file's list was read in.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ConfFile } from "../conf/index.ts";
import type { Finding } from "./finding.ts";

interface Specification {
  readonly source: string;
  /** A name in angle brackets stands for any text: `example<number>`. */
  readonly keys: readonly string[];
  /** Stanzas in which every setting is allowed. */
  readonly namesIn?: readonly string[];
}

const SPECIFICATIONS = new Map(
  Object.entries(
    JSON.parse(readFileSync(join(import.meta.dirname, "settings.json"), "utf8")) as Record<
      string,
      Specification
    >,
  ),
);

/** Settings of one .conf file that its specification does not have, or the file itself when it has none. */
export function unknownSettings(conf: ConfFile): Finding[] {
  const name = conf.file.replace(/^.*\//, "").replace(/\.conf$/, "");
  const specification = SPECIFICATIONS.get(name);
  if (specification === undefined)
    return [
      { file: conf.file, line: 0, message: "there is no list of its settings in src/vetting/settings.json" },
    ];
  const known = specification.keys.map(patternOf);
  return [...conf.stanzas.values()]
    .filter((stanza) => !(specification.namesIn ?? []).includes(stanza.name))
    .flatMap((stanza) =>
      [...stanza.settings.values()]
        .filter(({ key }) => !known.some((pattern) => pattern.test(key)))
        .map(({ key, line }) => ({
          file: conf.file,
          line,
          message: `"${key}" in [${stanza.name}] is not a setting of ${specification.source}`,
        })),
    );
}

function patternOf(key: string): RegExp {
  const parts = key.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`);
}

/** Stanzas and settings that stand twice in one file. */
export function duplicates(conf: ConfFile, text: string): Finding[] {
  const findings: Finding[] = conf.duplicates.map(({ stanza, key, line, earlierLine }) => ({
    file: conf.file,
    line,
    message: `"${key}" of [${stanza}] stands on line ${earlierLine} already`,
  }));
  const seen = new Map<string, number>();
  let continued = false;
  for (const [index, line] of text.split("\n").entries()) {
    if (!continued && line.startsWith("[")) {
      const earlier = seen.get(line.trim());
      if (earlier !== undefined)
        findings.push({
          file: conf.file,
          line: index + 1,
          message: `${line.trim()} stands on line ${earlier} already`,
        });
      seen.set(line.trim(), index + 1);
    }
    continued = line.endsWith("\\");
  }
  return findings;
}
