/** readApp: default under local, [default] inheritance, metadata exports, and paths that stay inside. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfError, readApp } from "../../src/conf/index.ts";

const root = mkdtempSync(join(tmpdir(), "conf-app-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = join(root, "my_app");
for (const name of ["default", "local", "metadata", "lookups"])
  mkdirSync(join(folder, name), { recursive: true });
const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
write(
  "default/macros.conf",
  "[default]\niseval = 0\n\n[a]\ndefinition = x\nerrormsg = no\n[b]\ndefinition = y\n",
);
write("local/macros.conf", "[a]\ndefinition = z\n[c]\niseval = 1\n");
write(
  "metadata/default.meta",
  "[]\nexport = none\n[macros]\nexport = system\n[macros/b]\nexport = none\n[lookups/my%20list.csv]\nexport = system\n",
);
write("metadata/local.meta", "[macros/b]\nexport = system\n[views]\n");
write("lookups/my list.csv", "a,b\n1,2\n");
writeFileSync(join(root, "secret.csv"), "a\n");
symlinkSync(join(root, "secret.csv"), join(folder, "lookups/link.csv"));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfError) return error.code;
    throw error;
  }
  return "no error";
};

describe("an app", () => {
  const app = readApp(folder);

  test("has the name of its folder and knows its .conf files", () => {
    expect(app.name).toBe("my_app");
    expect(app.confNames()).toEqual(["macros"]);
  });

  test("local overrides default, key by key, and each key keeps its place", () => {
    const macros = app.conf("macros");
    expect(macros.setting("a", "definition")).toEqual({
      key: "definition",
      value: "z",
      file: "local/macros.conf",
      line: 2,
    });
    expect(macros.setting("a", "errormsg")).toMatchObject({
      value: "no",
      file: "default/macros.conf",
      line: 6,
    });
    expect(macros.stanzas.get("a")).toMatchObject({ file: "local/macros.conf", line: 1 });
    expect(macros.stanzas.get("b")).toMatchObject({ file: "default/macros.conf", line: 7 });
  });

  test("[default] gives its values to stanzas that exist", () => {
    const macros = app.conf("macros");
    expect(macros.value("b", "iseval")).toBe("0");
    expect(macros.value("c", "iseval")).toBe("1");
    expect(macros.value("unknown", "iseval")).toBeUndefined();
    expect(macros.value("constructor", "name")).toBeUndefined();
  });

  test("an absent .conf is empty", () => {
    expect(app.conf("transforms").stanzas.size).toBe(0);
  });

  test("exports: the object's own stanza, then its kind, then the app; local over default", () => {
    expect(app.exported("macros", "a")).toBe(true);
    expect(app.exported("macros", "b")).toBe(true);
    expect(app.exported("lookups", "my list.csv")).toBe(true);
    expect(app.exported("lookups", "other.csv")).toBe(false);
    expect(app.exported("views", "x")).toBe(false);
  });

  test("paths stay inside", () => {
    expect(new TextDecoder().decode(app.read("lookups/my list.csv"))).toBe("a,b\n1,2\n");
    expect(codeOf(() => app.read("../secret.csv"))).toBe("outside_app");
    expect(codeOf(() => app.read("lookups/link.csv"))).toBe("outside_app");
    expect(codeOf(() => app.read(join(root, "secret.csv")))).toBe("outside_app");
    expect(codeOf(() => app.read("lookups/none.csv"))).toBe("unreadable");
    expect(codeOf(() => app.read("lookups"))).toBe("unreadable");
    expect(codeOf(() => app.conf("../default/macros"))).toBe("outside_app");
    expect(app.has("../secret.csv")).toBe(false);
  });

  test.skipIf(process.platform === "win32")("only regular files of a limited size are read", () => {
    for (const name of ["lookups/fifo.csv", "default/fifo.conf"])
      execFileSync("mkfifo", [join(folder, name)]);
    symlinkSync("/dev/zero", join(folder, "lookups/zero.csv"));
    write("lookups/large.csv", "");
    truncateSync(join(folder, "lookups/large.csv"), 256 * 1024 * 1024 + 1);
    const rejected = (action: () => unknown, file: string, why: string) =>
      expect(action).toThrow(new ConfError("unreadable", file, 0, `The file cannot be read: ${why}.`));
    rejected(() => app.read("lookups/fifo.csv"), "lookups/fifo.csv", "it is not a regular file");
    rejected(() => app.conf("fifo"), "default/fifo.conf", "it is not a regular file");
    rejected(() => app.read("lookups"), "lookups", "it is not a regular file");
    rejected(() => app.read("lookups/large.csv"), "lookups/large.csv", "it is larger than 256 MB");
    expect(codeOf(() => app.read("lookups/zero.csv"))).toBe("outside_app");
    rmSync(join(folder, "lookups/zero.csv"));
    rmSync(join(folder, "lookups/link.csv"));
    expect(app.lookupFiles()).toEqual(["large.csv", "my list.csv"]);
  });

  test("a folder that is not an app is rejected", () => {
    expect(codeOf(() => readApp(join(root, "none")))).toBe("unreadable");
    expect(codeOf(() => readApp(root))).toBe("unreadable");
    expect(codeOf(() => readApp(join(root, "secret.csv")))).toBe("unreadable");
  });
});
