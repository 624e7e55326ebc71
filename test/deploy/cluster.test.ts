/** Deploying through a deployer's folder: the site's files stay, a run may be interrupted anywhere, the push is splunk's. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
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
      "suspicious_ports 0.9.0; the package is 1.0.0.\nFiles that are new: bin/portrisk.\nFiles that go: default/old.conf.\nFiles of the site that stay as they are: local/macros.conf, lookups/portrisk_overrides.csv, metadata/local.meta.\n",
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
        out: expect.stringMatching(/\nDone\.\n$/),
      });
      expect(files(join(apps, "suspicious_ports"))).toEqual(AFTER);
      expect(readdirSync(apps)).toEqual(["suspicious_ports"]);
      const previous = files(join(apps, "..", "suspicious-ports-deploy", "previous", "suspicious_ports"));
      expect(previous["default/app.conf"]).toBe(appConf(run === 0 ? "0.9.0" : "1.0.0"));
    }
  });

  it("continues after an interruption at any place", async () => {
    const packaged = await readPackage(await newPackage());
    for (const place of ["before", "while unpacking", "between the renames", "behind the first"]) {
      const apps = deployer();
      const beside = join(apps, "..", "suspicious-ports-deploy");
      if (place === "while unpacking") {
        mkdirSync(join(beside, "staged", "suspicious_ports", "default"), { recursive: true });
        writeFileSync(join(beside, "staged", "suspicious_ports", "default", "half.conf"), "[");
      }
      if (place === "between the renames") {
        mkdirSync(join(beside, "previous"), { recursive: true });
        renameSync(join(apps, "suspicious_ports"), join(beside, "previous", "suspicious_ports"));
      }
      if (place === "behind the first") await (await planCluster(packaged, { apps })).steps[0]!.run(() => {});
      const { steps } = await planCluster(packaged, { apps });
      for (const step of steps) await step.run(() => {});
      expect([place, files(join(apps, "suspicious_ports"))]).toEqual([place, AFTER]);
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
      err: expect.stringMatching(/^The push ended with exit code 3; the app is ready in .*\n$/),
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
