/**
 * Which readings are equivalent to the model, found in the model itself: its conditions and the fields that it displays.
 *
 * Numbers: two numbers between the same bounds give every condition the same result, so only the bounds that a number reaches matter.
 * Ports: two ports without a row in the catalogue that reach the same bounds differ in the displayed number alone.
 * Groups of readings, such as all byte counts: two of them are equivalent where every condition on the group has the same result
 * and every displayed field the same value. src/portrisk/keys.ts shows an example.
 */
import {
  type CompiledDerived,
  compileCondition,
  compileDerived,
  derive,
  type Facts,
  holds,
  slotOf,
  type Test,
} from "./evaluate.ts";
import type { Condition, DerivedName, Expression, FieldName, Template } from "./expression.ts";
import { digitsOf } from "./kinds.ts";
import { ADVICE, DERIVED, EXCEPTION_MOST, EXCEPTION_STEP, FACTORS, LIMITS, OPENINGS } from "./model/index.ts";
import { isNumberReading, type NumberReading, READINGS } from "./schema/index.ts";

/** How a model uses its fields. */
export interface ModelUse {
  /** Every condition, with the derived value that it decides; null where it decides a factor or a part of the reason. */
  readonly conditions: readonly { readonly condition: Condition; readonly decides: DerivedName | null }[];
  /** Every field whose very value is used, with the derived value that takes it over; null where an output column shows it. */
  readonly displayed: readonly { readonly field: FieldName; readonly by: DerivedName | null }[];
}

const flat = <Item>(lists: readonly (readonly Item[])[]): readonly Item[] => ([] as Item[]).concat(...lists);

const fieldsIn = (parts: readonly (string | Expression)[]): readonly FieldName[] =>
  flat(parts.map((part) => (typeof part !== "string" && part.form === "field" ? [part.name] : [])));

function useOfModel(): ModelUse {
  const wording = [...OPENINGS, ...ADVICE];
  const templates: readonly (Template | null)[] = [
    ...FACTORS.map(({ clause }) => clause),
    ...wording.map(({ value }) => value),
  ];
  const derivedCases = flat(DERIVED.map(({ name, cases }) => cases.map((each) => ({ name, ...each }))));
  const inOutput = flat(templates.map((template) => fieldsIn(template ?? [])));
  return {
    conditions: [
      ...[...FACTORS, ...LIMITS, ...wording].map(({ when }) => ({ condition: when, decides: null })),
      ...derivedCases.map(({ when, name }) => ({ condition: when, decides: name })),
    ],
    displayed: [
      // portrisk_direction is a column of its own.
      ...(["direction", ...inOutput] as const).map((field) => ({ field, by: null })),
      // What a factor gives is shown in the list of factors.
      ...flat(
        FACTORS.map(({ points }) =>
          typeof points === "object" && "field" in points ? [{ field: points.field, by: null }] : [],
        ),
      ),
      ...flat(derivedCases.map(({ value, name }) => fieldsIn([value]).map((field) => ({ field, by: name })))),
    ],
  };
}

const MODEL_USE = useOfModel();

type Comparison = Extract<Condition, { form: "present" | "equals" | "at_least" }>;

/** Whether every comparison in a condition passes the test. Walked before the first answer, so it allocates nothing. */
function everyComparison(condition: Condition, passes: (comparison: Comparison) => boolean): boolean {
  switch (condition.form) {
    case "not":
      return everyComparison(condition.of, passes);
    case "all":
    case "any":
      for (const each of condition.of) if (!everyComparison(each, passes)) return false;
      return true;
    default:
      return passes(condition);
  }
}

/** The numbers with which the model compares each field by "at least" and by "equals". */
const COMPARED = { at_least: new Map<FieldName, Set<number>>(), equals: new Map<FieldName, Set<number>>() };
for (const { condition } of MODEL_USE.conditions) {
  everyComparison(condition, (comparison) => {
    if (comparison.form === "present") return true;
    const { form, left, right } = comparison;
    if (left.form !== "field" || right.form !== "number") return true;
    const numbers = COMPARED[form].get(left.name);
    if (numbers === undefined) COMPARED[form].set(left.name, new Set([right.value]));
    else numbers.add(right.value);
    return true;
  });
}

// Of a field whose value is points, each step of points is a bound.
for (const { points } of FACTORS) {
  if (typeof points === "number" || !("field" in points)) continue;
  const steps = COMPARED.at_least.get(points.field)!;
  for (let given = EXCEPTION_STEP; given <= EXCEPTION_MOST; given += EXCEPTION_STEP) steps.add(given);
}

/** The numbers that the model wants a field to reach, ascending. */
const boundsOf = (name: FieldName): readonly number[] =>
  Array.from(COMPARED.at_least.get(name) ?? []).sort((a, b) => a - b);

/** Of each number the bounds with which the model compares it, ascending. */
export const NUMBER_BOUNDS = {} as { readonly [name in NumberReading]: readonly number[] };
for (const name of READINGS.filter(isNumberReading)) Object.assign(NUMBER_BOUNDS, { [name]: boundsOf(name) });

/** How many of these bounds a number reaches: 0 below the first one. */
export function boundsReached(bounds: readonly number[], value: number): number {
  let count = 0;
  while (count < bounds.length && value >= bounds[count]!) count++;
  return count;
}

const PORT_BOUNDS = boundsOf("port");
const NAMED_PORTS: ReadonlySet<number> = COMPARED.equals.get("port") ?? new Set();

/**
 * The equivalence class of a port that has no row in the catalogue: ports of one class get the same columns, but for the number in
 * the reason. Null for a port that the model names, or whose digits form a pattern: it is equivalent to no other.
 */
export function classOfPort(port: number): number | null {
  if (NAMED_PORTS.has(port) || digitsOf(port) !== null) return null;
  return boundsReached(PORT_BOUNDS, port);
}

/** Readings that the model mostly uses together. */
export class ReadingGroup {
  /** The readings of the group, and the derived values that depend on them alone. */
  private readonly fields: Set<FieldName>;
  private readonly derived: CompiledDerived[] = [];
  private readonly conditions: readonly Test[];
  /** Slots of the fields whose very value is used outside the group. */
  private readonly displayed: readonly number[];

  constructor(readings: readonly FieldName[], use: ModelUse = MODEL_USE) {
    this.fields = new Set(readings);
    for (const { name, cases } of DERIVED) {
      if (!cases.every(({ when, value }) => this.owns(value) && everyComparison(when, this.compares)))
        continue;
      this.fields.add(name);
      this.derived.push(compileDerived(name, cases));
    }
    // What decides a derived value of the group is covered by that value.
    const outside = (name: DerivedName | null) => name === null || !this.fields.has(name);
    const conditions: Condition[] = [];
    const displayed = new Set<FieldName>();
    for (const { field, by } of use.displayed)
      if (outside(by) && this.fields.has(field)) displayed.add(field);
    for (const { condition, decides } of use.conditions)
      if (outside(decides) && this.collect(condition, conditions, displayed)) conditions.push(condition);
    this.conditions = conditions.map((condition) => compileCondition(condition));
    this.displayed = Array.from(displayed, slotOf);
  }

  /**
   * The equivalence class of readings: the results of all conditions on the group, and the displayed values. Connections that
   * differ only in readings of one class get the same columns.
   * @param facts the readings of this group and nothing else; the group's derived values are added
   */
  classOf(facts: Facts): string {
    derive(this.derived, facts);
    let results = "";
    for (const condition of this.conditions) results += holds(condition, facts) ? "y" : "n";
    for (const slot of this.displayed) results += `,${facts[slot]}`;
    return results;
  }

  /** Whether an expression depends on this group alone. */
  private readonly owns = (expression: Expression): boolean =>
    expression.form === "field" ? this.fields.has(expression.name) : expression.form !== "column";

  private readonly compares = (comparison: Comparison): boolean =>
    comparison.form === "present"
      ? this.owns(comparison.of)
      : this.owns(comparison.left) && this.owns(comparison.right);

  /**
   * Collect the largest parts of a condition that depend on this group alone, since the whole depends on the group through them.
   * @returns whether that is all of it; then nothing was collected
   */
  private collect(condition: Condition, conditions: Condition[], displayed: Set<FieldName>): boolean {
    switch (condition.form) {
      case "not":
        return this.collect(condition.of, conditions, displayed);
      case "all":
      case "any": {
        const { form, of } = condition;
        const own = of.filter((each) => this.collect(each, conditions, displayed));
        if (own.length === of.length) return true;
        if (own.length > 0) conditions.push({ form, of: own });
        return false;
      }
      default:
        if (this.compares(condition)) return true;
        // It is compared with something outside the group, so its very value matters.
        for (const operand of condition.form === "present" ? [] : [condition.left, condition.right])
          if (operand.form === "field" && this.fields.has(operand.name)) displayed.add(operand.name);
        return false;
    }
  }
}
