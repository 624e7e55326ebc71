/**
 * Finds the rows of a lookup that match the values of some of its fields: by an index over the fields that match
 * exactly, and by trying networks and patterns of the rows that are left. In file order, at most max_matches.
 */

import type { FieldType, LookupDefinition } from "../../contract/lookup.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import {
  type Address,
  isMapped,
  isVersion4,
  type Network,
  networkContains,
  parseAddress,
  parseNetwork,
} from "../../values/address.ts";
import { isMultiple, textOf } from "../../values/entries.ts";
import { globMatches, parseGlob } from "../../values/glob.ts";
import { formatNumber, readNumber } from "../../values/number.ts";
import type { Row, Table, Value } from "../../values/table.ts";
import { NetworkKeys } from "./network-keys.ts";
import { ambiguous } from "./step.ts";

type Test = (text: string) => boolean;

interface Candidate {
  readonly row: Row;
  /** Its place in the table. */
  readonly order: number;
  /** One test for each field that is not matched exactly. */
  readonly tests: readonly Test[];
}

/** Addresses of events that are kept as read. */
const MAX_ADDRESSES = 10_000;

const made = new WeakMap<Table, WeakMap<LookupDefinition["matchTypes"], Map<string, LookupMatcher>>>();

/** The matcher of a lookup, the same one as long as its rows and its definition stay: an index over many rows takes time to make. */
export function matcherOf(
  definition: LookupDefinition,
  fields: readonly string[],
  span: Span,
): LookupMatcher {
  const ofTable = made.get(definition.table) ?? new WeakMap();
  made.set(definition.table, ofTable);
  const ofRules: Map<string, LookupMatcher> = ofTable.get(definition.matchTypes) ?? new Map();
  ofTable.set(definition.matchTypes, ofRules);
  const key = JSON.stringify(fields);
  const matcher = ofRules.get(key) ?? new LookupMatcher(definition, fields, span);
  ofRules.set(key, matcher);
  return matcher;
}

export class LookupMatcher {
  private readonly exact: readonly number[];
  private readonly other: readonly number[];
  /** The first field that is matched by networks, if there is one. */
  private readonly cidr: number | undefined;
  private readonly networks = new NetworkKeys();
  private readonly index = new Map<string, Candidate[]>();
  private readonly addresses = new Map<string, Address | null>();
  /** Fields with networks of IPv4. */
  private readonly version4 = new Set<number>();

  /**
   * `fields`: the fields of the table that are matched, in the order in which `find` gets their values. Throws SplError at `span` for rows
   * that cannot be matched.
   */
  constructor(
    private readonly definition: LookupDefinition,
    private readonly fields: readonly string[],
    private readonly span: Span,
  ) {
    const typeOf = (index: number): string => definition.matchTypes.get(fields[index]!) ?? "exact";
    const positions = fields.map((_, index) => index);
    this.exact = positions.filter((index) => typeOf(index) === "exact");
    this.other = positions.filter((index) => typeOf(index) !== "exact");
    this.cidr = positions.find((index) => typeOf(index) === "cidr");
    definition.table.rows.forEach((row, order) => {
      this.add(row, order);
    });
  }

  private fold(text: string): string {
    return this.definition.caseSensitive ? text : text.toLowerCase();
  }

  private add(row: Row, order: number): void {
    const texts = this.fields.map((field) => {
      const value = row.get(field);
      if (this.definition.store.kind === "collection") this.assertComparable(field, value);
      // A row of the table without a value in a match field is matched by nothing that a row could hold.
      return value === undefined || isMultiple(value) ? null : this.fold(textOf(value));
    });
    if (texts.includes(null)) return;
    let key = this.keyOf(texts as readonly string[]);
    if (this.cidr !== undefined)
      key = this.networks.add(this.networkOf(this.fields[this.cidr]!, texts[this.cidr]!)) + key;
    const tests = this.other.map((index) => this.test(index, texts[index]!));
    const candidates = this.index.get(key);
    if (candidates === undefined) this.index.set(key, [{ row, order, tests }]);
    else candidates.push({ row, order, tests });
  }

  /** The exact ones of these texts as one, which no other texts have. */
  private keyOf(texts: readonly string[]): string {
    if (this.exact.length === 1) return texts[this.exact[0]!]!;
    let key = "";
    for (const index of this.exact) key += `${texts[index]!.length}:${texts[index]!}`;
    return key;
  }

  /** What of a collection has a documented way to be compared with a field of an event. */
  private assertComparable(field: string, value: Value | undefined): void {
    if (value === undefined || field === "_key") return;
    const type = this.typeOf(field);
    if (isMultiple(value)) {
      throw ambiguous(
        `Whether a list in "${field}" matches by each of its values is not documented. Write a record for each value.`,
        this.span,
      );
    }
    if (type === undefined && readNumber(value) !== null) {
      throw ambiguous(
        `Whether "${field}" of a record is the number ${value} or a text, and so what matches it, depends on a type. ` +
          `Set field.${field} in collections.conf to number or string.`,
        this.span,
      );
    }
  }

  private typeOf(field: string): FieldType | undefined {
    const { store } = this.definition;
    return store.kind === "collection" ? store.types.get(field) : undefined;
  }

  /** A value in the form in which the index has it. */
  private looked(text: string, index: number, span: Span): string {
    const field = this.fields[index]!;
    if (this.typeOf(field) === "number") {
      const number = readNumber(text);
      if (number === "doubtful" || (number !== null && formatNumber(number) !== text)) {
        throw ambiguous(
          `Whether "${text}" matches the number in "${field}" of a record is not documented; convert it with eval tonumber() before.`,
          span,
        );
      }
    }
    return this.fold(text);
  }

  private test(index: number, pattern: string): Test {
    const field = this.fields[index]!;
    if (this.definition.matchTypes.get(field) === "wildcard") {
      const glob = parseGlob(pattern);
      return (text) => globMatches(glob, text);
    }
    const network = this.networkOf(field, pattern);
    if (isVersion4(network.address)) this.version4.add(index);
    return (text) => {
      const address = this.addressOf(text);
      return address !== null && networkContains(network, address);
    };
  }

  /** An address by itself is a network of one. */
  private networkOf(field: string, text: string): Network {
    const network = parseNetwork(text);
    if (network !== null) return network;
    const address = parseAddress(text);
    if (address !== null) return { address, bits: isVersion4(address) ? 32 : 128 };
    throw new SplError(
      "malformed_lookup",
      `${this.definition.place}: "${text}" in the CIDR field ${field} is neither a network nor an address.`,
      this.span,
    );
  }

  /** Read once for all networks of the table, and for rows with the same address. */
  private addressOf(text: string): Address | null {
    let address = this.addresses.get(text);
    if (address === undefined) {
      if (this.addresses.size >= MAX_ADDRESSES) this.addresses.clear();
      address = parseAddress(text);
      this.addresses.set(text, address);
    }
    return address;
  }

  private assertNotMapped(texts: readonly string[], span: Span): void {
    for (const index of this.version4) {
      const address = this.addressOf(texts[index]!);
      if (address === null || !isMapped(address)) continue;
      throw ambiguous(
        `Whether the IPv4-mapped address ${texts[index]} is in an IPv4 network of "${this.fields[index]}" is not documented. ` +
          "Remove the ::ffff: with replace() before.",
        span,
      );
    }
  }

  /** Rows that may match, in the order of the table. */
  private candidates(texts: readonly string[]): readonly Candidate[] {
    const key = this.keyOf(texts);
    if (this.cidr === undefined) return this.index.get(key) ?? [];
    const address = this.addressOf(texts[this.cidr]!);
    if (address === null) return [];
    const candidates = this.networks.of(address).flatMap((network) => this.index.get(network + key) ?? []);
    return candidates.sort((left, right) => left.order - right.order);
  }

  /** The rows that match these values, one for each field. Throws SplError at `span` for values of which that is not settled. */
  find(values: readonly string[], spend: (steps: number) => void, span: Span): Row[] {
    const texts = values.map((value, index) => this.looked(value, index, span));
    this.assertNotMapped(texts, span);
    const candidates = this.candidates(texts);
    const found: Row[] = [];
    spend(this.other.length === 0 ? 1 : candidates.length + 1);
    for (const { row, tests } of candidates) {
      if (!tests.every((test, i) => test(texts[this.other[i]!]!))) continue;
      if (found.length >= this.definition.maxMatches) {
        // "Uses the first <integer> entries, in file order."
        if (this.definition.store.kind === "csv") break;
        throw ambiguous(
          `More than max_matches=${this.definition.maxMatches} records of ${this.definition.place} match, and which of them are the ` +
            "first is documented for files only.",
          span,
        );
      }
      found.push(row);
    }
    return found;
  }
}
