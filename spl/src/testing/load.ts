/** The tests of a file, of either kind. */
import { readFileSync } from "node:fs";
import { Entry } from "../yaml/entry.ts";
import { FileError } from "../yaml/file-error.ts";
import { isDetection, readDetection } from "./contentctl.ts";
import type { ReadOptions, TestCase } from "./test-case.ts";
import { readTestFile } from "./test-file.ts";

/** Throws FileError. */
export function loadTests(file: string, options: ReadOptions): TestCase[] {
  let content: Uint8Array;
  try {
    content = readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError({ file, line: 1 }, `The file cannot be read: ${reason}.`);
  }
  const root = Entry.read(content, file);
  return isDetection(root) ? readDetection(root, options) : readTestFile(root, options);
}
