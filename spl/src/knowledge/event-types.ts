/**
 * Event types and tags of the app → the fields eventtype, tag and tag::<field> of events, as Splunk adds them at search time (Knowledge Manager
 * Manual, About event types; About tags and aliases). An event that brings eventtype or tag itself keeps what it has. Rejects searches of event
 * types that are not a plain condition.
 */
import type { AppView, EventType, Tagged } from "../contract/command.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { parseSearch } from "../search/parse.ts";
import { compilePredicate, type RowPredicate } from "../search/predicate.ts";
import type { SearchNode } from "../search/tree.ts";
import { Cursor } from "../text/cursor.ts";
import type { Source } from "../text/source.ts";
import { entriesOf } from "../values/entries.ts";
import { compareText } from "../values/number.ts";
import type { Row, RowBatches, Value } from "../values/table.ts";

interface CompiledType {
  readonly name: string;
  readonly place: string;
  readonly fits: RowPredicate;
  /** Event types that its search names. */
  readonly needs: readonly string[];
}

/** Adds the fields of the app's event types and tags to events. */
export class Knowledge {
  private compiled: { readonly types: readonly CompiledType[]; readonly tags: TagIndex } | null = null;

  /** @param expand replaces macros in the search of an event type */
  constructor(
    private readonly app: Pick<AppView, "eventTypes" | "tags">,
    private readonly expand: (text: string) => Source,
  ) {}

  /** The event itself where nothing is to be added. Throws SplError of an event type whose search is rejected, with its place in eventtypes.conf. */
  of(row: Row): Row {
    if (row.has("eventtype") || row.has("tag")) return row;
    const { types, tags } = this.compile();
    return addTags(addTypes(row, types), tags);
  }

  private compile(): { readonly types: readonly CompiledType[]; readonly tags: TagIndex } {
    this.compiled ??= {
      types: inOrder(this.app.eventTypes().map((type) => compileType(type, this.expand))),
      tags: tagIndex(this.app.tags()),
    };
    return this.compiled;
  }
}

/**
 * Events with what is known of them. An event that cannot be read comes before an event type that is rejected, wherever the two are, so
 * events are read to the end after such an event type. Throws SplError.
 */
export function knownBatches(batches: RowBatches, knowledge: Knowledge): RowBatches {
  let added = new Set<string>();
  return {
    owned: batches.owned === true,
    get fields() {
      return [...new Set([...batches.fields, ...added])];
    },
    *[Symbol.iterator]() {
      let failure: { readonly error: unknown } | null = null;
      for (const batch of batches) {
        if (batch === "restart") {
          failure = null;
          added = new Set();
          yield batch;
        } else if (failure === null) {
          const known: Row[] = [];
          try {
            for (const row of batch) known.push(knowledge.of(row));
          } catch (error) {
            failure = { error };
            continue;
          }
          for (const row of known) for (const field of row.keys()) if (isKnown(field)) added.add(field);
          yield known;
        }
      }
      if (failure !== null) throw failure.error;
    },
  };
}

function isKnown(field: string): boolean {
  return field === "eventtype" || field === "tag" || field.startsWith("tag::");
}

function compileType(type: EventType, expand: (text: string) => Source): CompiledType {
  try {
    const source = expand(type.search);
    const { tree, times } = parseSearch(new Cursor(source, 0, source.text.length), true);
    if (times.length > 0)
      throw new SplError("unsupported_option", "an event type has no time range; leave it out.");
    const needs: string[] = [];
    collectNeeds(tree, needs);
    return { name: type.name, place: type.place, fits: compilePredicate(tree, true), needs };
  } catch (error) {
    if (!(error instanceof SplError)) throw error;
    throw placed(type.name, type.place, error);
  }
}

function placed(name: string, place: string, error: SplError): SplError {
  return new SplError(error.code, `Event type ${name} (${place}): ${error.message}`);
}

function collectNeeds(node: SearchNode, into: string[]): void {
  if (node.kind === "and" || node.kind === "or") for (const child of node.nodes) collectNeeds(child, into);
  else if (node.kind === "not") collectNeeds(node.node, into);
  else if (node.kind === "compare" || node.kind === "in") {
    if (/^tag(?:::|$)/.test(node.field)) throw open("a tag in the search of an event type", node.span);
    if (node.field !== "eventtype") return;
    const values = node.kind === "in" ? node.values : [node.value];
    if (values.some((value) => value.includes("*")))
      throw open("a wildcard for event types in the search of an event type", node.span);
    into.push(...values);
  }
}

function open(what: string, span: Span): SplError {
  return new SplError(
    "ambiguous",
    `What ${what} finds is not documented. Write the condition itself there.`,
    span,
  );
}

/** Event types that others name come first. Throws SplError ambiguous where they name each other. */
function inOrder(types: readonly CompiledType[]): CompiledType[] {
  const byName = new Map(types.map((type) => [type.name.toLowerCase(), type]));
  const done = new Set<CompiledType>();
  const place = (type: CompiledType, callers: readonly CompiledType[]): void => {
    if (done.has(type)) return;
    if (callers.includes(type)) {
      throw placed(
        type.name,
        type.place,
        new SplError(
          "ambiguous",
          "it names itself, directly or through others; write a condition on fields.",
        ),
      );
    }
    for (const name of type.needs) {
      const needed = byName.get(name.toLowerCase());
      if (needed !== undefined) place(needed, [...callers, type]);
    }
    done.add(type);
  };
  for (const type of types) place(type, []);
  return [...done];
}

function addTypes(row: Row, types: readonly CompiledType[]): Row {
  const names: string[] = [];
  let known = row;
  for (const type of types) {
    try {
      if (!type.fits(known)) continue;
    } catch (error) {
      if (!(error instanceof SplError)) throw error;
      throw placed(type.name, type.place, error);
    }
    names.push(type.name);
    known = new Map(row).set("eventtype", several(names));
  }
  return known;
}

/** Field → value → its tags. */
type TagIndex = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

function tagIndex(tagged: readonly Tagged[]): TagIndex {
  const index = new Map<string, Map<string, readonly string[]>>();
  for (const { field, value, tags } of tagged) {
    const values = index.get(field) ?? new Map<string, readonly string[]>();
    index.set(field, values);
    values.set(value, [...(values.get(value) ?? []), ...tags]);
  }
  return index;
}

function addTags(row: Row, index: TagIndex): Row {
  const all: string[] = [];
  let known: Row | null = null;
  for (const [field, values] of index) {
    const value = row.get(field);
    if (value === undefined) continue;
    const own = entriesOf(value).flatMap((entry) => values.get(String(entry)) ?? []);
    if (own.length === 0) continue;
    known ??= new Map(row);
    known.set(`tag::${field}`, several(own));
    all.push(...own);
  }
  return known === null ? row : known.set("tag", several(all));
}

/** Distinct names in their order; one alone is a single value. */
function several(names: readonly string[]): Value {
  const distinct = [...new Set(names)].sort(compareText);
  return distinct.length === 1 ? distinct[0]! : distinct;
}
