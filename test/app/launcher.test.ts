/** The shell script that finds a Node.js and becomes it: which candidate it takes, and what it answers when there is none. */
import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { minimumNode } from "../../src/package/index.ts";
import { GETINFO, replies } from "../support/frames.ts";
import {
  copyOfApp,
  describeInEachShell,
  errorIn,
  fakeNode,
  goodNode,
  launch,
  scratchFolder,
  start,
} from "../support/launcher.ts";
import { NODE } from "../support/node.ts";

const app = inject("app");
const scratch = scratchFolder();
const quiet = { stderr: "", status: 0, signal: null };

describeInEachShell("the launcher", (shell) => {
  it("runs the Node of PATH and answers, from any folder, with an unusual path", () => {
    const seen = launch(copyOfApp(scratch), { PATH: dirname(NODE) }, shell);
    expect(seen).toMatchObject(quiet);
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
  ])("answers in the protocol with %s", (_, environment: NodeJS.ProcessEnv) => {
    const seen = launch(copyOfApp(scratch), environment, shell);
    expect(seen).toMatchObject(quiet);
    expect(errorIn(seen)).toMatch(
      /^portrisk needs Node.js 8.17 or newer, and none was found .* Install Node.js on this host, or set PORTRISK_NODE/,
    );
    expect(errorIn(seen).includes("PORTRISK_NODE is not the full path of a program.")).toBe(
      environment.PORTRISK_NODE !== undefined,
    );
  });

  it("writes nothing when there is no request", () => {
    expect(launch(copyOfApp(scratch), { PATH: "" }, shell, Buffer.alloc(0))).toEqual({
      stdout: "",
      ...quiet,
    });
  });

  it.each(["8.16.99", "0.12.18", "7.17.0"])("rejects Node %s and takes the next", (version) => {
    const old = join(scratch, `v${version}`, "node");
    const next = join(scratch, "behind old", "node");
    fakeNode(old, `echo v${version}`, "echo it was run >&2");
    goodNode(next);
    const seen = launch(copyOfApp(scratch), { PATH: `${dirname(old)}:${dirname(next)}` }, shell);
    expect([seen.stdout.split("|")[0], seen.stderr]).toEqual([next, ""]);
    const alone = launch(copyOfApp(scratch), { PATH: dirname(old) }, shell);
    expect(errorIn(alone)).toContain(`${old} is version ${version.split(".", 2).join(".")}. Install`);
    expect(alone).toMatchObject(quiet);
  });

  it.each(["v8.17.0", "v9.0.0", "v26.10.0", "v100.0.0-nightly"])("accepts Node %s", (version) => {
    const node = join(scratch, "accepted", "node");
    goodNode(node, version);
    expect(launch(app, { PATH: dirname(node) }, shell).stdout.split("|")[0]).toBe(node);
  });

  it.each([
    ["is killed", "kill -9 $$", { status: null, signal: "SIGKILL", stderr: "" }],
    ["has no memory", "echo no memory >&2; kill -6 $$", { signal: "SIGABRT", stderr: "no memory\n" }],
    ["fails", "echo why >&2; exit 3", { status: 3, signal: null, stderr: "why\n" }],
  ])("is the Node that runs: when that %s, splunkd sees it, and no other is started", (_, run, expected) => {
    const node = join(scratch, `dies ${run.length}`, "node");
    const next = join(scratch, "behind dead", "node");
    fakeNode(node, "echo v8.17.0", run);
    goodNode(next);
    const seen = launch(copyOfApp(scratch), { PATH: `${dirname(node)}:${dirname(next)}` }, shell);
    expect(seen).toMatchObject({ stdout: "", ...expected });
  });

  it("takes the first that is suitable: the setting, the shipped one, Splunk's, then PATH", () => {
    const folder = copyOfApp(scratch);
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
    const uname = onlyUname("Linux x86_64");
    for (const node of [explicit, shipped, splunks, onPath]) {
      const seen = launch(folder, { ...environment, PATH: `${environment.PATH}:${uname}` }, shell);
      expect(seen.stdout.split("|").slice(0, 3)).toEqual([
        node,
        "--max-semi-space-size=1",
        join(folder, "bin", "portrisk.js"),
      ]);
      rmSync(node);
    }
  });

  it.each([
    ["fails", "exit 1", ""],
    ["crashes", "kill -9 $$", ""],
    ["prints nonsense", "echo hello", ": hello"],
    ["prints nothing", "true", ""],
    ["prints a number beyond numbers", "echo v99999999999999999999.1.0", ": v99999999999999999999.1.0"],
    ["prints half a version", "echo v20", ": v20"],
    ["complains", "echo libssl.so.3: not found >&2; exit 127", ": libssl.so.3: not found"],
  ])("rejects a Node that %s, and says why if there is no other", (_, behaviour, reason) => {
    const folder = copyOfApp(scratch);
    const broken = join(scratch, "broken", "node");
    const good = join(scratch, "good", "node");
    fakeNode(broken, behaviour);
    goodNode(good);
    const seen = launch(folder, { PATH: `${dirname(broken)}:${dirname(good)}` }, shell);
    expect([seen.stdout.split("|")[0], seen.stderr]).toEqual([good, ""]);
    const alone = launch(folder, { PATH: dirname(broken) }, shell);
    expect(errorIn(alone)).toContain(` PATH. ${broken} does not run${reason}. Install`);
    expect(alone).toMatchObject(quiet);
  });

  it.each([
    ["quotes", 'echo "\\"" >&2'],
    ["control characters", "printf 'a\\033[1mb\\n'"],
    ["letters beyond ASCII", "echo für"],
    ["very much", "printf %01000d 1"],
  ])("keeps its answer valid when a broken Node prints %s", (_, behaviour) => {
    const broken = join(scratch, "broken odd", "node");
    fakeNode(broken, behaviour);
    const seen = launch(app, { PATH: dirname(broken) }, shell);
    expect(errorIn(seen)).toContain(" PATH. One that was found does not run. Install");
    expect(seen).toMatchObject(quiet);
  });

  it("reads the version behind a warning of the program loader", () => {
    const node = join(scratch, "warned", "node");
    fakeNode(
      node,
      "echo 'ld.so: object cannot be preloaded: ignored.' >&2; echo v20.0.0",
      'printf "%s|" "$0"',
    );
    expect(launch(app, { PATH: dirname(node) }, shell).stdout).toBe(`${node}|`);
  });

  it("leaves the request alone: a candidate that reads its input gets another", () => {
    const reader = join(scratch, "reader", "node");
    fakeNode(reader, "while read -r line; do :; done; exit 1");
    const environment = { PATH: `${dirname(reader)}:${dirname(NODE)}` };
    expect(launch(app, environment, shell).stdout).toContain("stateful");
  });

  it("rejects a program for another machine, and one that may not be executed", () => {
    const foreign = join(scratch, "foreign", "node");
    mkdirSync(dirname(foreign), { recursive: true });
    writeFileSync(foreign, Buffer.from("7f454c4602010100000000000000000002003e00", "hex"), { mode: 0o755 });
    const plain = join(scratch, "plain", "node");
    mkdirSync(dirname(plain), { recursive: true });
    writeFileSync(plain, "#!/bin/sh\necho v20.0.0\n", { mode: 0o644 });
    const good = join(scratch, "good too", "node");
    goodNode(good);
    const seen = launch(app, { PATH: [foreign, plain, good].map(dirname).join(":") }, shell);
    expect([seen.stdout.split("|")[0], seen.stderr]).toEqual([good, ""]);
  });

  it.each([
    ["Linux x86_64", "linux_x86_64"],
    ["Linux amd64", "linux_x86_64"],
    ["Linux aarch64", "linux_arm64"],
    ["Linux arm64", "linux_arm64"],
  ])("takes the shipped Node of this machine, and does not try the other: %s", (machine, wanted) => {
    const folder = copyOfApp(scratch);
    for (const runtime of ["linux_x86_64", "linux_arm64"])
      fakeNode(
        join(folder, "bin/runtime", runtime, "node"),
        ': > "$0.tried"; echo v24.0.0',
        'printf "%s|" "$0"',
      );
    const seen = launch(folder, { PATH: onlyUname(machine) }, shell);
    expect(seen.stdout.split("|")[0]).toBe(join(folder, "bin/runtime", wanted, "node"));
    const tried = ["linux_x86_64", "linux_arm64"].filter((runtime) =>
      existsSync(join(folder, "bin/runtime", runtime, "node.tried")),
    );
    expect(tried).toEqual([wanted]);
  });

  it("tries every shipped Node where the machine is unknown, and then PATH", () => {
    const folder = copyOfApp(scratch);
    fakeNode(join(folder, "bin/runtime/linux_arm64/node"), "exit 1");
    goodNode(join(folder, "bin/runtime/linux_x86_64/node"), "v24.0.0");
    const onPath = join(scratch, "behind", "node");
    goodNode(onPath);
    const first = () => launch(folder, { PATH: dirname(onPath) }, shell).stdout.split("|")[0];
    expect(first()).toBe(join(folder, "bin/runtime/linux_x86_64/node"));
    fakeNode(join(folder, "bin/runtime/linux_x86_64/node"), "exit 1");
    expect(first()).toBe(onPath);
  });

  it("gives Splunk's own Node Splunk's libraries when it does not run without", () => {
    const node = join(scratch, "needy", "bin", "node");
    fakeNode(
      node,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a shell's placeholder
      '[ "${LD_LIBRARY_PATH-}" = /opt/splunk/lib ] || exit 127; echo v8.17.0',
      'printf "%s" "$LD_LIBRARY_PATH"',
    );
    const environment = { PATH: "", SPLUNK_HOME: join(scratch, "needy"), LD_LIBRARY_PATH: "/opt/splunk/lib" };
    expect(launch(copyOfApp(scratch), environment, shell).stdout).toBe("/opt/splunk/lib");
    const other = join(scratch, "other", "node");
    goodNode(other);
    const seen = launch(app, { ...environment, SPLUNK_HOME: "/nonexistent", PATH: dirname(other) }, shell);
    expect(seen.stdout.split("|").at(-2)).toBe("unset");
  });

  it.each([
    ["-app/bin/portrisk", ""],
    ["bin/portrisk", "-app"],
    ["./portrisk", "-app/bin"],
    ["portrisk", "-app/bin"],
    ["-app/bin/../bin/portrisk", ""],
  ])("works when it is started by a relative path, %s in the folder %j", (path, folder) => {
    const parent = join(scratch, "relative");
    cpSync(app, join(parent, "-app"), { recursive: true });
    const command = [...shell, "--", path];
    const seen = start(command, { PATH: dirname(NODE) }, { cwd: join(parent, folder) });
    expect(seen).toMatchObject(quiet);
    expect(seen.stdout).toContain("stateful");
  });

  it("works in a folder and by a name that begin with a dash", () => {
    const folder = copyOfApp(scratch, "-x");
    cpSync(join(folder, "bin/portrisk"), join(folder, "bin/-portrisk"));
    const command = [...shell, "--", "-portrisk"];
    const seen = start(command, { PATH: dirname(NODE) }, { cwd: join(folder, "bin") });
    expect([seen.stderr, seen.stdout.includes("stateful")]).toEqual(["", true]);
  });

  it("runs nothing from the current folder, whatever PATH and PORTRISK_NODE say", () => {
    const folder = join(scratch, "current");
    goodNode(join(folder, "node"));
    goodNode(join(folder, "-sub", "node"));
    for (const environment of [
      { PATH: ".::-sub:./-sub" },
      { PATH: "", PORTRISK_NODE: "./node" },
      { PATH: "", PORTRISK_NODE: "-sub/node" },
    ]) {
      const seen = start([...shell, join(app, "bin/portrisk")], environment, { cwd: folder });
      expect(errorIn(seen)).toContain("none was found");
      expect(seen).toMatchObject(quiet);
    }
  });
});

describe("the launcher", () => {
  it("takes folders of PATH literally: no pattern in them is expanded", () => {
    goodNode(join(scratch, "pattern", "inner", "node"));
    expect(launch(app, { PATH: join(scratch, "pattern", "*") }).stdout).toContain("none was found");
  });

  it("does not run a folder that is called node", () => {
    mkdirSync(join(scratch, "folders", "node"), { recursive: true });
    const seen = launch(app, { PATH: join(scratch, "folders") });
    expect([seen.stdout.includes("none was found"), seen.stderr]).toEqual([true, ""]);
  });

  it("says so when portrisk.js is not beside it, be it missing or the launcher a link", () => {
    const folder = copyOfApp(scratch, "incomplete");
    rmSync(join(folder, "bin", "portrisk.js"));
    symlinkSync(join(app, "bin", "portrisk"), join(scratch, "link"));
    for (const launcher of [join(folder, "bin", "portrisk"), join(scratch, "link")]) {
      const seen = start([launcher], process.env);
      expect(seen).toMatchObject(quiet);
      expect(errorIn(seen)).toMatch(/^the app is not installed completely/);
    }
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"] as const)(
    "has become Node: one process, which %s ends",
    async (signal) => {
      const child = spawn(join(app, "bin", "portrisk"));
      child.stdin.write(GETINFO);
      await new Promise((resolve) => child.stdout.once("data", resolve));
      expect(readlinkSync(`/proc/${child.pid}/exe`)).toBe(NODE);
      expect(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")).toBe("");
      // Its input stays open: nothing but the signal ends it.
      const ended = new Promise((resolve) => child.on("close", (code, by) => resolve([code, by])));
      child.kill(signal);
      expect(await ended).toEqual([null, signal]);
    },
  );

  it("uses shell builtins alone: it works with nothing but Node in PATH", () => {
    const bin = join(scratch, "only node");
    mkdirSync(bin);
    symlinkSync(NODE, join(bin, "node"));
    const seen = launch(app, { PATH: bin });
    expect(seen).toMatchObject(quiet);
    expect(seen.stdout).toContain("stateful");
  });

  it("is plain ASCII without carriage returns, since a stray byte would be fatal", () => {
    expect(readFileSync(join(app, "bin", "portrisk"), "latin1")).toMatch(/^#!\/bin\/sh\n[\n\x20-\x7e]*$/);
  });

  it("has the minimum version from bin/package.json", () => {
    expect(minimumNode(inject("root"))).toBe("8.17");
    expect(readFileSync(join(app, "bin", "portrisk"), "utf8")).toContain("\nminimum=8.17\n");
  });

  it("works in a read-only copy without HOME", () => {
    const folder = copyOfApp(scratch, "read only");
    spawnSync("chmod", ["-R", "a-w", folder]);
    const seen = launch(folder, { PATH: dirname(NODE) });
    spawnSync("chmod", ["-R", "u+w", folder]);
    expect(seen.stdout).toContain("stateful");
  });
});

/** A folder with a program uname that prints this, and nothing else. */
function onlyUname(machine: string): string {
  const bin = join(scratch, `uname ${machine}`);
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "uname"), `#!/bin/sh\n[ "$*" = -sm ] && echo ${machine}\n`, { mode: 0o755 });
  return bin;
}
