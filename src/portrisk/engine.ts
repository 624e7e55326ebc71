/** Joins the byte engine and the model: what a key is made of, and what the engine asks. */
import { cellText } from "../csv/index.ts";
import {
  type Assessor,
  boundsReached,
  type Catalogue,
  type Form,
  inputOf,
  internalIpv4Networks,
  isNumberReading,
  MAX_VALUE_BYTES,
  MAX_VALUE_LENGTH,
  NUMBER_BOUNDS,
  READINGS,
  type Reading,
  read,
  type TextReading,
  textOf,
} from "../risk/index.ts";
import { CellForm, type KeyPart, Scorer, type ScorerLayout } from "../scorer/index.ts";
import {
  codeOfText,
  KEY_GROUPS,
  PLACES,
  PORT_WEIGHT,
  portOf,
  representativePorts,
  unpackKey,
} from "./keys.ts";
import type { Layout } from "./layout.ts";
import type { Options } from "./options.ts";
import { outputCells, outputColumns } from "./outputs.ts";

/** The code of a cell without a value. */
const ABSENT = -1;
/** So many bytes of a cell have the characters that count: each may be doubled once (quotes, "$"), and a quote opens the cell. */
const MEANINGFUL_BYTES = MAX_VALUE_BYTES + MAX_VALUE_LENGTH + 2;

/** The number of a reader: its place in READINGS. Source and destination are read in the same way. */
const readerOf = (reading: Reading) =>
  READINGS.indexOf(inputOf(reading).form === "address" ? "src_side" : reading);

/** How the engine reads each form: what only differs in its tables is text to it. */
const FORMS: { readonly [form in Form]: CellForm } = {
  port: CellForm.Port,
  address: CellForm.Address,
  name: CellForm.Text,
  kind: CellForm.Text,
  url: CellForm.Url,
  count: CellForm.Count,
};

/** As codeOf; a value without a first line is absent, so that the next field of the reading counts. */
const valueCode = (reading: Reading, value: string): number =>
  value === "" || value.startsWith("\n") ? ABSENT : codeOf(reading, value);

/** What a value adds to a key, in units of its reading's weight; 0 where it is not understood. */
function codeOf(reading: Reading, value: string): number {
  const known = read(reading, textOf(value));
  if (typeof known !== "number") return codeOfText(reading as TextReading, known);
  return isNumberReading(reading) ? boundsReached(NUMBER_BOUNDS[reading], known) + 1 : known;
}

/**
 * The engine for a search.
 * @param module the compiled engine
 * @throws where this Node cannot run it, or has no memory for it
 */
export function makeEngine(
  module: Buffer,
  options: Options,
  catalogue: Catalogue,
  assessor: Assessor,
): Scorer {
  return new Scorer(module, {
    portWeight: PORT_WEIGHT,
    groupWeights: KEY_GROUPS.map(({ inKey }) => inKey),
    internalNetworks: internalIpv4Networks(),
    internalCode: codeOfText("src_side", "internal"),
    externalCode: codeOfText("src_side", "external"),
    minScore: options.minScore,
    outputCount: outputColumns(options.prefix).length,
    readCell: (reader, bytes, start, end) => {
      return valueCode(READINGS[reader]!, cellText(bytes, start, Math.min(end, start + MEANINGFUL_BYTES)));
    },
    readListValue: (reader, bytes, start, end) => {
      const doubled = bytes.toString("latin1", start, Math.min(end, start + MEANINGFUL_BYTES));
      return valueCode(READINGS[reader]!, doubled.replace(/""/g, '"').replace(/\$\$/g, "$"));
    },
    representativePort: representativePorts(catalogue),
    classOf: (group, readings) => KEY_GROUPS[group]!.classes.of(readings),
    makeAnswer: (connection, evidence) => {
      const assessment = assessor.assessFacts(unpackKey(connection, evidence));
      return { ...outputCells(assessment, portOf(connection)), score: assessment.score };
    },
  });
}

/** The layout in the engine's terms, which numbers columns by their place among those that it looks at. */
export function engineLayout({ columnCount, inputs, kept }: Layout): ScorerLayout {
  const cutting = kept.length !== 1 || kept[0]![1] - kept[0]![0] + 1 < columnCount;
  const columns = new Set<number>();
  for (const { fields } of inputs) for (const { scalar, list } of fields) columns.add(scalar).add(list);
  if (cutting) for (const [first, last] of kept) columns.add(first).add(last);
  columns.delete(-1);
  const wanted = Array.from(columns).sort((a, b) => a - b);
  const places = new Map(wanted.map((column, place) => [column, place] as const));
  const placeOf = (column: number) => places.get(column) ?? -1;
  return {
    columnCount,
    wanted,
    kept: cutting ? kept.map(([first, last]) => [placeOf(first), placeOf(last)] as const) : null,
    parts: inputs.map(({ reading, fields }): KeyPart => {
      return {
        form: FORMS[inputOf(reading).form],
        reader: readerOf(reading),
        ...(reading === "port" ? { sum: 0, weight: PORT_WEIGHT } : PLACES[reading]),
        bounds: isNumberReading(reading) ? NUMBER_BOUNDS[reading] : [],
        candidates: fields.map(({ scalar, list }) => ({ scalar: placeOf(scalar), list: placeOf(list) })),
      };
    }),
  };
}
