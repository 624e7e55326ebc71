/** What the launcher is started with: environment, limits, closed streams, odd paths. It never ends without a word. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { NODE_ENVIRONMENT } from "../../src/package/index.ts";
import { GETINFO, request } from "../support/frames.ts";
import {
  describeInEachShell,
  errorIn,
  fakeNode,
  goodNode,
  launch,
  scratchFolder,
  start,
} from "../support/launcher.ts";
import { NODE } from "../support/node.ts";

const EVENTS = request(
  { action: "execute", finished: true },
  `src,dest,dest_port,transport\n${"10.0.0.1,8.8.8.8,4444,tcp\n".repeat(1000)}`,
);
const app = inject("app");
const launcher = join(app, "bin", "portrisk");
const scratch = scratchFolder();
const quiet = { stderr: "", status: 0, signal: null };

/** A file that OpenSSL cannot read as its configuration. */
const brokenConfiguration = join(scratch, "openssl.cnf");
writeFileSync(brokenConfiguration, "openssl_conf = [\n[x\n");
/** Values with which some Node.js from 8 to 26 does not start, or prints something, or does something else. */
const HOSTILE: Record<string, string> = {
  LD_LIBRARY_PATH: "/opt/splunk/lib",
  NODE_CHANNEL_FD: "abc",
  NODE_COMPILE_CACHE: join(scratch, "cache"),
  NODE_DEBUG: "fs,module",
  NODE_DEBUG_NATIVE: "nonsense",
  NODE_EXTRA_CA_CERTS: "/nonexistent",
  NODE_ICU_DATA: "/nonexistent",
  NODE_OPTIONS: "--nonsense",
  NODE_TLS_REJECT_UNAUTHORIZED: "0",
  NODE_V8_COVERAGE: join(scratch, "coverage"),
  OPENSSL_CONF: brokenConfiguration,
  SSL_CERT_FILE: "/nonexistent",
};

/** In the manual, but without an effect on a program that uses no terminal and no network: proxies need NODE_USE_ENV_PROXY. */
const HARMLESS = new Set([
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "NO_COLOR",
  "FORCE_COLOR",
  "NODE_DISABLE_COLORS",
]);

describeInEachShell("the environment of the launcher", (shell) => {
  it("reaches Node without any variable that changes how it starts", () => {
    const node = join(scratch, "clean", "node");
    fakeNode(node, "export -p >&2; echo v20.0.0", "export -p");
    const names = [...NODE_ENVIRONMENT, "LD_LIBRARY_PATH"];
    const environment = Object.fromEntries(names.map((name) => [name, "x"]));
    const { stdout } = launch(app, { ...environment, PATH: dirname(node), KEPT: "1" }, shell);
    const seen = [...stdout.matchAll(/^(?:export|declare -x) (\w+)/gm)].map(([, name]) => name!);
    expect(seen).toContain("KEPT");
    // A configuration that does not exist, so that OpenSSL reads no other.
    expect(new Set(seen.filter((name) => names.includes(name)))).toEqual(new Set(["OPENSSL_CONF"]));
    const configuration = /OPENSSL_CONF=["']?([^"'\n]+)/.exec(stdout)![1]!;
    expect([configuration, existsSync(configuration)]).toEqual([join(app, "bin", "openssl.cnf"), false]);
  });

  it("lets Node start where the system's openssl.cnf is broken", (test) => {
    if (spawnSync("/usr/bin/unshare", ["-rm", "/bin/true"]).status !== 0)
      test.skip("unshare may not make a mount namespace here");
    if (!existsSync("/etc/ssl/openssl.cnf")) test.skip("/etc/ssl/openssl.cnf is missing");
    const script =
      'set -e; mount --bind "$BROKEN" /etc/ssl/openssl.cnf; PATH=$NODE_PATH_ONLY; export PATH; exec "$@"';
    const seen = start(["/usr/bin/unshare", "-rm", "/bin/sh", "-c", script, "sh", ...shell, launcher], {
      PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
      BROKEN: brokenConfiguration,
      NODE_PATH_ONLY: dirname(NODE),
    });
    expect(seen).toMatchObject({ ...quiet, stdout: expect.stringContaining("stateful") });
  });

  it.each(Object.entries(HOSTILE))("does not keep Node from starting by %s=%s", (name, value) => {
    const seen = launch(app, { PATH: dirname(NODE), [name]: value }, shell);
    expect(seen).toMatchObject(quiet);
    expect(seen.stdout).toContain("stateful");
    expect(existsSync(value) && value !== brokenConfiguration).toBe(false);
  });

  // As found out with each version: less, and some crash without a word or wait for ever.
  it.each([
    ["v", 2_097_152, "address space in kB (ulimit -v)"],
    ["d", 1_048_576, "data size in kB (ulimit -d)"],
    ["n", 32, "the number of open files (ulimit -n)"],
  ])("may limit ulimit -%s to %i and no less", (letter, minimum, what) => {
    const limited = (value: number) =>
      start(
        ["/bin/sh", "-c", `ulimit -${letter} ${value} && exec "$@"`, "sh", ...shell, launcher],
        { PATH: dirname(NODE) },
        { input: Buffer.concat([GETINFO, EVENTS]) },
      );
    const enough = limited(minimum);
    expect(enough).toMatchObject(quiet);
    expect(enough.stdout).toContain(",medium,shell_listener,");
    for (const value of [minimum - 1, Math.floor(minimum / 2), Math.max(14, Math.floor(minimum / 50))]) {
      const seen = limited(value);
      expect(seen).toMatchObject(quiet);
      expect(errorIn(seen)).toBe(
        `portrisk cannot start: ${what} is limited to ${value}, and Node.js needs ${minimum}. Raise this limit for the user or service that runs Splunk, and restart Splunk.`,
      );
    }
  });

  it.each([
    ["input", "<&-"],
    ["output", ">&-"],
  ])("with a closed standard %s is an error on stderr", (stream, redirection) => {
    for (const path of [dirname(NODE), ""]) {
      const seen = start(["/bin/sh", "-c", `exec "$@" ${redirection}`, "sh", ...shell, launcher], {
        PATH: path,
      });
      expect(seen).toMatchObject({ stdout: "", status: 1 });
      expect(seen.stderr).toMatch(new RegExp(`^portrisk: standard ${stream} is closed\\. .*\n$`));
    }
  });

  it("may have a closed stderr", () => {
    const closed = ["/bin/sh", "-c", 'exec "$@" 2>&-', "sh", ...shell, launcher];
    expect(start(closed, { PATH: dirname(NODE) })).toMatchObject({
      stdout: expect.stringContaining("stateful"),
    });
    expect(errorIn(start(closed, { PATH: "" }))).toContain("none was found");
  });

  it("may have an unwritable or no /dev/null", (test) => {
    // A mount namespace of our own, so that the machine's /dev/null stays as it is.
    const within = (script: string) => [
      "/usr/bin/unshare",
      "-rm",
      "/bin/sh",
      "-c",
      script,
      "sh",
      ...shell,
      launcher,
    ];
    if (spawnSync("/usr/bin/unshare", ["-rm", "/bin/true"]).status !== 0)
      test.skip("unshare may not make a mount namespace here");
    const file = join(scratch, "null");
    writeFileSync(file, "");
    const folder = join(scratch, "dev");
    mkdirSync(folder, { recursive: true });
    for (const hide of [
      'mount --bind "$NULL" /dev/null && mount -o remount,ro,bind /dev/null',
      // A /dev with random numbers alone: Node.js 8 waits for them at its start.
      'mount -t tmpfs none "$DEV"; : >"$DEV/urandom"; mount --bind /dev/urandom "$DEV/urandom"; mount --rbind "$DEV" /dev',
    ]) {
      const run = (path: string) =>
        start(within(`set -e; { ${hide}; }; PATH=$NODE_PATH_ONLY; export PATH; exec "$@"`), {
          PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
          NULL: file,
          DEV: folder,
          NODE_PATH_ONLY: path,
        });
      expect(run(dirname(NODE))).toMatchObject({ ...quiet, stdout: expect.stringContaining("stateful") });
      expect(errorIn(run("/nonexistent"))).toContain("none was found");
    }
  });

  it("may have a path in invalid UTF-8: that is an error in the protocol", () => {
    // Node.js cannot name such a file, so a shell does everything.
    const run = (name: string) =>
      start(
        [
          "/bin/sh",
          "-c",
          'folder=$(printf "$0"); mkdir -p "$folder" && cp -R "$APP/." "$folder" && exec "$@" "$folder/bin/portrisk"',
          join(scratch, name),
          ...shell,
        ],
        { PATH: `/usr/bin:/bin`, APP: app, PORTRISK_NODE: NODE },
      );
    for (const name of ["\\377", "a\\303", "\\355\\240\\200"]) {
      const seen = run(name);
      expect(seen).toMatchObject(quiet);
      expect(errorIn(seen)).toMatch(
        /^portrisk cannot start: the path of the app has characters that are not valid UTF-8\./,
      );
    }
    expect(run("valid \\303\\274 \\360\\237\\230\\200")).toMatchObject({
      ...quiet,
      stdout: expect.stringContaining("stateful"),
    });
  });
});

describe("the variables that the launcher unsets", () => {
  it("are all that the manual of this Node documents", (test) => {
    const manual = join(dirname(NODE), "../share/man/man1/node.1");
    if (!existsSync(manual)) test.skip(`${manual} is missing: npm run test:matrix has it for each version`);
    const section = /^\.Sh ENVIRONMENT(?: VARIABLES)?\n([\s\S]*?)(?=^\.Sh )/im.exec(
      readFileSync(manual, "latin1"),
    )![1]!;
    const documented = [...section.replaceAll("\\", "").matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)]
      .map(([name]) => name)
      .filter((name) => !HARMLESS.has(name) && !name.includes("_REPL_"));
    expect(documented).toContain("NODE_EXTRA_CA_CERTS");
    for (const name of new Set(documented)) expect(NODE_ENVIRONMENT).toContain(name);
  });

  it("are the same in the launcher for Windows", () => {
    const template = readFileSync(join(inject("root"), "profiles/windows/bin/portrisk.cmd"), "utf8");
    expect(template).toContain("\n@UNSET_NODE_ENVIRONMENT@\n");
  });
});

describe("the launcher for UNIX", () => {
  it("needs no /dev/null", () => {
    const code = readFileSync(launcher, "utf8").replace(/^\s*#.*$/gm, "");
    expect(code).not.toContain("/dev/");
  });

  it("passes no open file but the three standard ones to Node", () => {
    const node = join(scratch, "descriptors", "node");
    mkdirSync(dirname(node), { recursive: true });
    goodNode(node);
    fakeNode(
      node,
      "echo v20.0.0",
      "for f in 3 4 5 6 7 8 9; do { true <&$f; } 2>&- && echo $f; done; echo done",
    );
    expect(launch(app, { PATH: dirname(node) }).stdout).toBe("done\n");
    expect(
      execFileSync("/bin/sh", ["-c", "exec 6<&0; { true <&6; } 2>&- && echo open"], { encoding: "utf8" }),
    ).toBe("open\n");
  });
});
