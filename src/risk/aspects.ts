/**
 * What the model asks of a connection, taken together. Addresses and zones, byte counts and durations differ from event to
 * event, but of all of them the model wants to know a few things only: which way it goes, whether both ends talked, whether
 * it was an upload. Readings that give the same answers are one to the model. The questions are found in the model itself: no
 * list to keep.
 */

import { ASKED, type Asked, SHOWN, type Shown } from "./asked.ts";
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
import type { Condition, Expression, FieldName, NumberReading, TextReading } from "./expression.ts";
import { DERIVED } from "./model/index.ts";

/** Readings that the model mostly asks about together; each belongs to one aspect at most. */
export const ASPECTS = {
  ends: ["src_side", "dest_side", "src_zone", "dest_zone"],
  program: ["client", "process", "threat_confidence"],
  volume: ["bytes_sent", "bytes_received", "packets_sent", "packets_received", "duration"],
} as const satisfies { readonly [name: string]: readonly (TextReading | NumberReading)[] };

export type AspectName = keyof typeof ASPECTS;

/** What a condition compares. */
function operandsOf(condition: Condition): readonly Expression[] {
  switch (condition.form) {
    case "present":
      return [condition.of];
    case "equals":
    case "at_least":
      return [condition.left, condition.right];
    case "not":
      return operandsOf(condition.of);
    case "all":
    case "any":
      return ([] as Expression[]).concat(...condition.of.map(operandsOf));
  }
}

export class Aspect {
  /** The readings, and what follows from them alone. */
  private readonly fields: Set<FieldName>;
  private readonly derived: CompiledDerived[] = [];
  private readonly questions: readonly Test[];
  /** Slots whose very value matters outside. */
  private readonly shown: readonly number[];

  /**
   * @param asked all that a model asks
   * @param shown all that it shows
   */
  constructor(
    readings: readonly FieldName[],
    asked: readonly Asked[] = ASKED,
    shownFields: readonly Shown[] = SHOWN,
  ) {
    this.fields = new Set(readings);
    for (const { name, cases } of DERIVED) {
      if (!cases.every(({ when, value }) => this.within(value) && operandsOf(when).every(this.within)))
        continue;
      this.fields.add(name);
      this.derived.push(compileDerived(name, cases));
    }
    const outside = (by: FieldName | null) => by === null || !this.fields.has(by);
    const questions: Condition[] = [];
    const shown = new Set<FieldName>();
    for (const { field, by } of shownFields) if (outside(by) && this.fields.has(field)) shown.add(field);
    for (const { condition, by } of asked) if (outside(by)) this.gather(condition, questions, shown);
    this.questions = questions.map(compileCondition);
    this.shown = Array.from(shown, slotOf);
  }

  /**
   * Which readings are alike: facts that differ in readings of the same class have the same assessment.
   * @param facts the readings of this aspect, and nothing else; what follows from them is added
   */
  classOf(facts: Facts): string {
    derive(this.derived, facts);
    let answers = "";
    for (const question of this.questions) answers += holds(question, facts) ? "y" : "n";
    for (const slot of this.shown) answers += `,${facts[slot]}`;
    return answers;
  }

  private readonly within = (expression: Expression): boolean =>
    expression.form === "field"
      ? this.fields.has(expression.name)
      : expression.form === "text" || expression.form === "number";

  /** Whether a condition depends on this aspect and on nothing else. */
  private asksAlone(condition: Condition): boolean {
    const operands = operandsOf(condition);
    return operands.length > 0 && operands.every(this.within);
  }

  /** Collect the largest parts of a condition that depend on this aspect alone: the whole depends on it through them only. */
  private gather(condition: Condition, questions: Condition[], shown: Set<FieldName>): void {
    if (this.asksAlone(condition)) {
      questions.push(condition);
      return;
    }
    switch (condition.form) {
      case "not":
        this.gather(condition.of, questions, shown);
        return;
      case "all":
      case "any": {
        const { form, of } = condition;
        const alone = of.filter((each) => this.asksAlone(each));
        if (alone.length > 0) questions.push({ form, of: alone });
        for (const each of of) if (!this.asksAlone(each)) this.gather(each, questions, shown);
        return;
      }
      default:
        // Compared with something else: the value itself matters.
        for (const operand of operandsOf(condition))
          if (operand.form === "field" && this.fields.has(operand.name)) shown.add(operand.name);
    }
  }
}
