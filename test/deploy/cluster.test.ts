/** Deploying through a deployer's folder: the site's files stay, a run may be interrupted anywhere, the push is splunk's. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { deployProgram } from "../../src/cli/deploy.ts";
import { planCluster, readPackage } from "../../src/deploy/index.ts";
import { runProgram } from "../support/run-program.ts";
import { appConf, packageOf } from "./packages.ts";

const folder = mkdtempSync(join(tmpdir(), "cluster-"));
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(folder, { recursive: true }));

const SITE = {
  "local/macros.conf": "[portrisk_threshold]\ndefinition = 70\n",
  "metadata/local.meta": "[]\n",
  "lookups/portrisk_overrides.csv": "port,transport\n",
};

/** A deployer with version 0.9.0 and a site's own files. */
function deployer(): string {
  const apps = join(mkdtempSync(join(folder, "home-")), "etc", "shcluster", "apps");
  for (const [path, text] of Object.entries({
    "default/app.conf": appConf("0.9.0"),
    "default/old.conf": "[x]\n",
    ...SITE,
  })) {
    const file = join(apps, "suspicious_ports", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return apps;
}

const newPackage = () =>
  packageOf(folder, { "default/app.conf": appConf("1.0.0"), "bin/portrisk": "#!/bin/sh\n" });

function files(app: string): { [path: string]: string } {
  const found = readdirSync(app, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(app.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** Version → default/app.conf of what is kept for a rollback. */
function previousOf(apps: string): { [version: string]: string } {
  const kept = join(apps, "..", "suspicious-ports-deploy", "previous");
  return Object.fromEntries(
    readdirSync(kept).map((version) => [
      version,
      readFileSync(join(kept, version, "suspicious_ports", "default", "app.conf"), "utf8"),
    ]),
  );
}

const AFTER = { "default/app.conf": appConf("1.0.0"), "bin/portrisk": "#!/bin/sh\n", ...SITE };

describe("npm run deploy -- cluster", () => {
  const deploy = async (apps: string, ...args: readonly string[]) =>
    runProgram(
      deployProgram(),
      "cluster",
      "--shcluster-apps",
      apps,
      "--package",
      await newPackage(),
      ...args,
    );

  it("says what it would do, and does nothing", async () => {
    const apps = deployer();
    const before = files(join(apps, ".."));
    const { out, err, code } = await deploy(apps);
    expect([err, code]).toEqual(["", 0]);
    expect(out).toContain(
      "suspicious_ports 0.9.0; the package is 1.0.0.\nFiles that are new: bin/portrisk.\nFiles that change: default/app.conf.\nFiles that go: default/old.conf.\nFiles of the site that stay as they are: local/macros.conf, lookups/portrisk_overrides.csv, metadata/local.meta.\n",
    );
    expect(out).toMatch(
      /Note: Then push to the members: .*\/bin\/splunk apply shcluster-bundle -target https:\/\/MEMBER:8089 -preserve-lookups true\n/,
    );
    expect(files(join(apps, ".."))).toEqual(before);
  });

  it("puts the package in place, keeps the site's files and the old version, and can be run again", async () => {
    const apps = deployer();
    for (let run = 0; run < 2; run++) {
      expect(await deploy(apps, "--apply")).toMatchObject({
        code: 0,
        err: "",
        out: expect.stringMatching(run === 0 ? /\nDone\.\n$/ : /\nNothing is to be done\.\n/),
      });
      expect(files(join(apps, "suspicious_ports"))).toEqual(AFTER);
      expect(readdirSync(apps)).toEqual(["suspicious_ports"]);
      expect(previousOf(apps)).toEqual({ "0.9.0": appConf("0.9.0") });
    }
  });

  it("has nothing to do where the package is in place, puts it there again with --force, and takes an older one only so", async () => {
    const apps = deployer();
    await deploy(apps, "--apply");
    expect(await deploy(apps)).toMatchObject({
      code: 0,
      out: expect.stringContaining("Nothing is to be done."),
    });
    const older = ["--package", await packageOf(folder, { "default/app.conf": appConf("0.5.0") })];
    expect(await deploy(apps, "--apply", ...older)).toMatchObject({
      code: 1,
      err: expect.stringContaining("An older version is put into place only with --force."),
    });
    expect(await deploy(apps, "--apply", "--force", ...older)).toMatchObject({ code: 0 });
    expect(previousOf(apps)).toEqual({ "0.9.0": appConf("0.9.0"), "1.0.0": appConf("1.0.0") });
    writeFileSync(join(apps, "suspicious_ports", "default", "app.conf"), `${appConf("1.0.0")}x = y\n`);
    expect((await deploy(apps)).out).toContain("Files that change: default/app.conf.");
  });

  it("keeps links of the site as links, and stops at those that hide its files", async () => {
    const apps = deployer();
    const app = join(apps, "suspicious_ports");
    const site = join(apps, "..", "site");
    renameSync(join(app, "local"), site);
    symlinkSync(site, join(app, "local"));
    renameSync(join(app, "metadata", "local.meta"), join(site, "local.meta"));
    symlinkSync(join(site, "local.meta"), join(app, "metadata", "local.meta"));
    const { out, code } = await deploy(apps, "--apply");
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(
        "Files of the site that stay as they are: local, lookups/portrisk_overrides.csv, metadata/local.meta.",
      ),
    ]);
    expect(readFileSync(join(app, "local", "macros.conf"), "utf8")).toBe(SITE["local/macros.conf"]);
    expect([readlinkSync(join(app, "local")), readlinkSync(join(app, "metadata", "local.meta"))]).toEqual([
      site,
      join(site, "local.meta"),
    ]);
    rmSync(join(app, "lookups"), { recursive: true });
    symlinkSync(site, join(app, "lookups"));
    expect((await deploy(apps, "--apply", "--force")).err).toMatch(
      /lookups is a link, and its files of the site/,
    );
  });

  it("is not run by another user than the folder's", async () => {
    const uid = process.getuid!();
    vi.spyOn(process, "getuid").mockReturnValue(uid + 1);
    expect(await deploy(deployer(), "--apply")).toMatchObject({
      code: 1,
      err: expect.stringMatching(new RegExp(`belongs to the user ${uid}: run this as that user`)),
    });
  });

  it("continues after an interruption at any place", async () => {
    const packaged = await readPackage(await newPackage());
    for (const place of [
      "before",
      "while unpacking",
      "between the renames",
      "behind the first",
      "behind the renames",
    ]) {
      const apps = deployer();
      const beside = join(apps, "..", "suspicious-ports-deploy");
      if (place === "while unpacking") {
        mkdirSync(join(beside, "staged", "suspicious_ports", "default"), { recursive: true });
        writeFileSync(join(beside, "staged", "suspicious_ports", "default", "half.conf"), "[");
      }
      if (place === "between the renames") {
        mkdirSync(beside, { recursive: true });
        renameSync(join(apps, "suspicious_ports"), join(beside, "moved"));
      }
      const plan = () => planCluster(packaged, { apps, force: false });
      if (place === "behind the first") await (await plan()).steps[0]!.run(() => {});
      if (place === "behind the renames") {
        for (const step of (await plan()).steps) await step.run(() => {});
        renameSync(join(beside, "previous", "0.9.0", "suspicious_ports"), join(beside, "moved"));
      }
      for (const step of (await plan()).steps) await step.run(() => {});
      expect([place, files(join(apps, "suspicious_ports"))]).toEqual([place, AFTER]);
      expect([place, previousOf(apps)]).toEqual([place, { "0.9.0": appConf("0.9.0") }]);
      expect((await plan()).steps).toEqual([]);
    }
  });

  it("installs where nothing is yet", async () => {
    const apps = deployer();
    rmSync(join(apps, "suspicious_ports"), { recursive: true });
    expect(await deploy(apps, "--apply")).toMatchObject({ code: 0 });
    expect(Object.keys(files(join(apps, "suspicious_ports"))).sort()).toEqual([
      "bin/portrisk",
      "default/app.conf",
    ]);
  });

  it("pushes with splunk's own program, and says when that fails", async () => {
    const apps = deployer();
    const program = join(folder, "splunk");
    const log = join(folder, "arguments");
    writeFileSync(program, `#!/bin/sh\necho "$@" > '${log}'\nexit \${FAKE_EXIT:-0}\n`);
    chmodSync(program, 0o755);
    const args = ["--apply", "--splunk", program, "--target", "https://sh1:8089"];
    expect(await deploy(apps, ...args)).toMatchObject({ code: 0 });
    expect(readFileSync(log, "utf8")).toBe(
      "apply shcluster-bundle -target https://sh1:8089 -preserve-lookups true --answer-yes\n",
    );
    vi.stubEnv("FAKE_EXIT", "3");
    expect(await deploy(apps, ...args)).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^The push ended with exit code 3; version 1\.0\.0 is in .* Run this again to push\.\n$/,
      ),
    });
    vi.unstubAllEnvs();
    expect(
      await deploy(apps, "--apply", "--splunk", join(folder, "nothing"), "--target", "https://sh1:8089"),
    ).toMatchObject({ code: 1 });
  });

  it("needs the deployer's folder", async () => {
    const { err, code } = await deploy(join(folder, "nowhere"));
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^.*nowhere is not a folder: give \$SPLUNK_HOME\/etc\/shcluster\/apps of the deployer\.\n$/,
      ),
    ]);
    expect(existsSync(join(folder, "nowhere"))).toBe(false);
  });
});
