/** `spl check`: everything that is wrong with an app, and where. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { fillings } from "../../src/checking/tokens.ts";
import { linkedSearch } from "../../src/checking/views.ts";
import { readXml, XmlError } from "../../src/checking/xml.ts";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { fixture } from "../support/files.ts";

const folder = mkdtempSync(join(tmpdir(), "spl-check-"));
afterAll(() => rmSync(folder, { recursive: true }));
const broken = fixture("broken");

async function spl(...argv: string[]) {
  let [out, err] = ["", ""];
  const code = await runCommandLine(["check", ...argv], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}

describe("an app", () => {
  test.each([
    ["text", "findings/text.txt"],
    ["json", "findings/json.txt"],
    ["github", "findings/github.txt"],
    ["sarif", "findings/sarif.txt"],
  ])("is checked at once, and shown as %s", async (format, expected) => {
    const { code, out, err } = await spl("--app", broken, "--format", format);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    const shown = out.replaceAll(`file://${broken}/`, "").replaceAll(`${broken}/`, "");
    await expect(shown).toMatchFileSnapshot(fixture(expected));
  });

  test("every finding names a line that has what is wrong", async () => {
    const { out } = await spl("--app", broken, "--format", "json");
    const { findings } = JSON.parse(out) as {
      findings: { file: string; line: number; code: string; excerpt: string[] }[];
    };
    for (const { file, line, code, excerpt } of findings) {
      const text = readFileSync(file, "utf8").split("\n")[line - 1]!;
      // Carets stand under what is wrong; a search in JSON or in a link is written with escapes.
      const [shown = "", carets = ""] = excerpt;
      const marked = shown.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1).trim();
      const inMacro = excerpt[2]?.match(/ at "(.*)"$/)?.[1];
      expect({ file, line, code, found: text.includes(inMacro ?? marked) }).toMatchObject({ found: true });
    }
  });

  test("with nothing wrong gives 0, with warnings too but for --strict", async () => {
    const right = fixture("../../examples/app");
    expect(await spl("--app", right)).toEqual({
      code: 0,
      out: "2 searches, 0 errors, 0 warnings\n",
      err: "",
    });
    expect(await spl("| dbxquery query=x")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/ 1 warning\n$/),
    });
    expect(await spl("--strict", "| dbxquery query=x")).toMatchObject({ code: 1 });
  });

  test("sees what other apps export", async () => {
    const other = ["--app", fixture("demo"), "--app", fixture("other")];
    expect(await spl(...other, "`shared`")).toMatchObject({ code: 0 });
    expect((await spl("--app", fixture("demo"), "`shared`")).code).toBe(1);
  });
});

describe("a search or a file", () => {
  test("a search of the command line has no file", async () => {
    const { code, out } = await spl("* | stast", "* | head");
    expect(code).toBe(1);
    expect(out).toBe(
      'error[unknown_command]: Unknown command "stast". Did you mean stats?\n' +
        "  1:5 | * | stast\n            ^^^^^\n  in the search\n\n2 searches, 1 error, 0 warnings\n",
    );
    const sarif = JSON.parse((await spl("--format", "sarif", "* | stast")).out);
    expect(sarif.runs[0].results[0]).not.toHaveProperty("locations");
  });

  test("a file with a search, a view, a definition of Dashboard Studio, tests, detections", async () => {
    const search = join(folder, "search.spl");
    writeFileSync(search, "*\n| stast\n");
    expect((await spl(search)).out).toContain(`${search}:2: error[unknown_command]`);
    const view = join(broken, "default/data/ui/views/simple.xml");
    expect((await spl(view)).out).toContain(`${view}:21: error[unknown_command]`);
    const studio = join(folder, "studio.json");
    writeFileSync(studio, '{\n "dataSources": {"a": {"options": {"query": "* | stast"}}}\n}\n');
    expect((await spl(studio)).out).toContain(`${studio}:2: error[unknown_command]`);
    const tests = join(folder, "tests.yml");
    writeFileSync(
      tests,
      'tests:\n  - search: "* | stast | `m`"\n    macros: { m: "eval x=lenn(y)" }\n    expect: { count: 1 }\n',
    );
    const { out } = await spl(tests);
    expect(out).toContain(`${tests}:2: error[unknown_command]`);
    expect(out).toContain(`${tests}:3: error[unknown_function]`);
    expect(await spl(fixture("content/detections"))).toMatchObject({
      code: 0,
      out: "2 searches, 0 errors, 0 warnings\n",
    });
    writeFileSync(tests, "tests: 1");
    expect((await spl(tests)).out).toContain(`${tests}:1: error[malformed_test]: tests must be a list.`);
  });

  test("--token gives a value", async () => {
    const file = join(folder, "view.xml");
    writeFileSync(file, "<form><search><query>* | $command$</query></search></form>");
    expect(await spl(file)).toMatchObject({ code: 0, out: expect.stringContaining("give --token command=") });
    expect(await spl(file, "--token", "command=head 1")).toMatchObject({
      code: 0,
      out: "1 search, 0 errors, 0 warnings\n",
    });
    expect((await spl(file, "--token", "command=stast")).out).toContain('Unknown command "stast"');
  });

  test.each([[[]], [["--app", "none"]], [["--format", "html", "*"]], [["--token", "x", "*"]], [["--bogus"]]])(
    "2 for wrong usage: %j",
    async (argv) => {
      const { code, out, err } = await spl(...argv);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).not.toBe("");
    },
  );

  test("a folder that is not an app is an error, and --help is none", async () => {
    expect(await spl("--app", folder)).toMatchObject({ code: 1, err: expect.stringContaining("not an app") });
    expect((await spl("--help")).out).toContain("--format <format>");
  });
});

describe("parts", () => {
  test("places in a filled text lead back to the same characters as written", () => {
    const part = fc.oneof(
      fc.constantFrom("$a$", "$b.c|s$", "$long_name$"),
      fc.stringMatching(/^[a-z |"=]{0,8}$/),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        for (const { text: filled, locate } of fillings(text, new Map(), new Map([["a", "zz"]]))) {
          for (let at = 0; at < filled.length; at++) {
            const { start, end } = locate({ start: at, end: at + 1 });
            const written = text.slice(start, end);
            // A character that is not of a token is itself; one of a token leads to the token.
            if (!written.startsWith("$")) expect(written).toBe(filled[at]);
            else expect(["$a$", "$b.c|s$", "$long_name$"]).toContain(written);
          }
        }
      }),
      { seed: 19, numRuns: 500 },
    );
  });

  test.each([
    ["/app/search/search?q=a%20b&earliest=0", "a b"],
    ["search?earliest=0&q=%7C%20x%3D$y$", "| x=$y$"],
    ["search?q=100%", "100%"],
    ["/app/other?q=x", null],
    ["/app/search/research?q=x", null],
    ["/app/search/search", null],
  ])("the search of the link %s", (link, expected) => {
    expect(linkedSearch(link)).toBe(expected);
  });

  test("XML: entities, CDATA, comments, attributes, lines", () => {
    const root = readXml(
      "\ufeff<?xml version='1.0'?>\n<a x=\"&lt;1&gt;\" y='2'><!-- <b> -->\n\n &amp;&#65;&#x42;<![CDATA[<c>&amp;]]><d/>\n</a>\n",
    );
    expect(root).toMatchObject({
      name: "a",
      line: 2,
      text: "&AB<c>&amp;\n",
      textLine: 4,
      children: [{ name: "d", line: 4, text: "" }],
    });
    expect([...root.attributes]).toEqual([
      ["x", "<1>"],
      ["y", "2"],
    ]);
  });

  test.each([
    ["<a>\n<b></a>", 2, "</a> closes <b> of line 2"],
    ["<a>\n<b>", 2, "<b> opened here is never closed"],
    ["</a>", 1, "</a> closes nothing"],
    [`${"<a>".repeat(100)}\n<a>${"</a>".repeat(101)}`, 2, "elements are nested more than 100 deep"],
    ["<a>\na < b</a>", 2, '"< b</a>" is not XML; "<" in a text is written &lt;'],
    ["<a>&nbsp;</a>", 1, '"&nbsp;" is not an entity of XML; "&" is written &amp;'],
    ["<!DOCTYPE a><a/>", 1, '"<!DOCTYPE a><a/>" is not XML; "<" in a text is written &lt;'],
    ["", 1, "the view has no element"],
  ])("XML that is none: %j", (text, line, message) => {
    try {
      readXml(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(XmlError);
      expect({ line: (error as XmlError).line, message: (error as XmlError).message }).toEqual({
        line,
        message,
      });
    }
  });
});
