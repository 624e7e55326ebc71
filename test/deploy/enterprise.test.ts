/** Deploying to one server: the plan, each step against the stand-in, and what stops it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, inject, it, vi } from "vitest";
import { deployProgram } from "../../src/cli/deploy.ts";
import { readPackage } from "../../src/deploy/index.ts";
import { compareVersions } from "../../src/deploy/version.ts";
import { runProgram } from "../support/run-program.ts";
import type { SplunkdOptions } from "../support/splunkd/options.ts";
import { PASSWORD, serverArguments, startSplunkd } from "../support/splunkd/sample.ts";
import type { Splunkd } from "../support/splunkd/server.ts";
import { acl } from "../support/splunkd/store.ts";
import { appConf, packageOf } from "./packages.ts";

const folder = mkdtempSync(join(tmpdir(), "deploy-"));
const SOURCE = "/tmp/suspicious_ports-1.0.0.spl";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function started(options: Partial<SplunkdOptions> = {}, version?: string | null): Promise<Splunkd> {
  const splunkd = await startSplunkd({ packages: { [SOURCE]: "1.0.0" }, ...options });
  closing.push(() => splunkd.stop());
  const apps = splunkd.store.of("apps/local");
  if (version === null) apps.pop();
  else if (version !== undefined) apps.at(-1)!.content.version = version;
  return splunkd;
}

/** How often the last deployment waited. */
let waits = 0;

async function deploy(splunkd: Splunkd, ...args: readonly string[]) {
  waits = 0;
  vi.stubEnv("SPLUNK_PASSWORD", PASSWORD);
  const server = await serverArguments(splunkd, folder);
  const printed = await runProgram(
    deployProgram(async () => void waits++),
    "enterprise",
    ...server,
    "--source",
    SOURCE,
    ...args,
  );
  expect(printed.out + printed.err).not.toContain(PASSWORD);
  return printed;
}

const writes = (splunkd: Splunkd) =>
  splunkd.seen.filter((seen) => !seen.startsWith("GET ") && !seen.includes("auth/login"));

describe("npm run deploy -- enterprise", () => {
  it("says what it would do, and does nothing", async () => {
    const splunkd = await started({}, "0.9.0");
    const { out, err, code } = await deploy(splunkd);
    expect([err, code]).toEqual(["", 0]);
    expect(out).toMatch(
      /^standin \(Splunk 9\.4\.1\) has suspicious_ports 0\.9\.0; the package is 1\.0\.0\.$/m,
    );
    expect(out).toContain(`1. Let the server update to version 1.0.0 from ${SOURCE}\n`);
    expect(out).toMatch(/^Note: The app's folder local\/, .* stay as they are\.$/m);
    expect(out).toMatch(/\nNothing was done\. Add --apply to do it\.\n$/);
    expect(writes(splunkd)).toEqual([]);
  });

  it.each(["edit_local_apps", "admin_all_objects"])(
    "is content with %s, and names install_apps",
    async (capability) => {
      const splunkd = await started({ capabilities: ["search", capability] }, "0.9.0");
      const { out, code } = await deploy(splunkd);
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(/^Note: .*also needs the capability install_apps/m),
      ]);
    },
  );

  it("names what is new, different and removed", async () => {
    const splunkd = await started({}, "0.9.0");
    const macros = splunkd.store
      .of("configs/conf-macros")
      .filter((entry) => entry.acl.app === "suspicious_ports");
    macros.find(({ name }) => name === "portrisk_threshold")!.content.definition = "70";
    splunkd.store.remove("configs/conf-macros", macros.find(({ name }) => name === "portrisk_sweep")!);
    splunkd.store
      .of("configs/conf-savedsearches")
      .push({ name: "Mine", acl: acl("suspicious_ports", "app"), content: { search: "x" } });
    const { out } = await deploy(splunkd);
    expect(out.split("\n").slice(1, 4)).toEqual([
      "Not in the package (it stays if it is the site's own), saved search: Mine.",
      "New, macro: portrisk_sweep.",
      "Different here from the package (settings in local/ stay in force), macro: portrisk_threshold.",
    ]);
  });

  it.each([
    ["updates", "0.9.0", "1"],
    ["installs", null, "0"],
  ])("%s, looks at the version and at the need for a restart", async (_, version, update) => {
    const splunkd = await started({}, version);
    const { out, err, code } = await deploy(splunkd, "--apply");
    expect([err, code, out]).toEqual(["", 0, expect.stringMatching(/\nDone\.\n$/)]);
    expect(splunkd.installed.map((parameters) => Object.fromEntries(parameters))).toEqual([
      expect.objectContaining({ name: SOURCE, filename: "1", update, explicit_appname: "suspicious_ports" }),
    ]);
    expect([writes(splunkd), splunkd.restarts]).toEqual([["POST /services/apps/local"], 0]);
    expect(await deploy(splunkd, "--apply")).toMatchObject({
      out: expect.stringMatching(/\nNothing is to be done\.\n$/),
      code: 0,
    });
    expect(splunkd.installed.length).toBe(1);
  });

  const NEEDED = {
    name: "restart_required",
    acl: acl("system", "system"),
    content: { message: "Splunk must be restarted." },
  };
  /** A server on which installing an app asks for a restart. */
  const needing = async (options: Partial<SplunkdOptions> = {}) => {
    const splunkd = await started(
      {
        ...options,
        fault: ({ method, path }) => {
          if (method === "POST" && path.endsWith("apps/local")) splunkd.store.of("messages").push(NEEDED);
          return null;
        },
      },
      "0.9.0",
    );
    return splunkd;
  };

  it("restarts only when that is needed and asked for", async () => {
    const splunkd = await needing();
    expect(await deploy(splunkd, "--apply")).toMatchObject({
      code: 1,
      err: expect.stringContaining("Splunk says that it must be restarted"),
    });
    expect(splunkd.restarts).toBe(0);
    splunkd.store.of("messages").splice(0);
    expect(await deploy(splunkd, "--apply", "--force", "--restart")).toMatchObject({ code: 0, err: "" });
    expect([splunkd.restarts, splunkd.store.of("messages")]).toEqual([1, []]);
  });

  it("does not restart for what was there before, and says so", async () => {
    const splunkd = await started({}, "0.9.0");
    splunkd.store.of("messages").push(NEEDED);
    expect(await deploy(splunkd, "--apply", "--restart")).toMatchObject({
      code: 0,
      out: expect.stringContaining("Note: Splunk says already now that it must be restarted"),
    });
    expect(splunkd.restarts).toBe(0);
  });

  it.each([
    ["with the time of its start", true],
    ["without it", false],
  ])("waits until the new process answers, %s", async (_, startupTime) => {
    const splunkd = await started({ restartTakes: { served: 2, refused: 2 }, startupTime }, "0.9.0");
    splunkd.store.of("apps/local").at(-1)!.content.state_change_requires_restart = true;
    expect(await deploy(splunkd, "--apply", "--restart")).toMatchObject({ code: 0, err: "" });
    expect(splunkd.restarts).toBe(1);
    // Twice the old process, then two refused connections, then the new one.
    expect(waits).toBe(5);
  });

  it("ends at an error that is not of a server that is down", async () => {
    const splunkd = await needing({ restartTakes: { served: 0, refused: 0 } });
    const restart = splunkd.restart.bind(splunkd);
    vi.spyOn(splunkd, "restart").mockImplementation(() => {
      restart();
      Object.assign(splunkd.options, { password: "another password" });
    });
    expect((await deploy(splunkd, "--apply", "--restart")).err).toMatch(/replied 401 to the login/);
    expect(waits).toBe(1);
  });

  it.each([
    ["an older package", {}, "2.0.0", [], /has suspicious_ports 2\.0\.0.* only with --force/],
    [
      "a member of a cluster",
      { roles: ["search_head", "shc_member"] },
      "0.9.0",
      [],
      /npm run deploy -- cluster/,
    ],
    [
      "an account that may not",
      { capabilities: ["search", "install_apps"] },
      "0.9.0",
      [],
      /the capability edit_local_apps is missing/,
    ],
    [
      "an account that may not restart",
      { capabilities: ["search", "admin_all_objects"] },
      "0.9.0",
      ["--restart"],
      /the capability restart_splunkd is missing/,
    ],
    ["a stack of Splunk Cloud", { isCloud: true }, "0.9.0", [], /npm run deploy -- cloud/],
    [
      "a source that the server does not find",
      { packages: {} },
      "0.9.0",
      ["--apply"],
      /replied 400 to apps\/local: .* is not a file that exists\. Read the server's message/,
    ],
    [
      "another package at the source",
      { packages: { [SOURCE]: "0.9.5" } },
      "0.9.0",
      ["--apply"],
      /now has version 0\.9\.5: is .* the package 1\.0\.0\?/,
    ],
    [
      "a cut connection",
      {
        fault: ({ method, path }) =>
          method === "POST" && path.endsWith("apps/local") ? { kind: "cut" } : null,
      },
      "0.9.0",
      ["--apply"],
      /closed before the reply was complete/,
    ],
  ] as readonly (readonly [string, Partial<SplunkdOptions>, string, readonly string[], RegExp])[])(
    "stops at %s in one line",
    async (_, options, version, args, message) => {
      const splunkd = await started(options, version);
      const { err, code } = await deploy(splunkd, ...args);
      expect([code, err.trim().split("\n").length]).toEqual([1, 1]);
      expect(err).toMatch(message);
      expect(writes(splunkd).length).toBeLessThanOrEqual(args.length);
    },
  );

  it.each([
    ["no target", []],
    ["no source", ["enterprise", "--host", "x", "--package", "x.spl"]],
    [
      "a password on the command line",
      ["enterprise", "--host", "x", "--source", "y", "--package", "z", "--password", "p"],
    ],
    ["an unknown target", ["mainframe"]],
    ["no package", ["enterprise", "--host", "x", "--source", "y", "--package", "/nowhere.spl"]],
    [
      "a password in the source",
      [
        "enterprise",
        "--host",
        "x",
        "--package",
        "z",
        "--source",
        "https://ci:hunter2hunter2@example.com/x.spl",
      ],
    ],
  ])("rejects %s with exit code 2", async (_, args) => {
    const { err, code } = await runProgram(deployProgram(), ...args);
    expect(code).toBe(2);
    expect(err).not.toContain("hunter2");
  });
});

describe("a package", () => {
  it.each([
    [
      "settings in local/",
      { "local/macros.conf": "[x]" },
      /has local\/macros\.conf, which belongs to the site/,
    ],
    ["metadata/local.meta", { "metadata/local.meta": "[]" }, /has metadata\/local\.meta/],
    [
      "a site's overrides",
      { "lookups/portrisk_overrides.csv": "port" },
      /has lookups\/portrisk_overrides\.csv/,
    ],
    [
      "no version",
      { "default/app.conf": "[launcher]\nauthor = x\n[id]\nversion = 1.0.0\n" },
      /no default\/app\.conf with a version/,
    ],
  ])("with %s is not deployed", async (_, files, message) => {
    const path = await packageOf(folder, { "default/app.conf": appConf("1.0.0"), ...files });
    await expect(readPackage(path)).rejects.toThrow(message);
  });

  it("that is none is not deployed", async () => {
    const path = join(folder, "none.spl");
    writeFileSync(path, "no archive");
    await expect(readPackage(path)).rejects.toThrow("none.spl is not a gzipped tar archive.");
    await expect(readPackage(join(folder, "missing.spl"))).rejects.toThrow("is not a file that can be read.");
  });

  it("is read with its version and files", async () => {
    expect(await readPackage(inject("spl"))).toMatchObject({
      app: "suspicious_ports",
      version: "1.0.0",
      files: expect.arrayContaining(["bin/portrisk", "default/app.conf"]),
    });
  });
});

describe("versions", () => {
  it("are ordered as semver.org orders them", () => {
    const ordered = [
      "0.9.9",
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
      "1.0.2",
      "1.0.10",
      "1.2.0",
      "2.0.0",
    ];
    ordered.forEach((left, i) => {
      ordered.forEach((right, j) => {
        expect([left, right, Math.sign(compareVersions(left, right))]).toEqual([
          left,
          right,
          Math.sign(i - j),
        ]);
      });
    });
    expect(compareVersions("1.0.0+1", "1.0.0+2")).toBe(0);
  });
});
