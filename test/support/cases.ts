/** Cases as data: one JSON value a line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function readCases<Case>(file: string): Case[] {
  return readFileSync(join(import.meta.dirname, "..", "cases", file), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Case);
}
