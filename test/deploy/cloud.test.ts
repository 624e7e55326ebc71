/** Deploying to Splunk Cloud: vetting, installing, waiting; continuing after an interruption; no secret in any text. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployProgram } from "../../src/cli/deploy.ts";
import { runProgram } from "../support/run-program.ts";
import { certificates } from "../support/splunkd/sample.ts";
import { ACCOUNT, APPINSPECT_TOKEN, CloudStandIn, STACK_TOKEN } from "./cloud-stand-in.ts";
import { appConf, packageOf } from "./packages.ts";

const folder = mkdtempSync(join(tmpdir(), "cloud-"));
const state = join(folder, "state", "deploy.json");
let cloud: CloudStandIn;
let spl: string;
beforeEach(async () => {
  cloud = await CloudStandIn.start();
  spl = await packageOf(folder, { "default/app.conf": appConf("1.0.0") });
  rmSync(state, { force: true });
});
afterEach(async () => {
  await cloud.stop();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function deploy(...args: readonly string[]) {
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, (await certificates()).ca);
  vi.stubEnv("SPLUNK_CLOUD_TOKEN", process.env.SPLUNK_CLOUD_TOKEN ?? STACK_TOKEN);
  vi.stubEnv("SPLUNKBASE_PASSWORD", process.env.SPLUNKBASE_PASSWORD ?? ACCOUNT.password);
  const urls = ["--login-url", cloud.origin, "--appinspect-url", cloud.origin, "--acs-url", cloud.origin];
  const line = [
    "cloud",
    "--package",
    spl,
    "--stack",
    "acme",
    "--splunk-user",
    ACCOUNT.username,
    "--ca",
    ca,
    "--state",
    state,
  ];
  const printed = await runProgram(
    deployProgram(() => Promise.resolve()),
    ...line,
    ...urls,
    ...args,
  );
  for (const secret of [STACK_TOKEN, ACCOUNT.password, APPINSPECT_TOKEN])
    expect(printed.out + printed.err).not.toContain(secret);
  return printed;
}

const APPLY = ["--apply", "--accept-disclaimer"];
const posts = () => cloud.requests.filter((seen) => seen.startsWith("POST "));

describe("npm run deploy -- cloud", () => {
  it("says what it would do, and does nothing", async () => {
    const { out, err, code } = await deploy();
    expect([err, code]).toEqual(["", 0]);
    expect(out).toContain(
      "suspicious_ports is not installed on acme; the package is 1.0.0.\nSteps:\n  1. Let AppInspect vet app.spl (tag private_victoria)\n  2. Install version 1.0.0 on acme as a private app\n",
    );
    expect(out).toMatch(/^Note: Splunk asks for your acceptance of its disclaimer/m);
    expect(cloud.requests).toEqual(["GET /acme/adminconfig/v2/apps/victoria/suspicious_ports"]);
  });

  it.each([
    ["victoria", "/victoria"],
    ["classic", ""],
  ])("vets, installs and waits on %s", async (experience, path) => {
    expect(await deploy(...APPLY, "--experience", experience)).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(/\nDone\.\n$/),
    });
    expect(posts()).toEqual(["POST /v1/app/validate", `POST /acme/adminconfig/v2/apps${path}`]);
    expect([cloud.tags, cloud.disclaimer, cloud.installed]).toEqual([
      [`private_${experience}`],
      ["Y"],
      { version: "1.0.0", status: "installed" },
    ]);
    expect(await deploy(...APPLY, "--experience", experience)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Nothing is to be done\.\n$/),
    });
    expect(posts().length).toBe(2);
  });

  it("needs the acceptance of the disclaimer", async () => {
    expect(await deploy("--apply")).toMatchObject({
      code: 1,
      err: "Splunk's disclaimer for private apps is not accepted: add --accept-disclaimer.\n",
    });
    // Nothing was uploaded.
    expect([posts(), cloud.installed]).toEqual([[], null]);
  });

  it("continues to wait for the same vetting after an interruption, and vets anew what AppInspect has forgotten", async () => {
    cloud.fault = (seen) => (seen.includes("/validate/status/") ? "cut" : null);
    expect((await deploy(...APPLY)).err).toMatch(/^The connection to localhost:\d+ was closed/);
    cloud.fault = () => null;
    expect((await deploy()).out).toContain("1. Go on waiting for AppInspect's request request-1\n");
    expect(readFileSync(state, "utf8")).toMatch(/"[0-9a-f]{64}:victoria": "request-1"/);
    cloud.vetted.clear();
    cloud.vetted.set("other", 0);
    expect(await deploy(...APPLY)).toMatchObject({ code: 0 });
    expect([...cloud.vetted.keys()]).toEqual(["other", "request-2"]);
  });

  it.each(["uploaded", "processing"])(
    "waits for an installation that is %s, and for nothing else",
    async (status) => {
      cloud.installed = { version: "1.0.0", status };
      cloud.looks = -2;
      const { out } = await deploy();
      expect(out).toContain(
        `acme has suspicious_ports 1.0.0 (${status}); the package is 1.0.0.\nSteps:\n  1. Wait until`,
      );
      expect(await deploy("--apply")).toMatchObject({ code: 0, out: expect.stringMatching(/\nDone\.\n$/) });
      expect([posts(), cloud.installed?.status]).toEqual([[], "installed"]);
    },
  );

  it("installs again what failed, though the stack shows the failure for a while", async () => {
    cloud.installed = { version: "1.0.0", status: "failed" };
    let looks = 0;
    cloud.fault = (seen) => {
      if (seen.startsWith("GET /acme") && posts().length === 2 && looks++ < 3) {
        cloud.installed!.status = "failed";
        cloud.looks = -1;
      } else if (posts().length === 0) cloud.looks = -1;
      return null;
    };
    expect(await deploy(...APPLY)).toMatchObject({ code: 0 });
    expect([posts().length, looks, cloud.installed.status]).toEqual([2, 5, "installed"]);
  });

  it("waits after an interruption behind the upload, and does not call it done", async () => {
    cloud.fault = (seen) => (cloud.installed !== null && seen.startsWith("GET /acme") ? "cut" : null);
    expect(await deploy(...APPLY)).toMatchObject({ code: 1, err: expect.stringContaining("was closed") });
    cloud.fault = () => null;
    expect(await deploy(...APPLY)).toMatchObject({ code: 0 });
    expect([posts().length, cloud.installed?.status]).toEqual([2, "installed"]);
  });

  it("does not know the state of a stack that gives none, and goes by the version", async () => {
    cloud.installed = { version: "1.0.0" } as typeof cloud.installed;
    expect((await deploy()).out).toMatch(/Nothing is to be done\.\n$/);
  });

  it("uploads once, also where the reply is lost", async () => {
    cloud.fault = (seen) => (seen === "POST /v1/app/validate" ? "cut" : null);
    expect(await deploy(...APPLY)).toMatchObject({ code: 1, err: expect.stringContaining("was closed") });
    expect(posts()).toEqual(["POST /v1/app/validate"]);
  });

  it("looks first whether the state can be kept", async () => {
    writeFileSync(join(folder, "file"), "");
    const { err, code } = await deploy(...APPLY, "--state", join(folder, "file", "x", "state.json"));
    expect([code, err]).toEqual([2, expect.stringMatching(/file \(--state\) is not a folder\n$/)]);
    expect(posts()).toEqual([]);
  });

  it("says each thing once where there is no terminal", async () => {
    cloud.looks = -5;
    const { out } = await deploy(...APPLY);
    for (const line of [
      "1 of 3: Let AppInspect",
      "3 of 3: Wait until acme says that version 1.0.0 is installed (uploaded)",
    ])
      expect(out.split(`\n${line}`).length).toBe(line.startsWith("1") ? 4 : 2);
  });

  it("does not submit twice where it was interrupted while installing", async () => {
    cloud.fault = (seen) => (seen.startsWith("POST /acme") ? 503 : null);
    expect((await deploy(...APPLY)).err).toMatch(
      /^Admin Config Service replied 503: fault \[secret\] \[secret\]\./,
    );
    cloud.fault = () => null;
    expect(await deploy(...APPLY)).toMatchObject({ code: 0 });
    expect(cloud.vetted.size).toBe(1);
    expect(posts().filter((seen) => seen.startsWith("POST /acme")).length).toBe(2);
  });

  it.each([
    [
      "a failure",
      { status: "SUCCESS", info: { error: 0, failure: 1, manual_check: 0 } },
      /^AppInspect found problems, .* \(1 failure\):\n {2}failure: check_for_bin_files: bin\/x is bad\.\n$/,
    ],
    [
      "a manual check",
      { status: "SUCCESS", info: { error: 0, failure: 0, manual_check: 2 } },
      /\(2 manual_check\):\n$/,
    ],
    [
      "a report without counts",
      { status: "SUCCESS", info: {} },
      /\(unknown failure, unknown error, unknown manual_check\):/,
    ],
    [
      "a vetting that broke",
      { status: "ERROR", info: {} },
      /^AppInspect could not vet the package \(ERROR\)/,
    ],
  ])("installs nothing after %s, and vets again the next time", async (_, verdict, message) => {
    cloud.verdict = verdict;
    const { err, code } = await deploy(...APPLY);
    expect([code, err]).toEqual([1, expect.stringMatching(message)]);
    expect([cloud.installed, JSON.parse(readFileSync(state, "utf8"))]).toEqual([null, {}]);
  });

  it.each([
    [
      "a wrong password at splunk.com",
      () => vi.stubEnv("SPLUNKBASE_PASSWORD", "wrong password"),
      /^splunk\.com's login replied 401: Failed to authenticate user\. Check the account/,
    ],
    [
      "a wrong token of the stack",
      () => vi.stubEnv("SPLUNK_CLOUD_TOKEN", "wrong token"),
      /^Admin Config Service replied 401: unauthorized\. Check the account/,
    ],
    [
      "a newer version on the stack",
      () => {
        cloud.installed = { version: "2.0.0", status: "installed" };
      },
      /installs no older version over a newer one/,
    ],
    [
      "an installation that fails",
      () => {
        cloud.fault = (seen) => {
          if (seen.startsWith("GET /acme") && cloud.installed !== null)
            cloud.installed.status = "failed: no space";
          return null;
        };
      },
      /^acme says of suspicious_ports: failed: no space\. Look at/,
    ],
  ])("stops at %s in one line", async (_, prepare, message) => {
    prepare();
    const { err, code } = await deploy(...APPLY);
    expect([code, err.trim()]).toEqual([1, expect.stringMatching(message)]);
  });

  it("needs its secrets in the environment where there is no terminal", async () => {
    vi.stubEnv("SPLUNK_CLOUD_TOKEN", "");
    const { err, code } = await runProgram(
      deployProgram(),
      "cloud",
      "--package",
      spl,
      "--stack",
      "acme",
      "--splunk-user",
      "x",
    );
    expect([code, err]).toEqual([
      2,
      "error: there is no terminal to type a secret: set SPLUNK_CLOUD_TOKEN in the environment\n",
    ]);
  });
});
