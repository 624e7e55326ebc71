/** Which names a search may write to. They become names of files in the folder of state, and must not lead out of it. */
import { type Span, SplError } from "../errors/spl-error.ts";

const SAFE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;
/** indexes.conf.spec: lower-case letters, digits, underscores and hyphens; not beginning with "_" or "-", not "kvstore". */
const INDEX = /^(?!.*kvstore)[a-z0-9][a-z0-9_-]{0,199}$/;

/** Throws SplError invalid_option_value. */
export function assertSafeName(name: string, what: string, span?: Span): void {
  if (SAFE.test(name)) return;
  throw new SplError(
    "invalid_option_value",
    `"${name}" cannot be the name of ${what}: use letters, digits, "_", "-" and ".", up to 200, and no "." in front.`,
    span,
  );
}

export function isIndexName(name: string): boolean {
  return INDEX.test(name);
}

/** Throws SplError invalid_option_value. */
export function assertIndexName(name: string, span?: Span): void {
  if (isIndexName(name)) return;
  throw new SplError(
    "invalid_option_value",
    `"${name}" cannot be the name of an index: use lower-case letters, digits, "_" and "-", and begin with a letter or digit.`,
    span,
  );
}
