/** The tests of a file, of either kind. */
import { readFileSync } from "node:fs";
import { isDetection, readDetection } from "./contentctl.ts";
import { TestFileError } from "./problem.ts";
import type { ReadOptions, TestCase } from "./test-case.ts";
import { readTestFile } from "./test-file.ts";
import { Entry } from "./yaml.ts";

/** Throws TestFileError. */
export function loadTests(file: string, options: ReadOptions): TestCase[] {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TestFileError({ file, line: 1 }, `The file cannot be read: ${reason}.`);
  }
  const root = Entry.read(content, file);
  return isDetection(root) ? readDetection(root, options) : readTestFile(root, options);
}
