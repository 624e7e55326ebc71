/** The commands as processes of their own: what they print, to which stream, with which exit code, and how a password is typed. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { PASSWORD, serverArguments, startSplunkd } from "../support/splunkd/sample.ts";
import type { Splunkd } from "../support/splunkd/server.ts";

const root = inject("root");
const folder = mkdtempSync(join(tmpdir(), "smoke-program-"));
let splunkd: Splunkd;
let server: readonly string[];
beforeAll(async () => {
  splunkd = await startSplunkd();
  server = await serverArguments(splunkd, folder);
});
afterAll(async () => {
  await splunkd.stop();
  rmSync(folder, { recursive: true });
});

/** @param typed what is typed on the process's terminal; without it there is none */
function run(script: string, args: readonly string[], environment: NodeJS.ProcessEnv, typed?: string) {
  const tsx = [join(root, "node_modules/.bin/tsx"), join(root, "scripts", `${script}.ts`), ...args];
  // script(1) gives the process a terminal, on which everything that is echoed would be seen.
  const line = tsx.map((word) => `'${word}'`).join(" ");
  const [program, words] =
    typed === undefined ? [tsx[0]!, tsx.slice(1)] : ["script", ["-qec", line, "/dev/null"]];
  const { SPLUNK_PASSWORD, SPLUNK_TOKEN, VITEST, ...others } = process.env;
  const child = spawn(program, words, { cwd: root, env: { ...others, ...environment } });
  const written = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    written.out += chunk;
    if (typed !== undefined && written.out.endsWith(": ")) child.stdin.write(`${typed}\n`);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    written.err += chunk;
  });
  return new Promise<{ out: string; err: string; code: number | null }>((resolve) =>
    child.on("close", (code) => resolve({ ...written, code })),
  );
}

it("prints findings on stdout, nothing on stderr, and ends with 0", async () => {
  const { out, err, code } = await run("smoke", server, { SPLUNK_PASSWORD: PASSWORD });
  expect([err, code]).toEqual(["", 0]);
  expect(out).toMatch(/^OK +server .*\n.*, 0 WARNING, 0 FAILED, \d+ SKIPPED\n$/s);
  expect(out).not.toContain(PASSWORD);
});

it("ends with 1 and one line where it cannot log in, with 2 for wrong usage", async () => {
  const failed = await run("smoke", server, { SPLUNK_PASSWORD: "wrong password" });
  expect(failed).toMatchObject({
    out: "",
    code: 1,
    err: expect.stringMatching(/^The server replied 401 to the login: Login failed\. .*\n$/),
  });
  expect(await run("smoke", server, {})).toMatchObject({
    out: "",
    code: 2,
    err: expect.stringMatching(/^error: there is no terminal/),
  });
});

it("asks for the password on a terminal and does not show it", async () => {
  const { out, code } = await run("smoke", [...server, "--check", "server"], {}, PASSWORD);
  expect([out, code]).toEqual([expect.stringMatching(/^Password of admin: .*OK.* server/s), 0]);
  expect(out).not.toContain(PASSWORD);
});

it.each([
  ["Ctrl-C", "\u0003"],
  ["Ctrl-D", "\u0004"],
])("ends with 1 and a line where %s is typed in place of a password", async (_, typed) => {
  const { out, code } = await run("smoke", [...server, "--check", "server"], {}, typed);
  expect([out, code]).toEqual([expect.stringMatching(/Cancelled: no secret was typed\.\s*$/), 1]);
});

it("shows what a deployment would do", async () => {
  const { out, err, code } = await run(
    "deploy",
    ["enterprise", ...server, "--source", "/tmp/x.spl", "--force"],
    { SPLUNK_PASSWORD: PASSWORD },
  );
  expect([err, code]).toEqual(["", 0]);
  expect(out).toMatch(/\nNothing was done\. Add --apply to do it\.\n$/);
});
