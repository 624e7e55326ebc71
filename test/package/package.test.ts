import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { list } from "tar";
import { afterAll, describe, expect, inject, it } from "vitest";
import { parseConf } from "../../src/conf/index.ts";
import { bundleCommand } from "../../src/package/bundle.ts";
import { build, checkComplete, fetchArchives, PORTABLE } from "../../src/package/index.ts";
import { copyOfRepository, shippedCommand } from "../support/repository.ts";

const root = inject("root");
const make = (copy: string) =>
  build(copy, join(copy, "dist"), PORTABLE, { fetchArchives, compileCommand: shippedCommand });
const app = inject("app");
const scratch = mkdtempSync(join(tmpdir(), "package-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Entry {
  readonly path: string;
  readonly mode: number;
  readonly mtime: number;
  readonly type: string;
}

async function entries(spl: string): Promise<Entry[]> {
  const seen: Entry[] = [];
  await list({
    file: spl,
    onReadEntry: (entry) => {
      seen.push({ path: entry.path, mode: entry.mode!, mtime: entry.mtime!.getTime(), type: entry.type });
    },
  });
  return seen;
}

describe("the package", () => {
  it("is a gzipped tar with one folder, fixed times, and execute bits on the launcher alone", async () => {
    const seen = await entries(inject("spl"));
    expect(gunzipSync(readFileSync(inject("spl"))).toString("latin1", 257, 262)).toBe("ustar");
    expect(seen.map(({ path }) => path).filter((path) => !path.startsWith("suspicious_ports/"))).toEqual([]);
    expect(seen.filter(({ path }) => /(^|\/)\.|__MACOSX|\/local\/|local\.meta|passwords/.test(path))).toEqual(
      [],
    );
    expect(new Set(seen.map(({ mtime }) => mtime)).size).toBe(1);
    for (const { path, mode, type } of seen) {
      const wanted = type === "Directory" || path === "suspicious_ports/bin/portrisk" ? 0o755 : 0o644;
      expect([path, mode & 0o7777]).toEqual([path, wanted]);
    }
  });

  it("has the version of package.json everywhere, and the same folder unpacked beside it", () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const conf = parseConf(readFileSync(join(app, "default/app.conf")), "app.conf");
    expect(conf.stanzas.get("id")!.settings.get("version")!.value).toBe(version);
    expect(conf.stanzas.get("launcher")!.settings.get("version")!.value).toBe(version);
    expect(JSON.parse(readFileSync(join(app, "app.manifest"), "utf8")).info.id.version).toBe(version);
    expect(inject("spl").endsWith(`suspicious_ports-${version}.spl`)).toBe(true);
    const files = (folder: string) =>
      execFileSync("find", [".", "-type", "f"], { cwd: folder, encoding: "utf8" }).split("\n").sort();
    const unpacked = join(root, "dist", "suspicious_ports");
    expect(files(unpacked)).toEqual(files(app));
    expect(statSync(join(unpacked, "bin/portrisk")).mode & 0o777).toBe(0o755);
  });

  it.each([
    ["app/bin/portrisk.bak", "stray file: bin/portrisk.bak"],
    ["app/.DS_Store", "stray file: .DS_Store"],
    ["default/savedsearches.conf.orig", "stray file: default/savedsearches.conf.orig"],
    ["default/inputs.conf", "stray file: default/inputs.conf"],
    ["app/local/app.conf", "stray file: local/app.conf"],
    ["metadata/local.meta", "stray file: metadata/local.meta"],
  ])("does not ship %s", async (path, message) => {
    const copy = copyOfRepository(root, scratch);
    cpSync(join(root, "LICENSE"), join(copy, path), { recursive: true });
    await expect(make(copy)).rejects.toThrow(message);
    expect(readdirSync(copy)).not.toContain("dist");
  });

  it("rejects links, files that are not PNG images, and versions that differ", async () => {
    const linked = copyOfRepository(root, scratch);
    symlinkSync("/etc/passwd", join(linked, "app/static/appLogo.png"));
    await expect(make(linked)).rejects.toThrow("is a link or a special file");
    const picture = copyOfRepository(root, scratch);
    writeFileSync(join(picture, "app/static/appLogo.png"), "text");
    await expect(make(picture)).rejects.toThrow("static/appLogo.png is not a PNG image");
    const conf = copyOfRepository(root, scratch);
    const text = readFileSync(join(conf, "default/app.conf"), "utf8");
    writeFileSync(join(conf, "default/app.conf"), text.replace("version = @VERSION@", "version = 9.9.9"));
    await expect(make(conf)).rejects.toThrow("but 9.9.9 was found");
  });

  it("rejects a command that would need something else at run time", async () => {
    const copy = copyOfRepository(root, scratch);
    const file = join(copy, "src/portrisk/chunk.ts");
    const added = 'import { parse } from "csv-parse/sync";\nconsole.log(parse("a"));\n';
    writeFileSync(file, added + readFileSync(file, "utf8"));
    await expect(bundleCommand(copy, "", Buffer.alloc(0))).rejects.toThrow(/bundling .*csv-parse/);
  });

  it.each([
    [
      "default/macros.conf",
      "[portrisk]\ndefinition = portrisk\ndefinition = other\n",
      'default/macros.conf:3: "definition" of [portrisk] stands on line 2 already',
    ],
    ["default/macros.conf", "[portrisk]\nwhat is this\n", "default/macros.conf:2"],
    ["default/macros.conf", "[a]\r\ndefinition = x\r\n", "default/macros.conf has carriage returns"],
    [
      "default/macros.conf",
      "[a]\ndefinition = @foo_BAR@\n",
      "default/macros.conf still has the placeholder @foo_BAR@",
    ],
    [
      "default/app.conf",
      "[package]\nid = other\n",
      "the app id must be suspicious_ports everywhere, but other was found",
    ],
    [
      "default/macros.conf",
      "[a]\n# since 12.2.1.4\ndefinition = x\n",
      "default/macros.conf:2 has 12.2.1.4, which Splunk's vetting takes for an IPv4 address.",
    ],
    ["app/bin/portrisk", "#!/bin/sh\r\n", "bin/portrisk has carriage returns"],
    ["catalogue/facts.csv", "port\n", "facts.csv:1: the columns must be"],
  ])("rejects a damaged %s: %j", async (path, content, message) => {
    const copy = copyOfRepository(root, scratch);
    writeFileSync(join(copy, path), content);
    await expect(make(copy)).rejects.toThrow(message);
  });

  it("is missed when a part that it cannot be without is not there", () => {
    expect(() => checkComplete(new Map())).toThrow("app.manifest is missing from the package.");
  });
});
