/** The first step of the twin: the event's texts → readings, by the tables that the command reads by as well. */
import {
  ACTION_NAMES,
  ADDRESS_CLASSES,
  COUNT_PATTERN,
  KINDS,
  type KindName,
  LARGEST_PORT,
  LIKE_MAPPED_PATTERN,
  LONGEST_NAME,
  MAPPED_PATTERN,
  NUMBER_BOUNDS,
  type NumberReading,
  PORT_PATTERN,
  TRANSPORT_NAMES,
} from "../risk/index.ts";
import { literal, nameOf, pattern, TEMPORARY } from "./text.ts";

/** Where the command looks for each thing; the twin looks in the same places. */
export interface Inputs {
  readonly src: readonly string[];
  readonly dest: readonly string[];
  readonly dest_port: readonly string[];
  readonly transport: readonly string[];
  readonly action: readonly string[];
  readonly evidence: Readonly<Record<string, readonly string[]>>;
}

/** One assignment of an eval. */
export interface Assignment {
  readonly field: string;
  readonly value: string;
}

/** The first value of the first of these fields that has one, as text, "" without any. Only its beginning is read. */
function firstValue(fields: readonly string[]): string {
  // Joining to "" makes numbers text; a multi-value field gives its first value.
  const values = fields.map((field) => `nullif("".mvindex(${field},0),"")`);
  return `substr(coalesce(${values.join(",")},""),1,${LONGEST_NAME})`;
}

const source = ({ source: text }: RegExp): string => text.replace(/\\\./g, "[.]");

/** The kind that the first matching pattern gives, "" where none does. */
function kindText(
  kinds: readonly { readonly kind: string; readonly pattern: string }[],
  field: string,
): string {
  const parts = kinds.map((entry) => `match(${field},${pattern(entry.pattern)}),${literal(entry.kind)}`);
  return `case(${parts.join(",")},true(),"")`;
}

/** Names that mean the same, as one pattern each. */
function namesAsKinds(names: readonly (readonly [raw: string, name: string])[]) {
  const kinds = [...new Set(names.map(([, name]) => name))];
  return kinds.map((kind) => ({
    kind,
    pattern: `^[ \\t]*(?:${names
      .filter(([, name]) => name === kind)
      .map(([raw]) => raw)
      .join("|")})[ \\t]*$`,
  }));
}

const VALUE = `${TEMPORARY}value`;

function addressSide(end: "src" | "dest", fields: readonly string[]): readonly Assignment[] {
  const address = VALUE;
  const networks = ADDRESS_CLASSES.filter(({ side }) => side === "internal").flatMap(
    ({ networks }) => networks,
  );
  const within = (network: string) => `cidrmatch(${literal(network)},${address})`;
  return [
    { field: address, value: `replace(${firstValue(fields)},${pattern("^[ \\t]+|[ \\t]+$")},"")` },
    // The zone of an IPv6 address, and IPv4 in IPv6's clothes.
    { field: address, value: `replace(${address},${pattern("^([^%]*:[^%]*)%[0-9A-Za-z._~-]+$")},"\\1")` },
    { field: address, value: `replace(${address},${pattern(source(MAPPED_PATTERN))},"\\1")` },
    {
      field: nameOf(`${end}_side`),
      value: `case(NOT match(${address},"^[0-9A-Fa-f:.]+$") OR match(${address},${pattern(source(LIKE_MAPPED_PATTERN))}),"",${networks
        .map(within)
        .join(" OR ")},"internal",${within("0.0.0.0/0")} OR ${within("::/0")},"external",true(),"")`,
    },
  ];
}

/** Port, transport, action, the sides of the addresses, and the pattern of the port's digits. */
export function connectionAssignments(inputs: Inputs): readonly Assignment[] {
  const port = nameOf("port");
  return [
    { field: port, value: `replace(${firstValue(inputs.dest_port)},${pattern(source(PORT_PATTERN))},"\\1")` },
    { field: port, value: `if(match(${port},"^[1-9][0-9]{0,4}$"),tonumber(${port}),-1)` },
    { field: port, value: `if(${port}>${LARGEST_PORT},-1,${port})` },
    { field: VALUE, value: firstValue(inputs.transport) },
    { field: nameOf("transport"), value: kindText(namesAsKinds(TRANSPORT_NAMES), VALUE) },
    { field: VALUE, value: firstValue(inputs.action) },
    { field: nameOf("action"), value: kindText(namesAsKinds(ACTION_NAMES), VALUE) },
    ...addressSide("src", inputs.src),
    ...addressSide("dest", inputs.dest),
    { field: VALUE, value: `"".${port}` },
    { field: nameOf("digits"), value: kindText(KINDS.digits, VALUE) },
  ];
}

/** Whatever else the firewall saw. */
export function evidenceAssignments(inputs: Inputs): readonly Assignment[] {
  const assignments: Assignment[] = [];
  for (const [evidence, fields] of Object.entries(inputs.evidence)) {
    assignments.push({ field: VALUE, value: firstValue(fields) });
    assignments.push(
      evidence in NUMBER_BOUNDS
        ? {
            field: nameOf(evidence as NumberReading),
            value: `if(match(${VALUE},${pattern(source(COUNT_PATTERN))}),tonumber(replace(${VALUE},${pattern(source(COUNT_PATTERN))},"\\1")),-1)`,
          }
        : { field: nameOf(evidence as KindName), value: kindText(KINDS[evidence as KindName], VALUE) },
    );
  }
  return assignments;
}
