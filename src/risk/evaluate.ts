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

type Operation = "present" | "equals" | "one_of" | "at_least" | "all" | "any" | "not";

/** A condition, ready to be tested. */
export interface Test {
  readonly operation: Operation;
  readonly left: Operand;
  readonly right: Operand;
  /** Of "one_of": the constants. */
  readonly values: readonly Value[];
  readonly of: readonly Test[];
}

function test(operation: Operation, parts: Partial<Test>): Test {
  const { left = NOTHING, right = NOTHING, values = [], of = [] } = parts;
  return { operation, left, right, values, of };
}

export function compileCondition(condition: Condition): Test {
  switch (condition.form) {
    case "present":
      return test("present", { left: operandOf(condition.of) });
    case "equals":
    case "at_least":
      return test(condition.form, { left: operandOf(condition.left), right: operandOf(condition.right) });
    case "all":
      return test("all", { of: condition.of.map(compileCondition) });
    case "any": {
      const of = gathered(condition.of.map(compileCondition));
      return of.length === 1 ? of[0]! : test("any", { of });
    }
    case "not":
      return test("not", { of: [compileCondition(condition.of)] });
  }
}

/** Neighbours that compare one slot with constants are made one. */
function gathered(alternatives: readonly Test[]): readonly Test[] {
  const tests: Test[] = [];
  for (const alternative of alternatives) {
    const before = tests[tests.length - 1];
    const values = constantsOf(alternative);
    if (before !== undefined && values.length > 0 && before.left.slot === alternative.left.slot) {
      const earlier = constantsOf(before);
      if (earlier.length > 0) {
        tests[tests.length - 1] = test("one_of", { left: before.left, values: [...earlier, ...values] });
        continue;
      }
    }
    tests.push(alternative);
  }
  return tests;
}

/** What a slot is compared with; nothing where the test is no such comparison. */
function constantsOf({ operation, left, right, values }: Test): readonly Value[] {
  if (operation === "equals" && left.slot >= 0 && right.slot < 0) return [right.constant];
  return values;
}

export function holds(tested: Test, facts: Facts): boolean {
  const { of } = tested;
  switch (tested.operation) {
    case "present":
      return read(tested.left, facts) !== null;
    case "equals": {
      const value = read(tested.left, facts);
      return value !== null && value === read(tested.right, facts);
    }
    case "one_of":
      return tested.values.indexOf(read(tested.left, facts)) >= 0;
    case "at_least": {
      const value = read(tested.left, facts);
      const bound = read(tested.right, facts);
      return typeof value === "number" && typeof bound === "number" && value >= bound;
    }
    case "all":
      for (let i = 0; i < of.length; i++) if (!holds(of[i]!, facts)) return false;
      return true;
    case "any":
      for (let i = 0; i < of.length; i++) if (holds(of[i]!, facts)) return true;
      return false;
    case "not":
      return !holds(of[0]!, facts);
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
