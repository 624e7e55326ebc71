import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import {
  evaluateTraffic,
  parseConnection,
  ReportedPairs,
  readLines,
  type ScoredConnection,
  trafficText,
} from "../../src/evaluation/index.ts";

const parse = (value: Record<string, unknown>) => parseConnection({ value, place: "made up" });
const tcp = { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 4444, transport: "tcp" };

describe("a labelled connection", () => {
  it.each([
    ["whole", { hist: "ShADadFf", state: "SF", missed: 0 }, false],
    ["refused", { hist: "Sr", state: "REJ" }, false],
    ["without what a firewall would not tell", undefined, false],
    ["begun before the capture", { hist: "DadA", state: "SF" }, true],
    ["seen on one side only", { hist: "ShA", state: "SHR" }, true],
    ["with packets missing", { hist: "ShADad", state: "SF", missed: 10 }, true],
    ["in the middle, by Argus", { dir: "<?>" }, true],
  ])("%s", (_, x, partial) => {
    expect(parse({ capture: "a", label: "benign", event: tcp, x }).partial).toBe(partial);
  });

  it("is partial over TCP only", () => {
    const event = { ...tcp, transport: "udp" };
    expect(parse({ capture: "a", label: "benign", event, x: { hist: "d", state: "OTH" } }).partial).toBe(
      false,
    );
  });

  it("is rejected without a label", () => {
    expect(() => parse({ capture: "a", event: tcp })).toThrow("made up: a labelled connection has capture");
  });
});

describe("a file of lines", () => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is read plain and compressed, with the line's number for errors", () => {
    const [plain, packed] = [join(folder, "a.jsonl"), join(folder, "a.jsonl.gz")];
    writeFileSync(plain, '{"capture":"a"}\n\n{"capture":"b"}\n');
    writeFileSync(packed, gzipSync('{"capture":"a"}\n\n[]\n'));
    expect(readLines(plain)).toEqual([
      { value: { capture: "a" }, place: `${plain}:1` },
      { value: { capture: "b" }, place: `${plain}:3` },
    ]);
    expect(() => readLines(packed)).toThrow(`${packed}:3: the line is not a JSON object.`);
  });
});

it("a row of the detection stands for its pair, or for all of a source", () => {
  const pair = { src: "a", dest: "b", port: "1", transport: "tcp" };
  const reported = new ReportedPairs([
    pair,
    { src: "s", dest: "many destinations", port: "1", transport: "any" },
  ]);
  expect(reported.has(pair)).toBe(true);
  expect(reported.has({ ...pair, port: "2" })).toBe(false);
  expect(reported.has({ ...pair, src: "s" })).toBe(true);
});

describe("an evaluation of traffic", () => {
  const made = (
    capture: string,
    label: string,
    dest: string,
    score: number,
    hist = "S",
  ): ScoredConnection => ({
    connection: parse({ capture, label, event: { ...tcp, dest }, x: { hist, state: "SF" } }),
    pair: { src: "10.0.0.1", dest, port: "4444", transport: "tcp" },
    score,
    factors: new Map([score >= 50 ? ["loud", 40] : ["quiet", -5]]),
    reported: score >= 60,
    remembered: score >= 60,
  });
  const evaluation = evaluateTraffic(
    [
      // One pair, called three times: one row with the highest score.
      ...[10, 55, 20].map((score) => made("a", "malicious", "1.1.1.1", score)),
      made("a", "malicious", "1.1.1.2", 0),
      made("b", "malicious", "1.1.1.1", 70),
      ...[1, 2, 3, 4].map((n) => made("b", "benign", `2.2.2.${n}`, n === 4 ? 90 : 0)),
      made("b", "inbound_noise", "3.3.3.3", 50),
      made("b", "benign", "4.4.4.4", 99, "d"),
    ],
    50,
  );

  it("counts a row once, gives captures equal weight and leaves partial connections out", () => {
    // Worked by hand: capture a 1 of 2, capture b 1 of 1; benign 1 of 4.
    expect(evaluation).toMatchObject({ connections: 11, partial: 1, rows: 7 });
    expect(evaluation.command).toEqual({ recall: 0.75, falsePositives: 0.25 });
    expect(evaluation.detection).toEqual({ recall: 0.5, falsePositives: 0.25 });
    // 70 and 55 beat three of four, 0 ties with three of four: (1 + 0.5) × 3 + 0.5 × 1.5 of 2 × 4.
    expect(evaluation.rocAuc).toBeCloseTo((1.5 * 3 + 0.5 * 1.5) / 8, 12);
    expect(evaluation.captures[0]).toEqual({
      capture: "a",
      label: "malicious",
      rows: 2,
      reached: 1,
      reported: 0,
    });
  });

  it("shows what each factor says, and how much each label makes", () => {
    expect(evaluation.factors[0]).toEqual({
      name: "loud",
      points: 40,
      shares: { malicious: 0.75, benign: 0.25, inbound_noise: 1 },
    });
    expect(evaluation.volume).toContainEqual({ label: "inbound_noise", connections: 1, share: 1 });
    const text = trafficText(evaluation, new Map());
    expect(text).toMatch(/^score of 50 or more +75\.00 % +25\.00 %$/m);
    expect(text).toMatch(/^loud +75\.00 % +25\.00 % +100\.00 %$/m);
  });

  it("marks a factor that benign rows show more often, with the model's reason", () => {
    const misleading = evaluateTraffic(
      [made("a", "malicious", "1.1.1.1", 0), made("a", "benign", "2.2.2.2", 60)],
      50,
    );
    expect(trafficText(misleading, new Map([["loud", "Because."]]))).toMatch(
      /^loud \* [\s\S]*^\* loud: Because\.$/m,
    );
    expect(trafficText(misleading, new Map())).toMatch(/^\* loud: no reason is given/m);
    expect(trafficText(evaluation, new Map())).not.toContain("\n* ");
  });
});
