/** docs/operations.md and the workflow beside it: searches that the SPL runner accepts, checks and commands that exist. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSearch } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readApp } from "../../src/conf/index.ts";
import { CHECKS } from "../../src/smoke/index.ts";
import { programOf } from "../support/programs.ts";
import { messagesIn } from "./messages.ts";

const root = inject("root");
const text = readFileSync(join(root, "docs/operations.md"), "utf8");
const blocks = text.match(/(?:^ {4}.*\n)+/gm)!.map((block) => block.replace(/^ {4}/gm, "").trim());
const searches = blocks.filter((block) => /^(?:index=|\||`)/.test(block));
const workflow = readFileSync(join(root, "docs/smoke-workflow.yml"), "utf8");

describe("docs/operations.md", () => {
  it.each(searches)("%s", (search) => {
    checkSearch({ search, app: readApp(inject("app")) });
  });

  it("has searches, and a row that names each check", () => {
    expect(searches.length).toBe(6);
    const named = [...text.matchAll(/^\| (`[a-z`, ]+`) \| /gm)].flatMap((row) =>
      [...row[1]!.matchAll(/`([a-z]+)`/g)].map((name) => name[1]),
    );
    expect(named).toEqual(
      CHECKS.map(({ name }) => name).sort((left, right) => named.indexOf(left) - named.indexOf(right)),
    );
  });
});

describe("the messages in docs/operations.md", () => {
  it.each([
    ["smoke", "src/smoke/checks", ["failed(", "warning("]],
    ["deploy", "src/deploy", ["new DeployError("]],
  ] as const)("of %s are those of the code", (name, folder, calls) => {
    const table = text.split(`<!-- ${name}:begin -->`)[1]!.split(`<!-- ${name}:end -->`)[0]!;
    const rows = [...table.matchAll(/^\| [a-z, ]+ \| (.+?) \| /gm)].map((row) => row[1]!).slice(1);
    const patterns = rows.map(
      (row) => new RegExp(`^${row.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".*")}`),
    );
    const messages = readdirSync(join(root, folder))
      .flatMap((file) => messagesIn(join(root, folder, file), calls))
      // The server's own message.
      .filter((message) => message !== "… …");
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.filter((message) => !patterns.some((pattern) => pattern.test(message)))).toEqual([]);
    expect(rows.filter((_, at) => !messages.some((message) => patterns[at]!.test(message)))).toEqual([]);
  });
});

describe("docs/smoke-workflow.yml", () => {
  const lines = [...workflow.matchAll(/run: npm run ([a-z]+) -- (.*)$/gm)];

  it("says that it was not run", () => {
    expect(workflow).toContain("NOT RUN by this project");
  });

  it.each(lines.map(([, script, args]) => [script!, args!] as const))(
    "npm run %s -- %s",
    async (script, args) => {
      const { program } = (await programOf(root, script))!;
      for (const each of [program, ...program.commands]) each.action(() => {});
      await program.parseAsync(args.split(" "), { from: "user" });
      expect(lines.length).toBe(4);
    },
  );
});
