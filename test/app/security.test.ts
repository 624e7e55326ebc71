/** What docs/security.md promises of the built command: one file, no network, no program, no text that becomes code. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { GETINFO, request } from "../support/frames.ts";

const scratch = mkdtempSync(join(tmpdir(), "security-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const bundle = readFileSync(join(inject("app"), "bin", "portrisk.js"), "utf8");
const stream = Buffer.concat([
  GETINFO,
  request(
    { action: "execute", finished: true },
    'src,dest,dest_port,x\n1.2.3.4,"$(touch /tmp/x)",4444,/etc/passwd\n',
  ),
]);

describe("the built command", () => {
  it("loads nothing but the file system", () => {
    const required = [...bundle.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name);
    expect(new Set(required)).toEqual(new Set(["'fs'"]));
    const used = [...bundle.matchAll(/\bnode_fs\.([A-Za-z]+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(["readFileSync", "readSync", "writeSync"]));
  });

  it("turns no text into code", () => {
    expect(bundle).not.toMatch(
      /\beval\b|\bFunction\s*\(|\bimport\s*\(|process\.(?!exit)|child_process|globalThis/,
    );
  });

  it("opens one file, in the app, and no connection, as the kernel sees it", () => {
    if (!existsSync("/usr/bin/strace")) {
      // Everywhere but on a build server; there .ci/run installs it.
      expect(process.env.CI).not.toBe("true");
      return;
    }
    const log = join(scratch, "strace");
    const program = join(inject("app"), "bin", "portrisk.js");
    const { stdout } = spawnSync(
      "strace",
      ["-f", "-o", log, "-e", "trace=openat,open,connect,socket,execve", process.execPath, program],
      { input: stream, env: { PATH: "/usr/bin:/bin" } },
    );
    expect(stdout.toString("latin1")).toContain(",65,high,shell_listener,");
    const calls = readFileSync(log, "utf8").split("\n");
    // Node itself: its libraries, the kernel's files, and its own start.
    const opened = calls
      .map((line) => /open(?:at)?\(.*?"([^"]+)".*= \d+$/.exec(line)?.[1])
      .filter((path): path is string => path !== undefined)
      .filter((path) => !/^\/(?:proc|sys|dev|lib|lib64|usr|etc\/ld|etc\/ssl\/openssl\.cnf)\b/.test(path))
      .filter((path) => !/\/libnode|\.so(?:\.\d+)*$/.test(path));
    const inApp = opened.map((path) => path.replace(/^.*\/suspicious_ports\//, "").replace("bin/../", ""));
    expect(inApp.filter((path) => !["bin/portrisk.js", "bin/package.json"].includes(path))).toEqual([
      "lookups/portrisk_ports.csv",
    ]);
    expect(calls.filter((line) => /\b(?:connect|socket)\(/.test(line))).toEqual([]);
    expect(calls.filter((line) => /\bexecve\(/.test(line))).toHaveLength(1);
  });

  it("ships no package of others", () => {
    const root = inject("root");
    const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      dependencies?: object;
    };
    expect(dependencies).toBeUndefined();
    expect(execFileSync("find", [inject("app"), "-name", "node_modules"], { encoding: "utf8" })).toBe("");
  });
});
