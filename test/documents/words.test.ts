/** Words that the repository does not use, because a standard term exists. test/cases/words.jsonl lists them, one a line. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { readCases } from "../support/cases.ts";

interface Word {
  /** A regular expression, for names, comments, messages and documents. */
  readonly word: string;
  readonly instead: string;
  /** A regular expression: paths of files that have it for a reason, such as names in test data. */
  readonly except?: string;
}

const root = inject("root");
/** What others wrote, what is generated, and the list itself. */
const NOT_OURS =
  /^(?:LICENSE|package-lock\.json|catalogue\/.*\.csv|detections\/published.*|examples\/.*|spl\/test\/fixtures\/.*|test\/fixtures\/.*|test\/cases\/words\.jsonl|src\/vetting\/settings\.json)$/;
const TEXT = /\.(?:ts|cjs|c|py|md|conf|json|jsonl|xml|cmd|sh)$|\/portrisk$|^\.ci\//;

const FOLDERS =
  "app bench catalogue default detections docs preview/src preview/test profiles scripts spl src test .ci".split(
    " ",
  );
const paths = [
  ...readdirSync(root).filter((name) => name.endsWith(".md") || name.startsWith("vitest.")),
  // Not its packages, if they are installed.
  ...readdirSync(join(root, "preview")).flatMap((name) => (name.endsWith(".md") ? [`preview/${name}`] : [])),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { encoding: "utf8", recursive: true }).map((path) => `${folder}/${path}`),
  ),
];
const files = paths
  .filter((path) => TEXT.test(path) && !NOT_OURS.test(path) && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
  .filter((path) => statSync(join(root, path)).isFile())
  .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n") }));

describe("the repository", () => {
  it("has files to look into", () => {
    expect(files.length).toBeGreaterThan(400);
  });

  it.each(readCases<Word>("words.jsonl"))(
    "uses another word for $word: $instead",
    ({ word, except = "^$" }) => {
      const [pattern, excepted] = [new RegExp(word), new RegExp(except)];
      const looked = files.filter(({ path }) => !excepted.test(path));
      const found = looked.flatMap(({ path, lines }) =>
        lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
      );
      expect(found).toEqual([]);
    },
  );
});
