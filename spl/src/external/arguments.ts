/**
 * Reads the arguments of a custom command, gives them as splunkd hands them over in `searchinfo`: `args` without quotes and
 * `raw_args` as written. Arguments are separated by spaces; `b = "two"` are three. Rejects what no recording shows: commas
 * and brackets outside quotes, and backslashes.
 */

import { SplError } from "../errors/spl-error.ts";
import { unclosed } from "../errors/unclosed.ts";
import type { Cursor } from "../text/cursor.ts";

export interface ExternalArguments {
  readonly args: readonly string[];
  readonly rawArgs: readonly string[];
}

/** Read to the end of the command. Throws SplError. */
export function readArguments(cursor: Cursor, command: string): ExternalArguments {
  const args: string[] = [];
  const rawArgs: string[] = [];
  const { text } = cursor.source;
  for (;;) {
    cursor.skipSpace();
    const start = cursor.position;
    if (start >= cursor.end) return { args, rawArgs };
    let plain = "";
    let i = start;
    for (; i < cursor.end && !/\s/.test(text[i]!); i++) {
      const character = text[i]!;
      if (/[,[\]\\']/.test(character)) throw unclear(command, character, i);
      if (character !== '"') {
        plain += character;
        continue;
      }
      const open = i;
      for (i++; i < cursor.end && text[i] !== '"'; i++) {
        if (text[i] === "\\") throw unclear(command, "\\", i);
        plain += text[i];
      }
      if (i >= cursor.end) {
        throw unclosed('"', { start: open, end: open + 1 });
      }
    }
    cursor.position = i;
    args.push(plain);
    rawArgs.push(text.slice(start, i));
  }
}

function unclear(command: string, character: string, at: number): SplError {
  const message = `How "${character}" reaches the custom command ${command} is not documented; write spaces between arguments.`;
  return new SplError("ambiguous", message, { start: at, end: at + 1 });
}
