/**
 * The JavaScript back end of the expression language: conditions and templates become closures, made once, over the facts
 * of one connection. (The other back end writes the same as SPL.)
 *
 * Every answer of the command is worked out here, many thousands in a search whose connections differ, so facts lie in an array
 * and the closures that the model has most of, comparisons with a constant, are made to measure.
 */
import type { CatalogueRow } from "./catalogue.ts";
import type { Case, ColumnName, Condition, Expression, FieldName, Template } from "./expression.ts";

type Value = string | number | null;

/** What is known of one connection, by slot; null where nothing is. */
export type Facts = Value[];
type Read = (facts: Facts) => Value;
export type Test = (facts: Facts) => boolean;

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

/** Where the value of a field lies. */
export function slotOf(name: FieldName): number {
  return slotIn(fieldSlots, name);
}

/** Facts of which nothing is known yet, for the expressions that have been compiled before. */
export function emptyFacts(): Facts {
  const facts: Facts = [];
  for (let slot = fieldSlots.size + columnSlots.size; slot > 0; slot--) facts.push(null);
  return facts;
}

/** Let facts hold the columns of a catalogue's row. */
export function addRow(facts: Facts, row: CatalogueRow): void {
  for (const [name, slot] of columnSlots) facts[slot] = columnValue(row[name]);
}

/** An empty cell of the lookup is absent, as it is in SPL. */
function columnValue(cell: CatalogueRow[ColumnName]): Value {
  if (typeof cell === "number") return cell;
  if (cell.length === 0) return null;
  return typeof cell === "string" ? cell : cell.join(" ");
}

/** The slot that an expression reads; null where it is a constant. */
function slotRead(expression: Expression): number | null {
  if (expression.form === "field") return slotOf(expression.name);
  return expression.form === "column" ? slotIn(columnSlots, expression.name) : null;
}

function compileExpression(expression: Expression): Read {
  const slot = slotRead(expression);
  if (slot !== null) return (facts) => facts[slot] ?? null;
  const { value } = expression as { readonly value: string | number };
  return () => value;
}

export function compileCondition(condition: Condition): Test {
  switch (condition.form) {
    case "present": {
      const read = compileExpression(condition.of);
      return (facts) => read(facts) !== null;
    }
    case "equals":
      return compileEquals([condition]);
    case "at_least": {
      const left = compileExpression(condition.left);
      const right = compileExpression(condition.right);
      return (facts) => {
        const value = left(facts);
        const bound = right(facts);
        return typeof value === "number" && typeof bound === "number" && value >= bound;
      };
    }
    case "all": {
      const tests = condition.of.map(compileCondition);
      return (facts) => {
        for (let i = 0; i < tests.length; i++) if (!tests[i]!(facts)) return false;
        return true;
      };
    }
    case "any": {
      const tests = gathered(condition.of);
      if (tests.length === 1) return tests[0]!;
      return (facts) => {
        for (let i = 0; i < tests.length; i++) if (tests[i]!(facts)) return true;
        return false;
      };
    }
    case "not": {
      const test = compileCondition(condition.of);
      return (facts) => !test(facts);
    }
  }
}

type Equals = Extract<Condition, { form: "equals" }>;

/** Tests for alternatives, those that compare one thing with several constants made one. */
function gathered(alternatives: readonly Condition[]): Test[] {
  const tests: Test[] = [];
  let alike: Equals[] = [];
  for (const condition of alternatives) {
    const first = alike[0];
    if (condition.form === "equals" && (first === undefined || sameSlot(first, condition))) {
      alike.push(condition);
      continue;
    }
    if (first !== undefined) tests.push(compileEquals(alike));
    alike = condition.form === "equals" ? [condition] : [];
    if (condition.form !== "equals") tests.push(compileCondition(condition));
  }
  if (alike.length > 0) tests.push(compileEquals(alike));
  return tests;
}

function sameSlot(one: Equals, other: Equals): boolean {
  const slot = slotRead(one.left);
  return (
    slot !== null &&
    slot === slotRead(other.left) &&
    slotRead(one.right) === null &&
    slotRead(other.right) === null
  );
}

/** Whether one of these holds: a single comparison, or several of one slot with constants. */
function compileEquals(conditions: readonly Equals[]): Test {
  const [first, ...others] = conditions;
  const slot = slotRead(first!.left);
  if (slot !== null && slotRead(first!.right) === null) {
    const constants = conditions.map(({ right }) => (right as { readonly value: string | number }).value);
    const [constant] = constants;
    if (others.length === 0) return (facts) => facts[slot] === constant;
    // Nothing absent is among the constants.
    return (facts) => constants.indexOf(facts[slot]!) >= 0;
  }
  const left = compileExpression(first!.left);
  const right = compileExpression(first!.right);
  return (facts) => {
    const value = left(facts);
    return value !== null && value === right(facts);
  };
}

/** Fill a template in; null when any part of it is absent. */
export function compileTemplate(template: Template): (facts: Facts) => string | null {
  const parts = template.map((part) => (typeof part === "string" ? () => part : compileExpression(part)));
  return (facts) => {
    let filled = "";
    for (let i = 0; i < parts.length; i++) {
      const value = parts[i]!(facts);
      if (value === null) return null;
      filled += value;
    }
    return filled;
  };
}

/** The value of the first case that holds, or null. */
export function compileCases(cases: readonly Case<Template>[]): (facts: Facts) => string | null {
  const compiled = cases.map(({ when, value }) => ({
    test: compileCondition(when),
    fill: compileTemplate(value),
  }));
  return (facts) => {
    for (let i = 0; i < compiled.length; i++) if (compiled[i]!.test(facts)) return compiled[i]!.fill(facts);
    return null;
  };
}

/** The same for values that are one expression. */
export function compileDerived(cases: readonly Case<Expression>[]): Read {
  const compiled = cases.map(({ when, value }) => ({
    test: compileCondition(when),
    read: compileExpression(value),
  }));
  return (facts) => {
    for (let i = 0; i < compiled.length; i++) if (compiled[i]!.test(facts)) return compiled[i]!.read(facts);
    return null;
  };
}
