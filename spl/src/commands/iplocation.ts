/**
 * iplocation: adds where an address is, from a table that the request gives. The most specific network of the table counts. Gives City, Country,
 * Region, lat and lon, with allfields Continent, MetroCode and Timezone too; what the table does not say is an empty text, and an address
 * outside of the table gets no field (Search Reference, iplocation).
 */
import type { Command, CompileContext, RunContext } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { joinParts, printName } from "../text/quoting.ts";
import {
  isMapped,
  isVersion4,
  type Network,
  networkContains,
  parseAddress,
  parseNetwork,
} from "../values/address.ts";
import { isMultiple, textOf } from "../values/entries.ts";
import type { Row, Table } from "../values/table.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { type FieldName, fieldName } from "./support/fields.ts";
import { booleanOption, type GivenOption, supported, unsupported } from "./support/options.ts";
import { ambiguous, makeStep, withFields } from "./support/step.ts";

const OPTIONS = [
  supported("prefix", "<string>"),
  supported("allfields", "<bool>"),
  unsupported(
    "lang",
    "<string>",
    "the table has one language: give one in the language that the search needs.",
  ),
];

const FIELDS = ["City", "Country", "Region", "lat", "lon"];
const ALL_FIELDS = ["City", "Continent", "Country", "MetroCode", "Region", "Timezone", "lat", "lon"];

interface Location {
  readonly network: Network;
  readonly row: Row;
}

export const iplocation: Command = {
  name: "iplocation",
  syntax: "iplocation [prefix=<string>] [allfields=<bool>] <ip-address-field>",
  summary: "Adds the location of an address, from the table given with --iplocation.",
  page: "Search Reference, iplocation",
  options: OPTIONS,
  differences: [
    "Locations are those of a CSV file: a column network (an address or a network in CIDR notation) and the columns City, Country, Region, lat, lon, Continent, MetroCode, Timezone as far as they are there. Without the file, iplocation is rejected.",
    "A row that has one of the fields already is rejected where a location is found; use prefix.",
    "A multivalue field is rejected. A network in CIDR notation as the value, which Splunk also takes, is rejected.",
  ],
  examples: ["iplocation prefix=src_ src"],
  compile(cursor, context, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "iplocation", OPTIONS, options);
    const field = fieldName(cursor.token("The field of iplocation"));
    takeOptions(cursor, "iplocation", OPTIONS, options);
    cursor.finish("iplocation");
    const locations = readLocations(context, span);
    const prefix = options.get("prefix")?.value.text ?? "";
    const all = options.has("allfields") && booleanOption(options.get("allfields")!);
    const targets = (all ? ALL_FIELDS : FIELDS).map((name): [string, string] => [name, `${prefix}${name}`]);
    const text = joinParts(printOptions(options), printName(field.name));
    return makeStep("iplocation", span, text, (input, run): Table => {
      const found = new Map<string, Location | null>();
      return {
        fields: withFields(
          input.fields,
          targets.map(([, name]) => name),
        ),
        rows: input.rows.map((row) => {
          const location = locate(row, field, locations, found, run);
          return location === null ? row : enriched(row, location, targets, field, run);
        }),
      };
    });
  },
};

/** Most specific first. Throws SplError. */
function readLocations(context: CompileContext, span: Span): Location[] {
  if (context.locations === undefined) {
    const message =
      "iplocation needs a table of networks and their locations: give a CSV file with --iplocation.";
    throw new SplError("unsupported_command", message, span);
  }
  const locations = context.locations.rows.map((row, index): Location => {
    const text = textOf((row.get("network") as string | undefined) ?? "");
    const address = parseAddress(text);
    const network =
      parseNetwork(text) ?? (address === null ? null : { address, bits: isVersion4(address) ? 32 : 128 });
    if (network !== null) return { network, row };
    const message = `Row ${index + 1} of the table of locations has no address or network in its column network.`;
    throw new SplError("malformed_lookup", message, span);
  });
  return locations.sort((left, right) => right.network.bits - left.network.bits);
}

function locate(
  row: Row,
  field: FieldName,
  locations: readonly Location[],
  found: Map<string, Location | null>,
  run: RunContext,
): Location | null {
  const value = row.get(field.name);
  if (value === undefined) return null;
  if (isMultiple(value)) {
    throw ambiguous(
      `Where a multivalue field ("${field.name}") is located is not documented. Use mvexpand before.`,
      field.token.span,
    );
  }
  const text = textOf(value);
  const known = found.get(text);
  if (known !== undefined) return known;
  if (parseNetwork(text) !== null) {
    throw ambiguous(
      `Which location the network ${text} has is not documented. Use rex to take its address before.`,
      field.token.span,
    );
  }
  const address = parseAddress(text);
  if (address !== null && isMapped(address)) {
    throw ambiguous(
      `Whether the IPv4-mapped address ${text} has the location of its IPv4 address is not documented. Remove the ::ffff: with replace() before.`,
      field.token.span,
    );
  }
  run.spend(locations.length);
  const location =
    address === null ? null : (locations.find(({ network }) => networkContains(network, address)) ?? null);
  found.set(text, location);
  return location;
}

function enriched(
  row: Row,
  { row: location }: Location,
  targets: readonly (readonly [string, string])[],
  field: FieldName,
  run: RunContext,
): Row {
  const result = new Map(row);
  for (const [column, name] of targets) {
    if (row.has(name)) {
      const message = `Whether iplocation replaces "${name}", which the row has, is not documented. Use prefix=.`;
      throw ambiguous(message, field.token.span);
    }
    const value = location.get(column) ?? "";
    run.hold(value);
    result.set(name, value);
  }
  return result;
}
