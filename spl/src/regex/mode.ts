/**
 * What a pattern and a text are made of. Splunk's documentation says that its regular expressions are PCRE and nothing of
 * PCRE2's options UTF and UCP, so each combination is one mode, and an answer counts where all give it (index.ts).
 */
import { asciiCaseClass, caseClass } from "./case-folding.ts";
import { ASCII_CLASSES, type ClassTests, UNICODE_CLASSES } from "./character-set.ts";

export interface Mode {
  /** "bytes": neither option. "utf": UTF alone. "ucp": UTF and UCP. */
  readonly name: "bytes" | "utf" | "ucp";
  readonly classes: ClassTests;
  /** All characters that equal one without regard to case, itself included. */
  readonly caseClass: (character: number) => readonly number[];
  readonly lastCharacter: number;
}

/** Every character is a byte, which PCRE2 looks up in tables for ASCII. */
export const BYTES: Mode = {
  name: "bytes",
  classes: ASCII_CLASSES,
  caseClass: asciiCaseClass,
  lastCharacter: 0xff,
};
/** Every character is a code point; \d \w \s \b and the POSIX classes know ASCII only. */
export const UTF: Mode = { name: "utf", classes: ASCII_CLASSES, caseClass, lastCharacter: 0x10ffff };
/** Every character is a code point, and the classes go by Unicode's properties. */
export const UCP: Mode = { name: "ucp", classes: UNICODE_CLASSES, caseClass, lastCharacter: 0x10ffff };
