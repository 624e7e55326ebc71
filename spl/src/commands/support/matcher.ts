/**
 * Finds the rows of a lookup that match the values of some of its fields: by an index over the fields that match
 * exactly, and by trying networks and patterns of the rows that are left. In file order, at most max_matches.
 */

import type { LookupDefinition } from "../../contract/lookup.ts";
import { type Span, SplError } from "../../errors/spl-error.ts";
import { compareAddresses, networkContains, parseAddress, parseNetwork } from "../../values/address.ts";
import { isMultiple, textOf } from "../../values/entries.ts";
import { globMatches, parseGlob } from "../../values/glob.ts";
import type { Row } from "../../values/table.ts";

type Test = (text: string) => boolean;

interface Candidate {
  readonly row: Row;
  /** One test for each field that is not matched exactly. */
  readonly tests: readonly Test[];
}

export class LookupMatcher {
  private readonly exact: readonly number[];
  private readonly other: readonly number[];
  private readonly index = new Map<string, Candidate[]>();

  /** `fields`: the fields of the table that are matched, in the order in which `find` gets their values. */
  constructor(
    private readonly definition: LookupDefinition,
    private readonly fields: readonly string[],
    private readonly span: Span,
  ) {
    const typeOf = (index: number): string => definition.matchTypes.get(fields[index]!) ?? "exact";
    const positions = fields.map((_, index) => index);
    this.exact = positions.filter((index) => typeOf(index) === "exact");
    this.other = positions.filter((index) => typeOf(index) !== "exact");
    for (const row of definition.table.rows) this.add(row);
  }

  private fold(text: string): string {
    return this.definition.caseSensitive ? text : text.toLowerCase();
  }

  private add(row: Row): void {
    const texts = this.fields.map((field) => {
      const value = row.get(field);
      // A row of the table without a value in a match field is matched by nothing that a row could hold.
      return value === undefined || isMultiple(value) ? null : this.fold(textOf(value));
    });
    if (texts.includes(null)) return;
    const key = JSON.stringify(this.exact.map((index) => texts[index]));
    const tests = this.other.map((index) => this.test(this.fields[index]!, texts[index]!));
    const candidates = this.index.get(key);
    if (candidates === undefined) this.index.set(key, [{ row, tests }]);
    else candidates.push({ row, tests });
  }

  private test(field: string, pattern: string): Test {
    if (this.definition.matchTypes.get(field) === "wildcard") {
      const glob = parseGlob(pattern);
      return (text) => globMatches(glob, text);
    }
    const network = parseNetwork(pattern);
    if (network !== null) {
      return (text) => {
        const address = parseAddress(text);
        return address !== null && networkContains(network, address);
      };
    }
    const address = parseAddress(pattern);
    if (address === null) {
      throw new SplError(
        "malformed_lookup",
        `${this.definition.place}: "${pattern}" in the CIDR field ${field} is neither a network nor an address.`,
        this.span,
      );
    }
    return (text) => {
      const other = parseAddress(text);
      return other !== null && other.kind() === address.kind() && compareAddresses(other, address) === 0;
    };
  }

  /** The rows that match these values, one for each field. */
  find(values: readonly string[], spend: (steps: number) => void): Row[] {
    const texts = values.map((value) => this.fold(value));
    const candidates = this.index.get(JSON.stringify(this.exact.map((index) => texts[index])));
    if (candidates === undefined) return [];
    const found: Row[] = [];
    spend(this.other.length === 0 ? 1 : candidates.length);
    for (const { row, tests } of candidates) {
      if (!tests.every((test, i) => test(texts[this.other[i]!]!))) continue;
      found.push(row);
      if (found.length >= this.definition.maxMatches) break;
    }
    return found;
  }
}
