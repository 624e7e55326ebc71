/** Cells of each form, as the engine reads them in place and as the reference reads their text. */
import fc from "fast-check";
import { describe, inject, it } from "vitest";
import { AgainstReference } from "../support/against-reference.ts";

const digits = fc.array(fc.constantFrom(..."0123456789"), { maxLength: 17 }).map((list) => list.join(""));
const near = (...parts: string[]) =>
  fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 2 })), { maxLength: 9 })
    .map((list) => list.join(""));
const url = near(
  "http",
  "s://",
  "://",
  "/",
  "?",
  "#",
  ":",
  "a.b",
  "10.1.2.3",
  "[::1]",
  "x.ddns.net",
  "//",
  "user@",
);

const FORMS: readonly [name: string, column: string, texts: fc.Arbitrary<string>][] = [
  [
    "ports",
    "dest_port",
    fc.oneof(digits, near("4444", "0", "65535", "65536", ".0", " ", "-"), fc.nat(70_000).map(String)),
  ],
  [
    "addresses",
    "src",
    fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      near("10.", "1", "255", "256", ".", "0", "01", " ", "::", "%e", "/8"),
      fc.constantFrom(
        ...[
          "010.1.2.3",
          "10.01.2.3",
          "10.1.2.03",
          "10.0.0.0",
          "10.1.2.256",
          "10.1.2",
          "10.1.2.3.4",
          "10.1.2.3",
        ],
        ...["172.31.255.255", "172.32.0.0", "224.0.0.1", "255.255.255.255", "0.0.0.0", "100.64.0.0"],
      ),
    ),
  ],
  [
    "counts",
    "InitiatorBytes",
    fc.oneof(digits, near("100000000", "0", ".5", ".", " ", "e9", "-"), fc.nat().map(String)),
  ],
  ["URLs", "url", fc.oneof(url, fc.webUrl())],
];

describe.each(FORMS)("%s", (_, column, texts) => {
  it("are read as their text is, quoted or not, in a cell and in a list", () => {
    const pair = new AgainstReference(inject("scorer"));
    const header = ["dest_port", "src", "dest", column, `__mv_${column}`].filter(
      (name, place) => place > 2 || name !== column,
    );
    const given: { readonly [name: string]: string } = {
      dest_port: "4444",
      src: "10.0.0.1",
      dest: "8.8.8.8",
    };
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), fc.boolean(), (values, quoting) => {
        const rows = values.map((text) => {
          const cell = quoting || /[",\r\n]/.test(text) ? quoted(text) : text;
          const list = quoted(`$${text.replaceAll("$", "$$$$")}$;$x$`);
          const line = (scalar: string, multivalue: string) =>
            header
              .map((name) => given[name] ?? "")
              .slice(0, -2)
              .concat(scalar, multivalue)
              .join(",");
          return `${line(cell, "")}\n${line("", list)}\n`;
        });
        pair.same(`${header.join(",")}\n${rows.join("")}`);
      }),
      { seed: 31, numRuns: 1500 },
    );
  });
});
