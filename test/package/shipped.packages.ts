/**
 * The packages as they ship: the portable one compiled anew in another folder, and those with the real Node.js, which is fetched. Both
 * take long, so this is the suite `npm run test:packages`; profiles.packages.ts has stand-ins.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { build } from "../../src/package/index.ts";
import { GETINFO, replies, request } from "../support/frames.ts";
import { copyOfRepository } from "../support/repository.ts";

const scratch = mkdtempSync(join(tmpdir(), "shipped-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const stream = Buffer.concat([
  GETINFO,
  request({ action: "execute", finished: true }, "src,dest,dest_port,transport\n10.0.0.1,8.8.8.8,4444,tcp\n"),
]);

describe("the portable package", () => {
  it("is the same, byte for byte, when it is built again elsewhere", async () => {
    const copy = copyOfRepository(inject("root"), scratch);
    const { spl } = await build(copy, join(copy, "dist"));
    expect(readFileSync(spl).equals(readFileSync(inject("spl")))).toBe(true);
    // Compiled from its sources: a cache could bring something else in.
    expect(readdirSync(join(copy, "node_modules"))).not.toContain(".cache");
  });
});

describe("the cloud package", () => {
  it("is the same, byte for byte, when it is built twice", { timeout: 300_000 }, async () => {
    const target = { profile: "cloud", splunkbase: false } as const;
    const first = await build(inject("root"), join(scratch, "one"), target);
    const second = await build(inject("root"), join(scratch, "two"), target);
    for (const part of ["spl", "bom"] as const)
      expect(readFileSync(first[part]).equals(readFileSync(second[part]))).toBe(true);
    expect(readFileSync(first.spl).length).toBeLessThan(100_000_000);
  });

  it("answers in a root folder that has a shell and the C library, and no Node.js", () => {
    const chroot = join(scratch, "root");
    const app = join(scratch, "one", "cloud", "suspicious_ports");
    cpSync(app, join(chroot, "opt", "suspicious_ports"), { recursive: true });
    const node = join(app, "bin/runtime/linux_x86_64/node");
    for (const program of ["/bin/sh", "/usr/bin/uname", node]) {
      const libraries = execFileSync("ldd", [program], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
      for (const file of program === node ? libraries : [program, ...libraries]) {
        if (!existsSync(file) || file.startsWith(scratch)) continue;
        mkdirSync(join(chroot, dirname(file)), { recursive: true });
        cpSync(file, join(chroot, file), { dereference: true });
      }
    }
    // The shell redirects to it. A file will do: making a device needs more rights than some builders have.
    mkdirSync(join(chroot, "dev"));
    writeFileSync(join(chroot, "dev", "null"), "");
    // What the app answers with the Node.js of this machine: the same bytes.
    const outside = spawnSync(join(inject("app"), "bin/portrisk"), { input: stream }).stdout;
    for (const PATH of ["/usr/bin:/bin", ""]) {
      const launcher = [chroot, "/opt/suspicious_ports/bin/portrisk", "__EXECUTE__"];
      const { stdout, stderr, status } = spawnSync("/usr/sbin/chroot", launcher, {
        input: stream,
        env: { PATH },
      });
      expect([stderr.toString(), status]).toEqual(["", 0]);
      const [getinfo, answer] = replies(stdout);
      expect(getinfo!.metadata).toContain('"type":"stateful"');
      expect(answer!.body.toString()).toMatch(/,4444,tcp,\d+,medium,shell_listener,/);
      expect(stdout.equals(outside)).toBe(true);
    }
  });
});
