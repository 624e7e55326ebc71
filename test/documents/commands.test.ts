/** Every command in the documents exists: its script, options and files. `npm run test:docs` runs them. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { commandsIn, documents } from "../support/commands.ts";
import { npmScripts, programOf } from "../support/programs.ts";

const root = inject("root");
const commands = documents(root).flatMap((document) => commandsIn(root, document));
const starting = (program: string) => commands.filter(({ text }) => text.startsWith(`${program} `));
const cases = (found: typeof commands) => found.map(({ place, text }) => [text, place] as const);
/** What stands in documents for a value of the reader's. */
const VALUES: { readonly [name: string]: string } = {
  FILE: "examples/scenarios.jsonl",
  PORT: "443",
  NAME: "x",
  PATH: "dist/suspicious_ports/bin/portrisk",
};

describe("the documents", () => {
  it.each([
    ["README.md", 5],
    ["docs/development.md", 20],
    ["docs/install.md", 5],
  ])("have commands: %s", (document, atLeast) => {
    const found = commands.filter(({ place }) => place.startsWith(`${document}:`));
    expect(found.length).toBeGreaterThanOrEqual(atLeast);
  });

  it.each(cases(starting("node")))("%s (%s)", (text) => {
    const [, program, rest] = /^node (\S+\.cjs) (.*)$/.exec(text)!;
    expect(program).toBe("dist/spl.cjs");
    const known = ["options.ts", "test-options.ts", "check-command.ts"]
      .map((name) => readFileSync(join(root, "spl/src/cli", name), "utf8"))
      .join("\n");
    for (const [, option] of rest!.matchAll(/ ?(--[a-z-]+)/g))
      expect(known).toMatch(new RegExp(`"${option}[ "]`));
    for (const [path] of rest!.matchAll(/(?:spl\/)?examples\/\S+/g))
      expect(existsSync(join(root, path))).toBe(true);
  });

  it.each(cases(starting("npm").filter(({ text }) => !text.startsWith("npm ci"))))(
    "%s (%s)",
    async (text) => {
      const [, script, rest = ""] = /^npm (?:run )?([a-z:]+)(?: -w [a-z-]+)?(?: -- (.*))?$/.exec(text)!;
      if (!text.includes(" -w ")) expect([...npmScripts(root).keys()]).toContain(script);
      const found = await programOf(root, script!);
      if (found === null || rest.includes("…")) return;
      const args = rest.split(" ").filter((arg) => arg !== "");
      for (const each of [found.program, ...found.program.commands])
        each.action(() => {}).configureOutput({ writeErr: () => {} });
      await found.program.parseAsync([...found.args, ...args.map((arg) => VALUES[arg] ?? arg)], {
        from: "user",
      });
    },
  );
});
