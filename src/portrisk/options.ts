/**
 * The command's options, from the arguments that splunkd passes. `name=value` arrives as one argument; written with
 * spaces it arrives in two or three. If an option is repeated, the last one wins, as everywhere in SPL.
 */
import {
  DEFAULT_PREFIX,
  FIELD_OPTIONS,
  type FieldOption,
  fieldsRead,
  type Reading,
} from "../risk/schema/index.ts";
import { PortriskError } from "./errors.ts";
import { outputColumns } from "./outputs.ts";

export interface Options {
  /** Fields that options name, by their reading. */
  readonly named: { readonly [reading in Reading]?: string };
  /** In front of each output column's name. */
  readonly prefix: string;
  /** Rows with a lower score, or none, are removed; 0 removes nothing. */
  readonly minScore: number;
  /** Whether the command may run on indexers. */
  readonly distributed: boolean;
}

const OPTION_NAMES: readonly string[] = [
  ...FIELD_OPTIONS.map(([option]) => option),
  "prefix",
  "min_score",
  "distributed",
];
const ALLOWED = `Allowed are ${OPTION_NAMES.slice(0, -1)
  .map((name) => `${name}=`)
  .join(", ")} and ${OPTION_NAMES[OPTION_NAMES.length - 1]}=`;

const BOOLEANS = new Map([
  ["t", true],
  ["true", true],
  ["1", true],
  ["f", false],
  ["false", false],
  ["0", false],
]);

/**
 * Read the options. `args` has quotes removed; `rawArgs` keeps them and is used where `args` is missing.
 * @throws PortriskError "option" for an unknown option, an invalid value, a word that is not an option, or names that collide.
 */
export function parseOptions(args: readonly string[] | null, rawArgs: readonly string[] | null): Options {
  const given = pairUp(args ?? (rawArgs ?? []).map(unquote));
  const named: { [reading in Reading]?: string } = {};
  for (const [option, reading] of FIELD_OPTIONS) {
    const name = given.get(option);
    if (name !== undefined) named[reading] = checkedFieldName(option, name);
  }
  const prefix = checkedPrefix(given.get("prefix") ?? DEFAULT_PREFIX);
  const options = {
    named,
    prefix,
    minScore: checkedScore(given.get("min_score") ?? "0"),
    distributed: checkedBoolean(given.get("distributed") ?? "false"),
  };
  rejectCollision(options);
  return options;
}

/** The fields in which a reading is looked for, in order: the one that an option names, or those of the schema. */
export function fieldsOf(reading: Reading, { named }: Options): readonly string[] {
  const name = named[reading];
  return name === undefined ? fieldsRead(reading) : [name];
}

/** Join the arguments into option → value, whichever way the equals signs were spaced. */
function pairUp(args: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    let argument = args[i]!;
    // `name = value` comes as three arguments. Behind a lone "=" stands the value, whatever it looks like.
    if (args[i + 1] === "=" && args[i + 2] !== undefined && !argument.includes("=")) {
      argument += `=${args[i + 2]}`;
      i += 2;
    } else if (!argument.includes("=") && (args[i + 1] ?? "").startsWith("=")) argument += args[++i]!;
    const equals = argument.indexOf("=");
    if (equals < 0) {
      throw new PortriskError(
        "option",
        `"${shown(argument)}" is not an option. Options are written name=value, and the command takes no bare field names. ${ALLOWED}.`,
      );
    }
    const typed = argument.slice(0, equals).trim();
    const name = typed.toLowerCase();
    if (!OPTION_NAMES.includes(name)) {
      throw new PortriskError("option", `unknown option "${shown(typed)}". ${ALLOWED}.`);
    }
    let value = argument.slice(equals + 1);
    const next = args[i + 1];
    if (value === "" && next !== undefined && !next.includes("=")) {
      value = next;
      i++;
    }
    given.set(name, value);
  }
  return given;
}

/** "src"="my field" and src="my field" → src=my field. Backslashes escape quotes and themselves. */
function unquote(raw: string): string {
  return raw.replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(["\\])/g, "$1"));
}

function checkedFieldName(option: FieldOption, name: string): string {
  if (name.trim() === "") {
    throw new PortriskError(
      "option",
      `${option}= needs the name of a field, for example ${option}=${option}.`,
    );
  }
  if (/[*,"]/.test(name)) {
    throw new PortriskError(
      "option",
      `${option}=${shown(name)} is not the name of one field. A single field name without "*", "," and quotation marks is needed.`,
    );
  }
  return name;
}

function checkedPrefix(prefix: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_.]{0,63}$/.test(prefix)) {
    throw new PortriskError(
      "option",
      `prefix=${shown(prefix) === "" ? '""' : shown(prefix)} cannot begin a field name. Allowed are up to 64 letters, digits, "_" and ".", beginning with a letter, for example prefix=portrisk_.`,
    );
  }
  return prefix;
}

function checkedScore(text: string): number {
  if (!/^(?:[0-9]{1,2}|100)$/.test(text)) {
    throw new PortriskError(
      "option",
      `min_score=${shown(text)} is not a score. Allowed are whole numbers from 0 to 100, for example min_score=50.`,
    );
  }
  return Number(text);
}

function checkedBoolean(text: string): boolean {
  const value = BOOLEANS.get(text.toLowerCase());
  if (value === undefined) {
    throw new PortriskError(
      "option",
      `distributed=${shown(text)} is neither true nor false. Allowed are t, true, 1, f, false and 0.`,
    );
  }
  return value;
}

/** An output that replaced a field which the command reads would change the event, and the next run's answer. */
function rejectCollision(options: Options): void {
  const outputs = outputColumns(options.prefix);
  for (const [option, reading] of FIELD_OPTIONS) {
    const collision = fieldsOf(reading, options).find((name) => outputs.includes(name));
    if (collision !== undefined) {
      throw new PortriskError(
        "option",
        `the output field ${shown(collision)} would replace the field that ${option}= reads. Choose another prefix= than "${options.prefix}" or another field for ${option}=.`,
      );
    }
  }
}

/** What the user typed, short enough to repeat, and not cut inside a character. */
function shown(text: string): string {
  const characters = Array.from(text);
  return characters.length > 60 ? `${characters.slice(0, 60).join("")}...` : text;
}
