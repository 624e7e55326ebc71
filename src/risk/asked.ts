/** All that the model asks of a connection and shows of it, for whoever has to know what makes a difference to it. */
import type { Condition, DerivedName, Expression, FieldName, Template } from "./expression.ts";
import { ADVICE, DERIVED, FACTORS, OPENINGS } from "./model/index.ts";

export interface Asked {
  readonly condition: Condition;
  /** The derived value that depends on it; null for factors and wording. */
  readonly by: DerivedName | null;
}

export interface Shown {
  readonly field: FieldName;
  /** The derived value that takes it over; null where a person sees it. */
  readonly by: DerivedName | null;
}

const WORDING = [...OPENINGS, ...ADVICE];

const flat = <Item>(lists: readonly (readonly Item[])[]): readonly Item[] => ([] as Item[]).concat(...lists);

export const ASKED: readonly Asked[] = [
  ...FACTORS.map(({ when }) => ({ condition: when, by: null })),
  ...WORDING.map(({ when }) => ({ condition: when, by: null })),
  ...flat(DERIVED.map(({ name, cases }) => cases.map(({ when }) => ({ condition: when, by: name })))),
];

function fieldsIn(parts: readonly (string | Expression)[]): readonly FieldName[] {
  const names: FieldName[] = [];
  for (const part of parts) if (typeof part !== "string" && part.form === "field") names.push(part.name);
  return names;
}

function findShown(): readonly Shown[] {
  // A column of its own.
  const shown: Shown[] = [{ field: "direction", by: null }];
  const templates: (Template | null)[] = [
    ...FACTORS.map(({ clause }) => clause),
    ...WORDING.map(({ value }) => value),
  ];
  for (const template of templates)
    for (const field of fieldsIn(template ?? [])) shown.push({ field, by: null });
  for (const { name, cases } of DERIVED)
    for (const { value } of cases) for (const field of fieldsIn([value])) shown.push({ field, by: name });
  return shown;
}

export const SHOWN = findShown();
