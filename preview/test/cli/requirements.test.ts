import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../../src/browser/index.ts";
import { assertChromium, assertInstalled } from "../../src/cli/requirements.ts";

const folder = mkdtempSync(join(tmpdir(), "requirements-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, content: unknown): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(content));
}

describe("what the preview needs", () => {
  it("names the command that installs missing packages, and those of another version", () => {
    write("package.json", { devDependencies: { react: "18.3.1" } });
    const remedy = /^1 packages of preview\/ are missing .* \(react\): run {2}npm ci --prefix preview$/;
    expect(() => assertInstalled(folder)).toThrow(remedy);
    write("node_modules/react/package.json", { version: "19.0.0" });
    expect(() => assertInstalled(folder)).toThrow(remedy);
    write("node_modules/react/package.json", { version: "18.3.1" });
    expect(() => assertInstalled(folder)).not.toThrow();
  });

  it("finds Chromium in PATH or by CHROMIUM, and says how to get it", () => {
    writeFileSync(join(folder, "chromium"), "");
    expect(chromiumPath({ PATH: `/nowhere:${folder}` })).toBe(join(folder, "chromium"));
    expect(chromiumPath({ CHROMIUM: join(folder, "chromium"), PATH: "" })).toBe(join(folder, "chromium"));
    expect(chromiumPath({ CHROMIUM: "/nowhere/chrome", PATH: folder })).toBeNull();
    expect(chromiumPath({ PATH: "/nowhere" })).toBeNull();
    expect(() => assertChromium(null)).toThrow(/apt-get install chromium/);
    expect(assertChromium("/a")).toBe("/a");
  });
});
