/**
 * How the texts of an event are read: one reading for each field, the same in both engines, given as data (a pattern, or a table
 * of names) wherever more than one program must follow it.
 *
 * A text is the first line of a field's first value, cut to 256 characters of UTF-8. It is Latin-1: each of its own characters is a byte
 * of the event.
 */
import { leadingBlanks, trimBlanks } from "./address.ts";
import { KINDS, kindOf, kindsIn } from "./kinds.ts";
import { NAMES } from "./names.ts";
import { SIDES, sideOf } from "./networks.ts";
import {
  inputOf,
  type NumberReading,
  type Reading,
  type ReadingOf,
  type TextReading,
} from "./schema/index.ts";

/** Only so many characters of a value are read; no name that means anything is longer. */
export const MAX_VALUE_LENGTH = 256;
/** No character of UTF-8 has more than four bytes; bytes that are no UTF-8 end here too. */
export const MAX_VALUE_BYTES: number = 4 * MAX_VALUE_LENGTH;

/**
 * A port is up to five decimal digits after any leading zeros, optionally followed by ".0…" (a number that went through
 * arithmetic), with blanks around it; nothing else: no sign, no hexadecimal, no digits of other scripts.
 */
export const PORT_PATTERN = /^[ \t]*0*([1-9][0-9]{0,4})(?:\.0+)?[ \t]*$/;
export const MAX_PORT = 65535;

/** The port, 1 to 65535, or null when the text is not a valid one. */
export function readPort(text: string): number | null {
  const match = PORT_PATTERN.exec(text);
  if (match === null) return null;
  const port = Number(match[1]);
  return port <= MAX_PORT ? port : null;
}

/**
 * A count is up to fifteen decimal digits (exact in any program's arithmetic), optionally followed by a fraction, which is
 * dropped, with blanks around it.
 */
export const COUNT_PATTERN = /^[ \t]*([0-9]{1,15})(?:\.[0-9]*)?[ \t]*$/;

/** The whole number, 0 or more, or null when the text is not a count. */
export function readCount(text: string): number | null {
  const match = COUNT_PATTERN.exec(text);
  return match === null ? null : Number(match[1]);
}

/** What is read of a value: its first line, cut to characters as the macros' substr() counts them. */
export function textOf(value: string): string {
  const newline = value.indexOf("\n");
  const end = Math.min(newline < 0 ? value.length : newline, MAX_VALUE_BYTES);
  let characters = 0;
  for (let at = MAX_VALUE_LENGTH < end ? 0 : end; at < end; at++)
    if (!isContinuation(value.charCodeAt(at)) && ++characters > MAX_VALUE_LENGTH) return value.slice(0, at);
  return value.slice(0, end);
}

/** Whether a byte continues a character of UTF-8 (RFC 3629). */
const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;

/** What a text means to a reading that has one of a few texts as its value; null where it is not understood. */
export function readText(reading: TextReading, text: string): string | null {
  switch (inputOf(reading).form) {
    case "address":
      return sideOf(text);
    case "name":
      return standsFor(reading as ReadingOf<"name">, text);
    case "kind":
      // Patterns pass over blanks in front, but look for ".*name" again from each: one, the last, says as much as many.
      return kindOf(KINDS[reading as ReadingOf<"kind">], text.slice(Math.max(0, leadingBlanks(text) - 1)));
    default:
      return kindOf(KINDS[reading as ReadingOf<"url">], text);
  }
}

/** What a text means to any reading; null where it is not understood. */
export function read(reading: "port" | NumberReading, text: string): number | null;
export function read(reading: TextReading, text: string): string | null;
export function read(reading: Reading, text: string): string | number | null;
export function read(reading: Reading, text: string): string | number | null {
  switch (inputOf(reading).form) {
    case "port":
      return readPort(text);
    case "count":
      return readCount(text);
    default:
      return readText(reading as TextReading, text);
  }
}

/** Every value that a reading can have, each once. */
export function valuesOf(reading: TextReading): readonly string[] {
  switch (inputOf(reading).form) {
    case "address":
      return SIDES;
    case "name":
      return Array.from(new Set(NAMES[reading as ReadingOf<"name">].map(([, name]) => name)));
    default:
      return kindsIn(KINDS[reading as ReadingOf<"kind" | "url">]);
  }
}

/** The tables are short and what they give is remembered by the caller, so they are searched, not indexed. */
function standsFor(reading: ReadingOf<"name">, text: string): string | null {
  const wanted = trimBlanks(text).toLowerCase();
  const found = NAMES[reading].find(([raw]) => raw === wanted);
  return found === undefined ? null : found[1];
}
