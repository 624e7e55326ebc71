import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, inject, it } from "vitest";
import { compileCatalogue, type Fact, readFacts, renderCatalogue } from "../../src/catalogue/index.ts";

const folder = join(inject("root"), "catalogue");
const scratch = mkdtempSync(join(tmpdir(), "facts-"));
afterAll(() => rmSync(scratch, { recursive: true }));

describe("the catalogue's sources", () => {
  const facts = readFacts(folder);
  const rows = compileCatalogue(facts);

  it("give enough rows, one for each port and transport, sorted", () => {
    expect(rows.length).toBeGreaterThan(250);
    const keys = rows.map(({ port, transport }) => port * 2 + (transport === "udp" ? 1 : 0));
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
    expect(rows.every((row) => row.points >= 0 && row.points <= 100 && row.sources.length > 0)).toBe(true);
  });

  it("use techniques and sources that are described, and describe none that is not used", () => {
    const techniques = parse(readFileSync(join(folder, "techniques.csv")), { columns: true }) as {
      id: string;
    }[];
    const used = new Set(facts.flatMap(({ mitre }) => mitre));
    expect(techniques.map(({ id }) => id).sort()).toEqual([...used].sort());
  });

  it("make a lookup that any CSV reader reads, equally wide, in ASCII", () => {
    const text = renderCatalogue(rows);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(parse(text, { columns: true })).toHaveLength(rows.length);
    expect(text).not.toContain("\r");
  });
});

describe("compiling", () => {
  const fact = (rest: Partial<Fact>, project = "P"): Fact => ({
    line: 2,
    ports: [1000, 1000],
    transports: ["tcp"],
    use: "malicious",
    name: "a thing",
    category: "malware",
    strength: "high",
    mitre: ["T1571"],
    source: { id: project.toLowerCase(), project, document: "d", revision: "r", licence: "MIT", url: "u" },
    place: "line 1",
    ...rest,
  });
  const points = (...facts: Fact[]) => compileCatalogue(facts).map(({ points }) => points);

  it("counts a weaker source for less, and further projects for more, but one project once", () => {
    expect(points(fact({}))).toEqual([35]);
    expect(points(fact({ strength: "medium" }))).toEqual([30]);
    expect(points(fact({ strength: "low" }))).toEqual([25]);
    expect(points(fact({}), fact({ name: "b" }, "Q"))).toEqual([40]);
    expect(points(fact({}), fact({ name: "b" }))).toEqual([35]);
    expect(points(...["Q", "R", "S", "T"].map((project) => fact({ name: project }, project)))).toEqual([45]);
  });

  it("spreads a range and both transports over rows, and leaves wide ranges out", () => {
    const spread = compileCatalogue([fact({ ports: [1000, 1001], transports: ["tcp", "udp"] })]);
    expect(spread.map(({ port, transport }) => `${port}/${transport}`)).toEqual([
      "1000/tcp",
      "1000/udp",
      "1001/tcp",
      "1001/udp",
    ]);
    expect(compileCatalogue([fact({ ports: [1000, 2000] })])).toEqual([]);
  });

  it("takes the ordinary use from the strongest legitimate fact, and its name where nothing bad is known", () => {
    const legitimate = { use: "legitimate", mitre: [] } as const;
    const [row] = compileCatalogue([
      fact({ ...legitimate, strength: "registered", name: "r" }),
      fact({ ...legitimate, strength: "common", name: "c", category: "database" }),
    ]);
    expect(row).toMatchObject({
      service: "c",
      category: "database",
      points: 0,
      legitimate_use: "c",
      legitimate_points: 0,
      prevalence: "common",
      mitre: [],
    });
  });
});

describe("ordinary use", () => {
  it("weighs more where it is an alternate web port, and most where it is everywhere", () => {
    const points = (port: number, category: string, strength: string) => {
      const text = {
        line: 2,
        ports: [port, port],
        transports: ["tcp"],
        use: "legitimate",
        name: "n",
        category,
        strength,
        mitre: [],
      };
      const source = { id: "s", project: "P", document: "d", revision: "r", licence: "MIT", url: "u" };
      const bad = { ...text, use: "malicious", category: "shell_listener", strength: "high" };
      return compileCatalogue(
        [text, bad].map((each) => ({ ...each, source, place: "x" }) as unknown as Fact),
      )[0]!.legitimate_points;
    };
    expect(points(1000, "database", "registered")).toBe(5);
    expect(points(1000, "database", "common")).toBe(20);
    expect(points(1000, "web", "common")).toBe(30);
    // It takes away what the bad use gives, and never more.
    expect(points(443, "web", "common")).toBe(40);
  });
});

describe("sources that are wrong are rejected with file and line", () => {
  const spoil = (file: string, change: (text: string) => string) => {
    const copy = mkdtempSync(join(scratch, "copy-"));
    cpSync(folder, copy, { recursive: true });
    writeFileSync(join(copy, file), change(readFileSync(join(copy, file), "utf8")));
    return () => readFacts(copy);
  };
  const addFact = (line: string) => spoil("facts.csv", (text) => `${text}${line}\n`);
  const last = readFileSync(join(folder, "facts.csv"), "utf8").trimEnd().split("\n").length + 1;

  it.each([
    ["65535,tcp,malicious,a,malware,high,T1571,nowhere,x", 'source "nowhere" is not in sources.csv'],
    ["65535,tcp,malicious,a,malware,high,T9999,mythic,x", 'technique "T9999" is not in techniques.csv'],
    ["65536,tcp,malicious,a,malware,high,T1571,mythic,x", '"65536" is neither a port nor a range of ports'],
    ["9-8,tcp,malicious,a,malware,high,T1571,mythic,x", '"9-8" is neither a port nor a range of ports'],
    ["65535,sctp,malicious,a,malware,high,T1571,mythic,x", '"sctp" is none of tcp, udp'],
    ["65535,tcp,evil,a,malware,high,T1571,mythic,x", '"evil" is none of malicious, dual, legitimate'],
    [
      "65535,tcp,malicious,a,malware,common,T1571,mythic,x",
      'strength "common" does not go with malicious use',
    ],
    ["65535,tcp,malicious,,malware,high,T1571,mythic,x", "a fact needs a name and its place in the source"],
    ["65535,tcp,malicious,é,malware,high,T1571,mythic,x", "only printable ASCII is allowed"],
    ["1,tcp,malicious,a,malware,high,T1571,mythic,x", "rows must be sorted by port"],
  ])("%s", (line, message) => {
    expect(addFact(line)).toThrow(`facts.csv:${last}: ${message}`);
  });

  it("a fact that stands there twice", () => {
    const twice = "65535,tcp,malicious,a,malware,high,T1571,mythic,x";
    expect(addFact(`${twice}\n${twice}`)).toThrow(
      `facts.csv:${last + 1}: the same fact stands on line ${last}`,
    );
  });

  it("a source that nothing refers to", () => {
    expect(spoil("sources.csv", (text) => `${text}orphan,P,d,r,MIT,u\n`)).toThrow(
      'no fact refers to source "orphan"',
    );
  });

  it("a source without a licence", () => {
    expect(spoil("sources.csv", (text) => `${text}orphan,P,d,r,,u\n`)).toThrow(
      "needs a project and a licence",
    );
  });
});
