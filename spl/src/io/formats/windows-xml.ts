/**
 * Windows events in XML (XmlWinEventLog) → fields as Splunk's Add-on for Microsoft Windows names them: children of System by their names, their
 * attributes by theirs, each `<Data Name='X'>` as X, and EventCode beside EventID. Values stay as they are written, with their entities
 * (&amp;gt;): the add-on's expressions take the text between the tags, and attributes in single quotes only. Rejects text that is not one such
 * event, whole.
 */
import { SplError } from "../../errors/spl-error.ts";
import type { Row, Scalar } from "../../values/table.ts";

const ELEMENT = /<(\w+)((?:\s+\w+=(?:'[^'<]*'|"[^"<]*"))*)\s*(?:\/>|>([^<]*)<\/\1>)/g;
const ATTRIBUTE = /(\w+)=(?:'([^']*)'|"[^"]*")/g;

/** Throws SplError malformed_event. */
export function parseWindowsXml(text: string, number: number): Row {
  const malformed = (what: string) =>
    new SplError("malformed_event", `Line ${number} is not a Windows event in XML: ${what}.`);
  if (!/^\s*(?:<\?xml[^>]*\?>)?\s*<Event\b[^>]*>/.test(text))
    throw malformed("it does not begin with <Event>");
  if (!/<\/Event>\s*$/.test(text)) throw malformed("it does not end with </Event>, so a part is missing");
  const system = section(text, "System");
  if (system === null) throw malformed("it has no <System>");
  const values = new Map<string, Scalar[]>();
  const add = (written: string, value: string): void => {
    if (value === "") return;
    const name = cleanKey(written);
    if (name === "") throw malformed(`"${written}" has no letter to name a field with`);
    const entries = values.get(name);
    if (entries === undefined) values.set(name, [value]);
    else entries.push(value);
  };
  for (const [element, name = "", attributes = "", value = ""] of elements(system, malformed)) {
    if (element === "") continue;
    for (const [attribute, value] of attributesOf(attributes, malformed))
      if (name !== "EventID") add(attribute, value);
    add(name, value.trim());
    if (name === "EventID") add("EventCode", value.trim());
  }
  const data = section(text, "EventData");
  for (const [, name = "", attributes = "", value = ""] of data === null ? [] : elements(data, malformed)) {
    const [, field] = attributesOf(attributes, malformed).find(([attribute]) => attribute === "Name") ?? [];
    if (name === "Data" && field !== undefined) add(field, value);
  }
  const row: Row = new Map();
  for (const [name, entries] of values) row.set(name, entries.length === 1 ? entries[0]! : entries);
  return row;
}

function attributesOf(text: string, malformed: (what: string) => SplError): [name: string, value: string][] {
  return [...text.matchAll(ATTRIBUTE)].map(([attribute, name = "", value]) => {
    if (value !== undefined) return [name, value];
    throw malformed(
      `${attribute} is in double quotes, from which the add-on takes no field; write single ones`,
    );
  });
}

/** CLEAN_KEYS of transforms.conf, true by default: other characters become underscores, and underscores and digits in front are removed. */
function cleanKey(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, "_").replace(/^[_0-9]+/, "");
}

/** What stands between the tags of an element; null where it is missing or empty. */
function section(text: string, name: string): string | null {
  return new RegExp(`<${name}(?:\\s[^>]*)?>(.*)</${name}>`, "s").exec(text)?.[1] ?? null;
}

/** The child elements of a section, which hold text alone. Throws where there is more than that. */
function elements(text: string, malformed: (what: string) => SplError): RegExpMatchArray[] {
  const rest = text.replace(ELEMENT, "").trim();
  if (rest !== "") throw malformed(`"${rest.slice(0, 30)}" is not an element with text`);
  return [...text.matchAll(ELEMENT)];
}
