/**
 * Writes stanzas as .conf text that parseConf reads back as the same stanzas. Rejects (ConfError unwritable) names and
 * values for which no such text exists, instead of writing something else.
 */
import { ConfError } from "./error.ts";
import { trimSpace } from "./space.ts";

/** Stanza name → setting → value. */
export type ConfContent = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Stanzas → text with "\n" line ends. `file` names the place of an error. */
export function formatConf(content: ConfContent, file = "output"): string {
  const blocks: string[] = [];
  for (const [name, settings] of content) {
    if (/[\r\n]/.test(name)) throw unwritable(file, `Stanza name ${JSON.stringify(name)} holds a line end.`);
    const lines = [`[${name}]`];
    for (const [key, value] of settings) lines.push(formatSetting(key, value, file));
    blocks.push(`${lines.join("\n")}\n`);
  }
  return blocks.join("\n");
}

function formatSetting(key: string, value: string, file: string): string {
  if (key === "" || key !== trimSpace(key) || /[=\r\n]/.test(key) || /^[#;[]/.test(key)) {
    throw unwritable(file, `Setting name ${JSON.stringify(key)} cannot be written.`);
  }
  if (value !== trimSpace(value)) {
    throw unwritable(file, `The value of ${key} begins or ends with a space, which .conf files do not keep.`);
  }
  if (value.includes("\r") || value.includes("\0") || value.endsWith("\\")) {
    throw unwritable(file, `The value of ${key} holds a carriage return or NUL, or ends in a backslash.`);
  }
  return `${key} =${value === "" ? "" : ` ${value.replaceAll("\n", "\\\n")}`}`;
}

function unwritable(file: string, reason: string): ConfError {
  return new ConfError("unwritable", file, 0, reason);
}
