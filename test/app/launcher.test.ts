/** The shell script that finds a Node: which one it takes, what it does where there is none, in every shell that we can get. */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { GETINFO, replies } from "../support/frames.ts";
import { NODE } from "../support/node.ts";

const app = inject("app");
const scratch = mkdtempSync(join(tmpdir(), "launcher-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Shells as a command line each. On a build server all of them must be there; elsewhere those that are. */
const KNOWN_SHELLS = {
  dash: ["/usr/bin/dash"],
  bash: ["/bin/bash"],
  busybox: ["/bin/busybox", "ash"],
  mksh: ["/bin/mksh"],
};
const SHELLS = Object.entries(KNOWN_SHELLS).filter(
  ([, [program]]) => process.env.CI === "true" || existsSync(program!),
);

let copies = 0;
/** A copy of the app in a folder of its own, under a name that is hard on shell scripts. */
function copyOfApp(name = 'it\'s a "copy" $HOME ü'): string {
  const folder = join(scratch, String(++copies), name);
  cpSync(app, folder, { recursive: true });
  return folder;
}

/** Shell code: say, where the search reads, what this program was given and what it sees, and end as the command does. */
const RUNS =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a shell's placeholder
  'printf "%s|" "$0" "$@" "${LD_LIBRARY_PATH-unset}" "${NODE_OPTIONS-unset}" "${NODE_PATH-unset}" "${NODE_EXTRA_CA_CERTS-unset}" "${NODE_DEBUG-unset}" "${NODE_V8_COVERAGE-unset}" >&4; exit 42';

/** A program named node: shell code for what it does when it is asked for its version, and when it is run. */
function fakeNode(path: string, asked: string, run = asked): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = --version ]; then ${asked}; else ${run}; fi\n`);
  chmodSync(path, 0o755);
}

/** One that will do. */
const goodNode = (path: string, version = "v20.0.0") => fakeNode(path, `echo ${version}`, RUNS);
/** A real Node that is too old ends so, having read nothing. */
const oldNode = (path: string, version: string) => fakeNode(path, `echo ${version}`, "exit 1");

function launch(
  folder: string,
  environment: NodeJS.ProcessEnv,
  shell: readonly string[] = ["/bin/sh"],
  input: Buffer = GETINFO,
) {
  const [program, ...args] = [...shell, join(folder, "bin", "portrisk"), "__EXECUTE__"];
  const { stdout, stderr, status } = spawnSync(program!, args, { env: environment, input, cwd: "/" });
  return { stdout: stdout.toString(), stderr: stderr.toString(), status };
}

describe.each(SHELLS)("the launcher in %s", (_, shell) => {
  it("runs the Node of PATH and answers, from any folder, with an odd path", () => {
    const seen = launch(copyOfApp(), { PATH: dirname(NODE) }, shell);
    expect(seen).toMatchObject({ stderr: "", status: 0 });
    expect(replies(Buffer.from(seen.stdout))[0]!.metadata).toContain('"type":"stateful"');
  });

  it.each([
    ["an empty PATH", { PATH: "" }],
    ["a PATH without a Node", { PATH: "/nonexistent:/etc" }],
    [
      "settings that point nowhere",
      { PATH: "", PORTRISK_NODE: "/nonexistent/node", SPLUNK_HOME: "/nonexistent" },
    ],
    ["a folder in the place of Node", { PATH: "", PORTRISK_NODE: "/etc" }],
  ])("answers in the protocol with %s", (_, environment) => {
    const seen = launch(copyOfApp(), environment as NodeJS.ProcessEnv, shell);
    expect(seen).toMatchObject({ stderr: "", status: 0 });
    const [reply, ...others] = replies(Buffer.from(seen.stdout));
    expect(others).toEqual([]);
    const { inspector, finished, error } = JSON.parse(reply!.metadata);
    expect(Object.keys(JSON.parse(reply!.metadata))).toEqual(["inspector", "finished", "error"]);
    expect(inspector.messages).toEqual([["ERROR", error]]);
    expect(finished).toBe(true);
    expect(error).toMatch(
      /^portrisk needs Node.js 8.17 or newer, and none was found .* Install Node.js on this host, or set PORTRISK_NODE/,
    );
  });

  it("says nothing when nothing is asked", () => {
    expect(launch(copyOfApp(), { PATH: "" }, shell, Buffer.alloc(0))).toEqual({
      stdout: "",
      stderr: "",
      status: 0,
    });
  });

  it("says so when the only Node is too old", () => {
    const folder = copyOfApp();
    oldNode(join(scratch, "old", "node"), "v8.16.2");
    const seen = launch(folder, { PATH: join(scratch, "old") }, shell);
    expect(JSON.parse(replies(Buffer.from(seen.stdout))[0]!.metadata).error).toContain(
      "One of version 8.16 was found, but 8.17 or newer is needed.",
    );
    expect(seen).toMatchObject({ stderr: "", status: 0 });
  });

  it.each(["8.16.99", "0.12.18"])(
    "passes over Node %s, whatever it says in the place of the command",
    (version) => {
      const folder = copyOfApp();
      const node = join(scratch, `v${version}`, "node");
      fakeNode(node, `echo v${version}`, "echo chunked; cat; exit 0");
      const behind = join(scratch, "behind old", "node");
      goodNode(behind);
      const { stdout, stderr } = launch(folder, { PATH: `${dirname(node)}:${dirname(behind)}` }, shell);
      expect([stdout.split("|")[0], stderr]).toEqual([behind, ""]);
    },
  );

  it.each([
    ["that was killed", "kill -9 $$", 137],
    ["that had no memory", "kill -6 $$", 134],
    ["that ends as no command does", "exit 0", 0],
  ])("does not start another in the place of a good one %s", (_, run, expected) => {
    const folder = copyOfApp();
    const node = join(scratch, `dies ${expected}`, "node");
    fakeNode(node, "echo v8.17.0", run);
    const behind = join(scratch, "behind dead", "node");
    goodNode(behind);
    const seen = launch(folder, { PATH: `${dirname(node)}:${dirname(behind)}` }, shell);
    expect(seen).toEqual({ stdout: "", stderr: "", status: expected });
  });

  it("takes the first that will do: the setting, the shipped one, Splunk's, then PATH", () => {
    const folder = copyOfApp();
    const explicit = join(scratch, "explicit", "node");
    const shipped = join(folder, "bin/runtime/linux_x86_64/node");
    const splunks = join(scratch, "splunk home", "bin", "node");
    const onPath = join(scratch, "on path", "node");
    for (const node of [explicit, shipped, splunks, onPath]) goodNode(node);
    const environment = {
      PORTRISK_NODE: explicit,
      SPLUNK_HOME: join(scratch, "splunk home"),
      PATH: `/nonexistent::${dirname(onPath)}`,
    };
    for (const node of [explicit, shipped, splunks, onPath]) {
      expect(launch(folder, environment, shell).stdout.split("|").slice(0, 6)).toEqual([
        node,
        "--max-semi-space-size=1",
        join(folder, "bin", "portrisk.js"),
        "5",
        "4",
        "42",
      ]);
      rmSync(node);
    }
  });

  it.each([
    ["fails", "exit 1"],
    ["crashes", "kill -9 $$"],
    ["prints nonsense", "echo hello"],
    ["prints nothing", "true"],
    ["prints a number beyond numbers", "echo v99999999999999999999.1.0"],
    ["complains", "echo broken >&2; exit 127"],
  ])("passes over a Node that %s", (_, behaviour) => {
    const folder = copyOfApp();
    const shipped = join(folder, "bin/runtime/linux_x86_64/node");
    const good = join(scratch, "good", "node");
    fakeNode(shipped, behaviour);
    goodNode(good, "v20.0.0");
    const seen = launch(folder, { PATH: dirname(good) }, shell);
    expect(seen.stdout.startsWith(`${good}|`)).toBe(true);
    expect(seen.stderr).toBe("");
  });

  it("passes over a program for another machine, and one that may not be executed", () => {
    const folder = copyOfApp();
    const foreign = join(folder, "bin/runtime/linux_arm64/node");
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, Buffer.from("7f454c4602010100000000000000000002003e00", "hex"), { mode: 0o755 });
    const plain = join(folder, "bin/runtime/linux_x86_64/node");
    mkdirSync(dirname(plain), { recursive: true });
    writeFileSync(plain, `#!/bin/sh\n${RUNS}\n`, { mode: 0o644 });
    const good = join(scratch, "good too", "node");
    goodNode(good, "v20.0.0");
    const seen = launch(folder, { PATH: dirname(good) }, shell);
    expect(seen.stdout.startsWith(`${good}|`)).toBe(true);
    expect(seen.stderr).toBe("");
  });

  it.each([
    ["Linux", "x86_64", "linux_x86_64"],
    ["Linux", "amd64", "linux_x86_64"],
    ["Linux", "aarch64", "linux_arm64"],
    ["Linux", "arm64", "linux_arm64"],
  ])(
    "takes the shipped Node of this machine, and does not try the other: %s %s",
    (system, machine, wanted) => {
      const folder = copyOfApp();
      const bin = join(scratch, `uname ${machine}`);
      mkdirSync(bin, { recursive: true });
      const uname = `case $1 in -s) echo ${system} ;; -m) echo ${machine} ;; esac`;
      writeFileSync(join(bin, "uname"), `#!/bin/sh\n${uname}\n`, { mode: 0o755 });
      for (const runtime of ["linux_x86_64", "linux_arm64"])
        fakeNode(join(folder, "bin/runtime", runtime, "node"), "echo v24.0.0", `: > "$0.tried"; ${RUNS}`);
      const seen = launch(folder, { PATH: bin }, shell);
      expect(seen.stdout.split("|")[0]).toBe(join(folder, "bin/runtime", wanted, "node"));
      const tried = ["linux_x86_64", "linux_arm64"].filter((runtime) =>
        existsSync(join(folder, "bin/runtime", runtime, "node.tried")),
      );
      expect(tried).toEqual([wanted]);
    },
  );

  it("tries every shipped Node where the machine is unknown, and falls through to PATH", () => {
    const folder = copyOfApp();
    fakeNode(join(folder, "bin/runtime/linux_arm64/node"), "exit 1");
    goodNode(join(folder, "bin/runtime/linux_x86_64/node"), "v24.0.0");
    const onPath = join(scratch, "behind", "node");
    goodNode(onPath, "v20.0.0");
    writeFileSync(join(dirname(onPath), "uname"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const first = () => launch(folder, { PATH: dirname(onPath) }, shell).stdout.split("|")[0];
    expect(first()).toBe(join(folder, "bin/runtime/linux_x86_64/node"));
    fakeNode(join(folder, "bin/runtime/linux_x86_64/node"), "exit 1");
    expect(first()).toBe(onPath);
  });

  it("clears the settings that would change or break what runs", () => {
    const node = join(scratch, "clean", "node");
    goodNode(node, "v20.0.0");
    const environment = {
      PATH: dirname(node),
      LD_LIBRARY_PATH: "/opt/splunk/lib",
      NODE_OPTIONS: "--bad",
      NODE_PATH: "/x",
      NODE_EXTRA_CA_CERTS: "/x",
      NODE_DEBUG: "fs",
      NODE_V8_COVERAGE: "/x",
    };
    expect(launch(copyOfApp(), environment, shell).stdout.split("|").slice(6, 12)).toEqual(
      Array(6).fill("unset"),
    );
  });

  it("gives Splunk's own Node Splunk's libraries back when it does not run without", () => {
    const node = join(scratch, "needy", "bin", "node");
    fakeNode(node, "exit 127", `[ "\${LD_LIBRARY_PATH-}" = /opt/splunk/lib ] || exit 127; ${RUNS}`);
    const environment = { PATH: "", SPLUNK_HOME: join(scratch, "needy"), LD_LIBRARY_PATH: "/opt/splunk/lib" };
    expect(launch(copyOfApp(), environment, shell).stdout.split("|").slice(6, 7)).toEqual([
      "/opt/splunk/lib",
    ]);
  });
});

describe("the launcher", () => {
  it("takes folders of PATH as they are written: no pattern in them is expanded", () => {
    goodNode(join(scratch, "pattern", "inner", "node"), "v20.0.0");
    const seen = launch(app, { PATH: join(scratch, "pattern", "*") });
    expect(seen.stdout).toContain("none was found");
  });

  it("does not run a folder that is called node", () => {
    mkdirSync(join(scratch, "folders", "node"), { recursive: true });
    const seen = launch(app, { PATH: join(scratch, "folders") });
    expect([seen.stdout.includes("none was found"), seen.stderr]).toEqual([true, ""]);
  });

  it("works from a folder whose name begins with a dash, started by a relative path", () => {
    cpSync(app, join(scratch, "-app"), { recursive: true });
    const environment = { PATH: dirname(NODE) };
    const { stdout, stderr } = spawnSync("/bin/sh", ["--", "-app/bin/portrisk"], {
      cwd: scratch,
      env: environment,
      input: GETINFO,
    });
    expect([stderr.toString(), stdout.toString().includes("stateful")]).toEqual(["", true]);
  });

  it("says so when portrisk.js is not beside it, be it missing or the launcher a link", () => {
    const folder = copyOfApp("not whole");
    rmSync(join(folder, "bin", "portrisk.js"));
    symlinkSync(join(app, "bin", "portrisk"), join(scratch, "link"));
    for (const launcher of [join(folder, "bin", "portrisk"), join(scratch, "link")]) {
      const { stdout, stderr, status } = spawnSync(launcher, { input: GETINFO });
      expect([stderr.toString(), status]).toEqual(["", 0]);
      expect(JSON.parse(replies(stdout)[0]!.metadata).error).toMatch(/^the app is not installed whole/);
    }
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "ends the command when it is told to: %s",
    async (signal) => {
      const child = spawn(join(app, "bin", "portrisk"));
      child.stdin.write(GETINFO);
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const [node] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ");
      expect(readlinkSync(`/proc/${node}/exe`)).toBe(NODE);
      // Its input stays open: nothing but the signal tells it to end.
      const ended = new Promise((resolve) => child.on("close", (code, by) => resolve([code, by])));
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
      expect(existsSync(`/proc/${node}/exe`)).toBe(false);
    },
  );

  it("leaves a command that nobody feeds any more to end by itself, should it be killed", async () => {
    const child = spawn(join(app, "bin", "portrisk"));
    child.stdin.write(GETINFO);
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.kill("SIGKILL");
    child.stdin.end();
    // The pipes close when the command has ended, too.
    await ended;
  });

  it("uses shell builtins alone: with nothing but Node to be found it still works", () => {
    const bin = join(scratch, "only node");
    mkdirSync(bin);
    symlinkSync(NODE, join(bin, "node"));
    const seen = launch(app, { PATH: bin });
    expect(seen).toMatchObject({ stderr: "", status: 0 });
    expect(seen.stdout).toContain("stateful");
  });

  it("is plain ASCII without carriage returns, since a stray byte would be fatal", () => {
    expect(readFileSync(join(app, "bin", "portrisk"), "latin1")).toMatch(/^#!\/bin\/sh\n[\n\x20-\x7e]*$/);
  });

  it("works in a read-only copy without HOME", () => {
    const folder = copyOfApp("read only");
    spawnSync("chmod", ["-R", "a-w", folder]);
    const seen = launch(folder, { PATH: dirname(NODE) });
    spawnSync("chmod", ["-R", "u+w", folder]);
    expect(seen.stdout).toContain("stateful");
  });
});
