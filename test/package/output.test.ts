/** SHA256SUMS lists what builds of this version wrote, as they wrote it, and no other file of the folder. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { removeBuilt } from "../../src/package/build.ts";
import { PORTABLE } from "../../src/package/index.ts";
import { addChecksums, removeResults, replaceFile, resultsOf, runnerIn } from "../../src/package/output.ts";

const scratch = mkdtempSync(join(tmpdir(), "output-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const CLOUD = { profile: "cloud", splunkbase: false } as const;
const { version } = JSON.parse(readFileSync(join(inject("root"), "package.json"), "utf8")) as {
  version: string;
};
let dist: string;

/** Does what a build does with its results. */
function write(...paths: string[]): void {
  removeResults(dist, version, paths);
  for (const path of paths) replaceFile(path, path);
  addChecksums(dist, new Map(paths.map((path) => [path, path])));
}

const listed = () =>
  existsSync(join(dist, "SHA256SUMS"))
    ? readFileSync(join(dist, "SHA256SUMS"), "utf8")
        .split("\n")
        .map((line) => line.slice(66))
    : [];
const packaged = (of = version) => {
  const { spl, bom } = resultsOf(dist, of, PORTABLE);
  return [spl, bom];
};
const names = (of = version) => [`suspicious_ports-${of}.cdx.json`, `suspicious_ports-${of}.spl`];
const runner = () => Object.values(runnerIn(dist));

beforeEach(() => {
  dist = mkdtempSync(join(scratch, "dist-"));
});

describe("SHA256SUMS", () => {
  it("lists what was written, and nothing that was put beside it", () => {
    writeFileSync(join(dist, "suspicious_ports-0.9.0-cloud.spl"), "fake");
    writeFileSync(join(dist, `suspicious_ports-${version}-windows.spl`), "fake");
    write(...packaged());
    write(...runner());
    expect(listed()).toEqual(["spl.cjs", "spl.cjs.licenses.txt", ...names(), ""]);
  });

  it("loses a file that is not as its build wrote it, and says so", () => {
    write(...runner());
    writeFileSync(join(dist, "spl.cjs"), "changed");
    expect(removeResults(dist, version, packaged())).toEqual(["spl.cjs"]);
    addChecksums(dist, new Map());
    expect(listed()).toEqual(["spl.cjs.licenses.txt", ""]);
  });

  it("loses a file that was removed", () => {
    write(...runner());
    rmSync(join(dist, "spl.cjs"));
    expect(removeResults(dist, version, [])).toEqual(["spl.cjs"]);
  });

  it.each(["0.9.0", `${version}0`, `${version}-1`])("begins anew after a build of version %s", (other) => {
    const files = Object.values(resultsOf(dist, other, CLOUD)).filter((path) => /\.(?:spl|json)$/.test(path));
    for (const path of files) writeFileSync(path, path);
    addChecksums(dist, new Map([...files, ...runner()].map((path) => [path, path])));
    expect(removeResults(dist, version, [])).toHaveLength(4);
    expect(listed()).toEqual([]);
  });
});

describe("a build of several results", () => {
  it("removes those of all its targets and the SPL runner before it begins, and keeps the others", () => {
    const cloud = resultsOf(dist, version, CLOUD);
    write(...packaged());
    write(cloud.spl, cloud.bom);
    write(...runner());
    mkdirSync(cloud.app, { recursive: true });
    expect(removeBuilt(inject("root"), dist, [CLOUD])).toEqual([]);
    expect(existsSync(cloud.app)).toBe(false);
    expect(readdirSync(dist).sort()).toEqual(["SHA256SUMS", "cloud", ...names()]);
    expect(listed()).toEqual([...names(), ""]);
  });
});
