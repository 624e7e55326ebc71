/** catalogue/README.md says what makes a fact and how it is named; here every fact is held to it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { compileCatalogue, type Fact, readFacts } from "../../src/catalogue/index.ts";

const root = inject("root");
const facts = readFacts(join(root, "catalogue"));
const rows = compileCatalogue(facts);
const readme = readFileSync(join(root, "catalogue/README.md"), "utf8");
const ubiquitous = new Set(
  rows.filter(({ prevalence }) => prevalence === "ubiquitous").map(({ port }) => port),
);
/** The destination ports of the detection's version 6. */
const PUBLISHED = [888, 999, 2200, 2222, 4000, 4444, 6789, 8531, 50501, 51820];
/** The first port of the dynamic range (RFC 6335). */
const DYNAMIC = 49_152;

/** Facts that break a rule, as the reader of a failed test wants to see them. */
const breaking = (breaks: (fact: Fact) => boolean) =>
  facts.filter(breaks).map(({ line, ports, name, place }) => `${line}: ${ports[0]} ${name} (${place})`);

const harmful = ({ use }: Fact) => use !== "legitimate";
const covers = ({ ports: [first, last] }: Fact, port: number) => first <= port && port <= last;

/** Names of groups and campaigns in ATT&CK, a line each. */
const actors = readFileSync(join(root, "test/cases/catalogue/actors.txt"), "utf8").trimEnd().split("\n");
/** Numbered names by which vendors call groups, and ATT&CK calls campaigns. */
const NUMBERED =
  /\b(?:APT-?(?:C-)?\d+|FIN\d+|TA\d{3,4}|UNC\d+|UTA\d+|DEV-\d+|Storm-\d+|UAC-\d+|TEMP\.\w+|[GC]\d{4})\b/;
const ANIMALS =
  /\b(?:[A-Z]\w+ )(?:Panda|Kitten|Bear|Spider|Chollima|Jackal|Typhoon|Blizzard|Sandstorm|Tempest|Sleet)\b/;
/** The text in words, so that no actor is found within one. */
const words = (text: string) => ` ${text.replaceAll(/[^\w.@$-]+|'s\b/g, " ")} `;
const namesActor = (text: string) =>
  NUMBERED.test(text) || ANIMALS.test(text) || actors.some((actor) => words(text).includes(words(actor)));

describe("what makes a fact", () => {
  it("no fact names an actor, whatever the use", () => {
    expect(breaking(({ name }) => namesActor(name))).toEqual([]);
  });

  it.each([
    "FIN7 command and control",
    "a UNC3886 back door",
    "TEMP.Veles command and control",
    "the Void Banshee group",
    "firewall exemptions made by APT38",
    "APT-C-36 command and control",
    "Sandworm Team SSH server",
  ])("and the test would notice %s", (name) => {
    expect(namesActor(name)).toBe(true);
  });

  it("no fact rests on what ATT&CK says of a group or a campaign, but where it describes malware", () => {
    expect(breaking(({ place, name }) => /^[GC]\d{4} /.test(place) && !/Quad7|TINYSHELL/.test(name))).toEqual(
      [],
    );
  });

  it("no malicious fact is about a port that every network uses all day", () => {
    expect(ubiquitous.size).toBeGreaterThan(10);
    const about = (fact: Fact) => [...ubiquitous].some((port) => covers(fact, port));
    expect(breaking((fact) => fact.use === "malicious" && about(fact))).toEqual([]);
    const [, list] = /uses all day \(([\d, ]+)\)/.exec(readme)!;
    expect(list!.split(", ").map(Number)).toEqual([...ubiquitous].sort((a, b) => a - b));
  });

  it("a fact about a port of the dynamic range names a tool, and more than one report or list has it", () => {
    const chance = (fact: Fact) =>
      fact.ports[0] >= DYNAMIC && (fact.strength === "low" || fact.category === "callback_list");
    expect(
      breaking((fact) => harmful(fact) && chance(fact) && !PUBLISHED.some((port) => covers(fact, port))),
    ).toEqual([]);
  });

  it("a report of ATT&CK is not a tool's own code: strong only where it says that the port is fixed", () => {
    expect(
      breaking(
        ({ source, strength, place }) =>
          source.project === "MITRE ATT&CK" &&
          strength === "high" &&
          !/, (?:hard-coded|by default)$/.test(place),
      ),
    ).toEqual([]);
  });

  it("a list of ports is named as a list, has the category and the least strength", () => {
    const list = /^\w+'s list of (?:malware callback|uncommon destination|suspicious) ports$/;
    expect(
      breaking(
        ({ name, category, strength }) =>
          list.test(name) !== (category === "callback_list") ||
          (category === "callback_list" && strength !== "low"),
      ),
    ).toEqual([]);
  });

  it.each(PUBLISHED)("port %i of the published detection is in the catalogue with points", (port) => {
    expect(rows.some((row) => row.port === port && row.points > 0)).toBe(true);
  });

  it("techniques fit: facts of plants use ATT&CK for ICS and others do not, and legitimate ones have none", () => {
    expect(
      breaking(
        ({ category, mitre }) =>
          mitre.some((id) => id.startsWith("T0")) && category !== "operational_technology",
      ),
    ).toEqual([]);
    expect(breaking((fact) => harmful(fact) !== fact.mitre.length > 0)).toEqual([]);
  });
});

/** What a name must not be. */
const STYLE: readonly (readonly [rule: string, broken: RegExp])[] = [
  ["has a place on a list", /^(?:a|the) place /],
  ["repeats that it is a port", /(?<!list of [a-z ]+)\bports?$/i],
  ["repeats the registered name", /registered as/],
  [
    "has a verb",
    /\b(?:is|are|was|were|has|have|uses?|used|using|opened|found|made|leaving|coming|looking|talking|connecting|sending|reporting|calling|guessing|scanning|proposes|expects|preset|open to)\b/,
  ],
  ["says how, where the family suffices", /command and control .|with the wrong protocol|with imitated/],
  ["is a sentence", /[.;:!?]$/],
  ["has blanks at its ends or twice", /^ | $| {2}/],
  ["has an unexplained underscore", /_/],
  ["is longer than 60 characters", /^.{61}/],
];

describe("names are noun phrases", () => {
  it.each(STYLE)("and none %s", (_rule, broken) => {
    expect(breaking(({ name }) => broken.test(name))).toEqual([]);
  });

  it("of which the same thing has one: names differ by more than capitals and hyphens", () => {
    const spellings = new Map<string, Set<string>>();
    for (const { name } of facts) {
      const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
      spellings.set(key, (spellings.get(key) ?? new Set()).add(name));
    }
    expect([...spellings.values()].filter(({ size }) => size > 1).map((names) => [...names])).toEqual([]);
  });

  it("and the two of one reason do not repeat each other", () => {
    // The reason names an ordinary use that takes away 10 points or more.
    const repeated = rows.filter(
      ({ points, legitimate_points, service, legitimate_use }) =>
        legitimate_points >= 10 &&
        points > legitimate_points &&
        service.toLowerCase() === legitimate_use.toLowerCase(),
    );
    expect(repeated).toEqual([]);
  });
});
