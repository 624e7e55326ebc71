/**
 * The JavaScript back end of the expression language: conditions and templates are brought into a form that one small function
 * walks over the facts of a connection. (The other back end writes the same as SPL.)
 *
 * A search meets thousands of kinds of connections in its first second, before the runtime has warmed up. One function that does
 * everything is compiled at once; a closure for each condition would be cold a thousand times over. So all tests have one
 * shape, and facts are an array.
 */
import type { CatalogueRow, ColumnName } from "./catalogue.ts";
import type { Case, Condition, DerivedName, Expression, FieldName, Template } from "./expression.ts";

type Value = string | number | null;

/** What is known of one connection, by slot; null where nothing is. */
export type Facts = Value[];

/** Fields and columns get the next slot when an expression first names them. */
const fieldSlots = new Map<FieldName, number>();
const columnSlots = new Map<ColumnName, number>();

function slotIn<Name>(slots: Map<Name, number>, name: Name): number {
  let slot = slots.get(name);
  if (slot === undefined) {
    slot = fieldSlots.size + columnSlots.size;
    slots.set(name, slot);
  }
  return slot;
}

/** The place of a field's value. */
export function slotOf(name: FieldName): number {
  return slotIn(fieldSlots, name);
}

/** Facts of which nothing is known yet, for the expressions that have been compiled before. */
export function emptyFacts(): Facts {
  for (let slot = nothing.length; slot < fieldSlots.size + columnSlots.size; slot++) nothing.push(null);
  return nothing.slice();
}

const nothing: Facts = [];

/** Let facts hold the columns of a catalogue's row. */
export function addRow(facts: Facts, row: CatalogueRow): void {
  columnSlots.forEach((slot, name) => {
    facts[slot] = columnValue(row[name]);
  });
}

/** An empty cell of the lookup is absent, as it is in SPL. */
function columnValue(cell: CatalogueRow[ColumnName]): Value {
  if (typeof cell === "number") return cell;
  if (cell.length === 0) return null;
  return typeof cell === "string" ? cell : cell.join(" ");
}

/** A slot to read, or -1 and a constant. */
interface Operand {
  readonly slot: number;
  readonly constant: Value;
}

const constantOperand = (constant: Value): Operand => ({ slot: -1, constant });

function operandOf(expression: Expression): Operand {
  switch (expression.form) {
    case "field":
      return { slot: slotOf(expression.name), constant: null };
    case "column":
      return { slot: slotIn(columnSlots, expression.name), constant: null };
    case "text":
    case "number":
      return constantOperand(expression.value);
  }
}

function read({ slot, constant }: Operand, facts: Facts): Value {
  if (slot < 0) return constant;
  const value = facts[slot];
  // A slot that came after the facts were made.
  return value === undefined ? null : value;
}

const NOTHING = constantOperand(null);

/** A condition, ready to be tested. "is" compares with a constant, "one_of" with several. */
export interface Test {
  readonly operation: "is" | "one_of" | "all" | "any" | "present" | "at_least" | "equals";
  /** Whether the test holds where the operation does not. */
  readonly negated: boolean;
  readonly left: Operand;
  readonly right: Operand;
  /** Of "one_of": the constants. */
  readonly values: readonly Value[];
  readonly of: readonly Test[];
  /** How many comparisons it takes at most. */
  readonly size: number;
}

function test(
  operation: Test["operation"],
  negated: boolean,
  left: Operand,
  right: Operand,
  values: readonly Value[] = [],
): Test {
  return { operation, negated, left, right, values, of: [], size: 1 };
}

/**
 * Conditions have no effects, so they are brought into the form that takes the fewest steps: "not" moves into the comparisons, an "all"
 * within an "all" is dissolved, comparisons of one slot with constants become one, and short tests come first.
 */
export function compileCondition(condition: Condition, negated = false): Test {
  switch (condition.form) {
    case "not":
      return compileCondition(condition.of, !negated);
    case "present":
      return test("present", negated, operandOf(condition.of), NOTHING);
    case "at_least":
    case "equals": {
      const left = operandOf(condition.left);
      const right = operandOf(condition.right);
      const constant = condition.form === "equals" && left.slot >= 0 && right.slot < 0;
      return test(constant ? "is" : condition.form, negated, left, right);
    }
    case "all":
    case "any": {
      const operation = (condition.form === "all") === negated ? "any" : "all";
      const of: Test[] = [];
      for (const each of condition.of) {
        const part = compileCondition(each, negated);
        if (part.operation === operation) for (const inner of part.of) addPart(of, inner, operation);
        else addPart(of, part, operation);
      }
      if (of.length === 1) return of[0]!;
      of.sort((a, b) => a.size - b.size);
      const size = of.reduce((sum, part) => sum + part.size, 0);
      return { operation, negated: false, left: NOTHING, right: NOTHING, values: [], of, size };
    }
  }
}

/** Add a part of "any" or "all", together with an earlier one where both compare the same slot with constants. */
function addPart(parts: Test[], part: Test, operation: "any" | "all"): void {
  const values = constantsOf(part);
  // Any of: one of these, or one of those. All of: none of these, and none of those.
  if (values.length > 0 && part.negated === (operation === "all")) {
    const { left, right, negated } = part;
    const same = (other: Test) =>
      other.left.slot === left.slot && other.negated === negated && constantsOf(other).length > 0;
    const index = parts.findIndex(same);
    if (index >= 0) {
      const all = [...constantsOf(parts[index]!), ...values];
      parts[index] = test("one_of", negated, left, right, all);
      return;
    }
  }
  parts.push(part);
}

function constantsOf({ operation, right, values }: Test): readonly Value[] {
  return operation === "is" ? [right.constant] : values;
}

/** Of "is", which is what most parts of "all" and "any" are: a function so small that the runtime puts it where it is called. */
function matches({ left, right, negated }: Test, facts: Facts): boolean {
  return (facts[left.slot] === right.constant) !== negated;
}

export function holds(tested: Test, facts: Facts): boolean {
  const { left, of } = tested;
  switch (tested.operation) {
    case "is":
      return matches(tested, facts);
    case "one_of":
      return tested.values.indexOf(facts[left.slot]!) >= 0 !== tested.negated;
    case "all":
      for (let i = 0; i < of.length; i++) {
        const part = of[i]!;
        if (!(part.operation === "is" ? matches(part, facts) : holds(part, facts))) return false;
      }
      return true;
    case "any":
      for (let i = 0; i < of.length; i++) {
        const part = of[i]!;
        if (part.operation === "is" ? matches(part, facts) : holds(part, facts)) return true;
      }
      return false;
    case "present":
      return (read(left, facts) !== null) !== tested.negated;
    case "at_least": {
      const value = read(left, facts);
      const bound = read(tested.right, facts);
      return (typeof value === "number" && typeof bound === "number" && value >= bound) !== tested.negated;
    }
    case "equals": {
      const value = read(left, facts);
      return (value !== null && value === read(tested.right, facts)) !== tested.negated;
    }
  }
}

/** The parts of a template, in order. */
export type CompiledTemplate = readonly Operand[];

export function compileTemplate(template: Template): CompiledTemplate {
  return template.map((part) => (typeof part === "string" ? constantOperand(part) : operandOf(part)));
}

/** Fill a template in; null when any part of it is absent. */
export function fill(template: CompiledTemplate, facts: Facts): string | null {
  let filled = "";
  for (let i = 0; i < template.length; i++) {
    const value = read(template[i]!, facts);
    if (value === null) return null;
    filled += value;
  }
  return filled;
}

export type CompiledCases = readonly { readonly when: Test; readonly value: CompiledTemplate }[];

export function compileCases(cases: readonly Case<Template>[]): CompiledCases {
  return cases.map(({ when, value }) => ({ when: compileCondition(when), value: compileTemplate(value) }));
}

/** The template of the first case that holds, filled in; or null. */
export function firstThatHolds(cases: CompiledCases, facts: Facts): string | null {
  for (let i = 0; i < cases.length; i++)
    if (holds(cases[i]!.when, facts)) return fill(cases[i]!.value, facts);
  return null;
}

/** A value that follows from others, ready to be worked out. */
export interface CompiledDerived {
  readonly slot: number;
  readonly cases: CompiledCases;
}

/** Derived values are texts: each case is a template of one part. */
export function compileDerived(name: DerivedName, cases: readonly Case<Expression>[]): CompiledDerived {
  return {
    slot: slotOf(name),
    cases: compileCases(cases.map(({ when, value }) => ({ when, value: [value] }))),
  };
}

/** Add what follows to the facts, each value after those before it. */
export function derive(derived: readonly CompiledDerived[], facts: Facts): void {
  for (const { slot, cases } of derived) facts[slot] = firstThatHolds(cases, facts);
}
