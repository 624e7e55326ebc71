/** The first steps of the eval macros: the event's texts → readings, by the schema and tables by which the command reads as well. */
import {
  ADDRESS_CLASSES,
  COUNT_PATTERN,
  DIGIT_PATTERNS,
  fieldsRead,
  inputOf,
  KINDS,
  type Kind,
  LIKE_MAPPED_PATTERN,
  MAPPED_PATTERN,
  MAX_PORT,
  MAX_VALUE_LENGTH,
  NAMES,
  type Names,
  PORT_PATTERN,
  type Reading,
  type ReadingOf,
} from "../risk/index.ts";
import { literal, nameOf, pattern, TEMPORARY } from "./text.ts";

/** One assignment of an eval. */
export interface Assignment {
  readonly field: string;
  readonly value: string;
}

/** The first line of the first value of the first of these fields that has one, as text, "" without any. Only its beginning is read. */
export function firstValue(fields: readonly string[]): string {
  // Joining to "" makes numbers text; a multi-value field gives its first value; a dot stops before a line feed unless told otherwise.
  const values = fields.map((field) => `nullif(replace("".mvindex(${field},0),"^(.*)(?s:.*)","\\1"),"")`);
  return `substr(coalesce(${values.join(",")},""),1,${MAX_VALUE_LENGTH})`;
}

const source = ({ source: text }: RegExp): string => text.replace(/\\\./g, "[.]");

/** The same as a number, by the form in which the model reads counts; null for any other text, so that one odd event spoils no sum. */
export const numberOf = (reading: Reading): string =>
  `tonumber(replace(${firstValue(fieldsRead(reading))},${pattern(`${source(COUNT_PATTERN)}|^.*$`)},"\\1"))`;

/** The kind that the first matching pattern gives, "" where none does. */
function kindText(kinds: readonly Kind[], field: string): string {
  const parts = kinds.map((entry) => `match(${field},${pattern(entry.pattern)}),${literal(entry.kind)}`);
  return `case(${parts.join(",")},true(),"")`;
}

/** Names that stand for the same, as one pattern each. */
function namesAsKinds(names: Names): readonly Kind[] {
  const kinds = [...new Set(names.map(([, name]) => name))];
  return kinds.map((kind) => ({
    kind,
    pattern: `^[ \\t]*(?:${names
      .filter(([, name]) => name === kind)
      .map(([raw]) => raw)
      .join("|")})[ \\t]*$`,
  }));
}

/** The value of the field that is being read. */
const VALUE = `${TEMPORARY}value`;

/** A text that is read as a port, "" where it is none, becomes a number; -1 is absent. */
function portAssignments(port: string): readonly Assignment[] {
  return [
    { field: port, value: `replace(${VALUE},${pattern(source(PORT_PATTERN))},"\\1")` },
    { field: port, value: `if(match(${port},"^[1-9][0-9]{0,4}$"),tonumber(${port}),-1)` },
    { field: port, value: `if(${port}>${MAX_PORT},-1,${port})` },
    { field: VALUE, value: `"".${port}` },
    { field: nameOf("digits"), value: kindText(DIGIT_PATTERNS, VALUE) },
  ];
}

function sideAssignments(side: string): readonly Assignment[] {
  const networks = ADDRESS_CLASSES.filter((each) => each.side === "internal").flatMap(
    (each) => each.networks,
  );
  const within = (network: string) => `cidrmatch(${literal(network)},${VALUE})`;
  const internal = networks.map(within).join(" OR ");
  return [
    { field: VALUE, value: `replace(${VALUE},${pattern("^[ \\t]+|[ \\t]+$")},"")` },
    // The zone of an IPv6 address is cut off, and an IPv4-mapped address is made the IPv4 address.
    { field: VALUE, value: `replace(${VALUE},${pattern("^([^%]*:[^%]*)%[0-9A-Za-z._~-]+$")},"\\1")` },
    { field: VALUE, value: `replace(${VALUE},${pattern(source(MAPPED_PATTERN))},"\\1")` },
    {
      field: side,
      value: `case(NOT match(${VALUE},"^[0-9A-Fa-f:.]+$") OR match(${VALUE},${pattern(source(LIKE_MAPPED_PATTERN))}),"",${internal},"internal",${within("0.0.0.0/0")} OR ${within("::/0")},"external",true(),"")`,
    },
  ];
}

/** What makes a reading of VALUE, by its form. */
function formAssignments(reading: Reading): readonly Assignment[] {
  const field = nameOf(reading);
  switch (inputOf(reading).form) {
    case "port":
      return portAssignments(field);
    case "address":
      return sideAssignments(field);
    case "name":
      return [{ field, value: kindText(namesAsKinds(NAMES[reading as ReadingOf<"name">]), VALUE) }];
    case "kind":
    case "url":
      return [{ field, value: kindText(KINDS[reading as ReadingOf<"kind" | "url">], VALUE) }];
    case "count": {
      const count = pattern(source(COUNT_PATTERN));
      return [{ field, value: `if(match(${VALUE},${count}),tonumber(replace(${VALUE},${count},"\\1")),-1)` }];
    }
  }
}

/** The assignments that make these readings. */
export function readingAssignments(readings: readonly Reading[]): readonly Assignment[] {
  return readings.flatMap((reading) => [
    { field: VALUE, value: firstValue(fieldsRead(reading)) },
    ...formAssignments(reading),
  ]);
}
