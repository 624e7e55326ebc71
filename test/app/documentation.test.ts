/** What the documentation says is what the code does: names, numbers and commands are held against each other. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { runSearch } from "spl-runner";
import { describe, expect, inject, it } from "vitest";
import { readFacts } from "../../src/catalogue/index.ts";
import { VERSIONS } from "../../src/cli/test-matrix.ts";
import { parseConf, readApp } from "../../src/conf/index.ts";
import { readEventsFile } from "../../src/demo/index.ts";
import { withFieldTables } from "../../src/documents/fields.ts";
import { scoringDocs } from "../../src/documents/scoring.ts";
import { minimumNode, profilesNamed, suffixOf } from "../../src/package/index.ts";
import {
  CATALOGUE_COLUMNS,
  DEFAULT_PREFIX,
  FACTORS,
  FIELD_OPTIONS,
  fieldsRead,
  LEVELS,
  LIMITS,
  OUTPUT_NAMES,
  READINGS,
} from "../../src/risk/index.ts";
import { beginnings, messages, rowPattern } from "../support/messages.ts";

const root = inject("root");
/** The anchors that GitHub gives the headings of a document. */
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
const read = (path: string) => readFileSync(join(root, path), "utf8");
const readme = read("README.md");
const appReadme = readFileSync(join(inject("app"), "README.md"), "utf8");
const searchbnf = readFileSync(join(inject("app"), "default/searchbnf.conf"), "utf8");

/** The documents of docs/, and the workflow; its folder of images has none. */
const DOCUMENTS = readdirSync(join(root, "docs"))
  .filter((name) => name.includes("."))
  .map((name) => `docs/${name}`);

describe("the app's README", () => {
  it("explains every option with its default, every output and every catalogue column", () => {
    for (const [option] of FIELD_OPTIONS) expect(appReadme).toContain(`${option}=<field>`);
    for (const name of READINGS.flatMap(fieldsRead)) expect(appReadme).toContain(`\`${name}\``);
    for (const option of ["prefix=<text>", "min_score=<0-100>", "distributed=<bool>"])
      expect(appReadme).toContain(option);
    for (const output of OUTPUT_NAMES) expect(appReadme).toContain(`| \`${DEFAULT_PREFIX}${output}\` |`);
    const section = appReadme.slice(appReadme.indexOf("## The catalogue"), appReadme.indexOf("## Messages"));
    for (const column of CATALOGUE_COLUMNS) expect(section).toContain(`\`${column}\``);
  });

  it("explains every macro, and no other", () => {
    const macros = [
      ...parseConf(readFileSync(join(inject("app"), "default/macros.conf")), "macros.conf").stanzas.keys(),
    ];
    const section = appReadme.slice(appReadme.indexOf("## Tuning"), appReadme.indexOf("## The catalogue"));
    const named = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(macros.sort());
  });

  it("has the levels and the categories as they are", () => {
    const ranges = LEVELS.map(
      ({ name, from }, index) => `${name} (${from}–${index === 0 ? 100 : LEVELS[index - 1]!.from - 1})`,
    );
    for (const range of ranges) expect(appReadme).toContain(range);
    const categories = new Set(readFacts(join(root, "catalogue")).map(({ category }) => category));
    const listed = /the kind of use that counted: (.*) \|/.exec(appReadme)![1]!.split(", ");
    for (const category of categories) expect(listed).toContain(category);
  });

  it("explains every message by its beginning, and no other", () => {
    const rows = [
      ...appReadme.slice(appReadme.indexOf("## Messages")).matchAll(/^\| (?!message |---)(.+?) \|/gm),
    ].map(([, row]) => row!);
    const all = messages(root);
    const begins = (row: string, message: string) => beginnings(row).some((pattern) => pattern.test(message));
    expect(all.filter((message) => !rows.some((row) => begins(row, message)))).toEqual([]);
    expect(rows.filter((row) => !all.some((message) => begins(row, message)))).toEqual([]);
  });
});

describe("the search help", () => {
  it("names every level and every field that is looked for", () => {
    for (const { name, from } of LEVELS) expect(searchbnf).toContain(`${name} (${from}-`);
    expect(searchbnf).not.toMatch(/@[A-Z_]+@|[^\x20-\x7e\n]/);
    const words = new Set(searchbnf.match(/[A-Za-z_0-9]+/g));
    for (const name of READINGS.flatMap(fieldsRead)) expect(words).toContain(name);
  });
});

describe("the minimum version of Node.js", () => {
  it("is the same in every document", () => {
    const minimum = minimumNode(root);
    const documents = ["README.md", ...DOCUMENTS].filter((name) => name.endsWith(".md")).map(read);
    const stated = [...documents, appReadme].flatMap((text) => [
      ...text.matchAll(/Node(?:\.js)?(?:, version| from version)? (\d+\.\d+)(?= or newer| on,)/g),
    ]);
    expect(stated.length).toBeGreaterThan(5);
    expect(new Set(stated.map(([, version]) => version))).toEqual(new Set([minimum]));
  });
});

describe("the documents", () => {
  it.each(["README.md", "app/README.md", ...DOCUMENTS])(
    "%s links only files and headings that exist",
    (document) => {
      const targets = [
        ...read(document)
          .replace(/`[^`]*`/g, "")
          .matchAll(/\]\((?!http)([^)]+)\)/g),
      ].map(([, target]) => target!);
      const missing = targets.filter((target) => {
        const [path, heading] = target.split("#") as [string, string | undefined];
        const file = path === "" ? join(root, document) : join(root, dirname(document), path);
        if (!existsSync(file)) return true;
        return heading !== undefined && !headingsOf(readFileSync(file, "utf8")).includes(heading);
      });
      expect(missing).toEqual([]);
    },
  );
});

describe("docs/scoring.md", () => {
  it("names every factor and limit", () => {
    for (const { name } of [...FACTORS, ...LIMITS]) expect(read("docs/scoring.md")).toContain(`\`${name}\``);
  });
});

describe("the documents", () => {
  it.each(["README.md", ...DOCUMENTS])("%s names only files and folders that exist", (document) => {
    // Other folders (bin/, default/, lookups/, local/) are those of the installed app.
    const named = read(document).matchAll(
      /`((?:bench|catalogue|docs|examples|profiles|scripts|spl|src|test)\/[\w./-]*)(?=`)/g,
    );
    const missing = [...named].map(([, path]) => path!).filter((path) => !existsSync(join(root, path)));
    expect(missing).toEqual([]);
  });
});

describe("the README", () => {
  it("has at most 120 lines", () => {
    expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  });

  it("names only factors that exist", () => {
    const section = readme.slice(readme.indexOf("## How scores work"), readme.indexOf("[docs/scoring.md]"));
    const named = [...section.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name!);
    const factors: readonly string[] = [...FACTORS.map(({ name }) => name), "portrisk_factors"];
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !factors.includes(name))).toEqual([]);
  });

  it("shows a row as the command gives it", async () => {
    const [, src, dest, port, score, level, reason] =
      /^\| ([\d.]+) \| ([\d.]+) \| (\d+)\/tcp \| (\d+) \| (\w+) \| (.+) \|$/m.exec(readme)!;
    const { events } = await readEventsFile(join(root, "examples/scenarios.jsonl"));
    const wanted = events.filter((event) => event.get("src") === src && event.get("dest") === dest);
    const fields = [...new Set(wanted.flatMap((event) => [...event.keys()]))];
    const { table } = await runSearch({
      search: "* | portrisk | table dest_port portrisk_score portrisk_level portrisk_reason",
      app: readApp(inject("app")),
      events: { fields, rows: wanted },
    });
    expect(table.rows.map((row) => [...row.values()].map(String))).toContainEqual([
      port,
      score,
      level,
      reason,
    ]);
  });

  it("installs the version that is built", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(readme).toContain(`suspicious_ports-${version}.spl`);
  });
});

describe("app/README.md", () => {
  it("has the tables of fields that the schema gives", () => {
    const text = read("app/README.md");
    expect(text, "npm run docs writes it anew").toBe(withFieldTables(text));
  });
});

describe("docs/scoring.md", () => {
  it("is what the model says today", () => {
    expect(read("docs/scoring.md"), "npm run docs writes it anew").toBe(scoringDocs());
  });
});

describe("docs/architecture.md", () => {
  it("lists every folder of src", () => {
    const text = read("docs/architecture.md");
    for (const folder of readdirSync(join(root, "src"))) expect(text).toContain(`\`src/${folder}/\``);
  });

  it("says what every file of the macros writes", () => {
    const text = read("docs/architecture.md");
    const files = readdirSync(join(root, "src/macros"), { encoding: "utf8", recursive: true });
    for (const file of files.filter((name) => name.endsWith(".ts"))) expect(text).toContain(`\`${file}\``);
  });

  it("says rightly that tests mirror src", () => {
    const others = ["app", "cases", "ci", "detections", "fixtures", "fuzz", "support"];
    const folders = readdirSync(join(root, "test")).filter((folder) => !others.includes(folder));
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.filter((folder) => !existsSync(join(root, "src", folder)))).toEqual([]);
  });
});

describe("docs/install.md", () => {
  const text = read("docs/install.md");

  it("has the size of the package without a Node.js, within 20 kB", () => {
    const [, kilobytes] = /\| none \| (\d+) kB \|/.exec(text)!;
    expect(Math.abs(statSync(inject("spl")).size / 1000 - Number(kilobytes))).toBeLessThanOrEqual(20);
  });

  it("names each version of Node.js that the matrix runs", () => {
    const section = text.slice(text.indexOf("## Node.js versions"), text.indexOf("## What errors mean"));
    expect(section.match(/\b\d+\.\d+\.\d+\b/g)).toEqual(VERSIONS);
  });

  it("explains every message of the command and of its launchers, word for word, and no other", () => {
    const section = text.slice(text.indexOf("## What errors mean"), text.indexOf("## Upgrade"));
    const rows = [...section.matchAll(/^\| (?!message \||---)(.+?) \|/gm)].map(([, row]) => row!);
    const all = messages(root);
    expect(all.length).toBeGreaterThanOrEqual(28);
    const explained = (message: string) => rows.filter((row) => rowPattern(row).test(message));
    expect(all.filter((message) => explained(message).length !== 1)).toEqual([]);
    expect(rows.filter((row) => !all.some((message) => rowPattern(row).test(message)))).toEqual([]);
    for (const row of rows) expect([row, row.replaceAll("…", "").length > 12]).toEqual([row, true]);
  });

  it("says for each place which package, and names those that are built", () => {
    for (const place of ["9.x", "10.0", "10.2", "search-head cluster", "Splunk Cloud", "Windows"])
      expect(text).toMatch(
        new RegExp(`^\\| .*${place}.* \\| \`suspicious_ports-|^\\| ${place}.*as for its version`, "im"),
      );
    for (const profile of profilesNamed("all"))
      expect(text).toContain(`suspicious_ports-<version>${suffixOf({ profile, splunkbase: false })}.spl`);
  });
});
