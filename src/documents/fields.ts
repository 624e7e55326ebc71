/** Fields and columns as the user meets them, from the schema: tables in the app's README, sentences in the search help. */
import {
  columnOf,
  DEFAULT_PREFIX,
  FIELD_OPTIONS,
  fieldsRead,
  HIGHEST_SCORE,
  inputOf,
  LEVELS,
  OUTPUT_NAMES,
  OUTPUTS,
  type OutputName,
  READINGS,
} from "../risk/index.ts";
import { code, table } from "./markdown.ts";

const levels = () =>
  LEVELS.map(({ name, from }, i) => `${name} (${from}–${i === 0 ? HIGHEST_SCORE : LEVELS[i - 1]!.from - 1})`)
    .reverse()
    .join(", ");

const aboutOutput = (name: OutputName): string =>
  name === "level" ? `${OUTPUTS.level.about} ${levels()}` : OUTPUTS[name].about;

function optionTable(): string {
  return table(
    ["option", "what it does", "without it"],
    [
      ...FIELD_OPTIONS.map(([option, reading]) => {
        const { about } = inputOf(reading);
        return [code(option), `field with the ${about}`, fieldsRead(reading).map(code).join(", else ")];
      }),
      [
        code("prefix"),
        "begins the names of the added fields: a letter, then letters, digits, `_` or `.`",
        code(DEFAULT_PREFIX),
      ],
      [code("min_score"), "drops events that score lower or have no score", "`0`: drops nothing"],
      [
        code("distributed"),
        "`t`: indexers may run the command too; each needs a Node.js then",
        "`f`: search head only",
      ],
    ],
  );
}

function inputTable(): string {
  const inputs = READINGS.filter((reading) => inputOf(reading).option === undefined);
  return table(
    ["field", "what it holds"],
    inputs.map((reading) => [fieldsRead(reading).map(code).join(", else "), inputOf(reading).about]),
  );
}

function outputTable(): string {
  return table(
    ["field", "what it holds"],
    OUTPUT_NAMES.map((name) => [code(columnOf(name)), aboutOutput(name)]),
  );
}

const BLOCKS: { readonly [name: string]: () => string } = {
  options: optionTable,
  inputs: inputTable,
  outputs: outputTable,
};

/**
 * A text in which what stands between <!-- options:begin --> and <!-- options:end -->, and so on, is printed anew.
 * @throws Error where a block is missing
 */
export function withFieldTables(text: string): string {
  return Object.keys(BLOCKS).reduce((printed, name) => {
    const begin = `<!-- ${name}:begin -->\n`;
    const from = printed.indexOf(begin);
    const to = printed.indexOf(`<!-- ${name}:end -->`);
    if (from < 0 || to < from) throw new Error(`the block ${name} is missing`);
    return `${printed.slice(0, from)}${begin}\n${BLOCKS[name]!()}\n\n${printed.slice(to)}`;
  }, text);
}

/** What the build puts into searchbnf.conf, by placeholder. */
export function fieldHelp(): ReadonlyMap<string, string> {
  const plain = (text: string) => text.replaceAll("`", "").replaceAll("–", "-");
  const named = (fields: readonly string[]) => fields.join(" or ");
  return new Map([
    [
      "@OUTPUT_FIELDS@",
      OUTPUT_NAMES.map((name) => `${columnOf(name)}: ${plain(aboutOutput(name))}`).join("; \\\n"),
    ],
    [
      "@INPUT_FIELDS@",
      READINGS.map((reading) => `${named(fieldsRead(reading))} (${inputOf(reading).about})`).join(", "),
    ],
    ["@FIELD_OPTION_SYNTAX@", FIELD_OPTIONS.map(([option]) => `(${option}=<field>)`).join("|")],
    [
      "@FIELD_OPTIONS@",
      FIELD_OPTIONS.map(([option, reading]) => {
        const { about } = inputOf(reading);
        return `${option}: field with the ${about} (default: ${fieldsRead(reading).join(", else ")}).`;
      }).join(" \\\n"),
    ],
  ]);
}
