/** What the benchmark needs beside this repository: a C compiler, and Splunk's Python SDK in an environment of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Program } from "./drive.ts";
import { modelAsJson } from "./model.ts";

/** Newer lines of the SDK need a newer Python and are no faster. */
export const SDK = "splunk-sdk==2.1.1";

/** A tool that is not there, and what to do about it, in one line. */
export class MissingTool extends Error {}

/** Where built programs, the SDK and streams of requests are kept; no part of the repository. */
export function cacheFolder(root: string): string {
  const folder = join(root, ".bench");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * The program built from a C file in bench/, for this machine; built when the file changed.
 * @throws MissingTool without a compiler, Error when it does not compile
 */
export function compiled(root: string, name: "drive" | "passthrough"): string {
  const source = join(root, "bench", `${name}.c`);
  const digest = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 12);
  const program = join(cacheFolder(root), `${name}-${digest}`);
  if (existsSync(program)) return program;
  const { status, error, stderr } = spawnSync(
    "cc",
    ["-O3", "-march=native", "-std=gnu11", "-o", `${program}.new`, source],
    { encoding: "utf8" },
  );
  if (error !== undefined)
    throw new MissingTool(
      "There is no C compiler: install one that is called cc (Debian: apt-get install gcc libc6-dev).",
    );
  if (status !== 0) throw new Error(`${source} does not compile: ${stderr.trim().split("\n")[0]}`);
  renameSync(`${program}.new`, program);
  return program;
}

/**
 * A Python that has Splunk's SDK, installed on first use.
 * @throws MissingTool when there is no Python 3 or the SDK cannot be fetched
 */
export function pythonWithSdk(root: string): string {
  const folder = join(cacheFolder(root), SDK);
  const python = join(folder, "bin", "python");
  if (existsSync(join(folder, "complete"))) return python;
  rmSync(folder, { recursive: true, force: true });
  try {
    const quiet = { stdio: ["ignore", "ignore", "pipe"] as ["ignore", "ignore", "pipe"] };
    execFileSync("python3", ["-m", "venv", folder], quiet);
    execFileSync(python, ["-m", "pip", "install", "--quiet", SDK], quiet);
    writeFileSync(join(folder, "complete"), "");
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? "")
      .trim()
      .split("\n")
      .at(-1);
    throw new MissingTool(
      `Splunk's Python SDK cannot be had: install Python 3 with venv and pip (Debian: apt-get install python3-venv) and check the connection.${said ? ` (${said})` : ""}`,
    );
  }
  return python;
}

/** What starts the same job on the SDK, for the catalogue of a built app. The model is written into `folder`. */
export function sdkProgram(root: string, python: string, app: string, folder: string): Program {
  const model = join(folder, "model.json");
  writeFileSync(model, modelAsJson());
  return {
    program: python,
    arguments: [join(root, "bench", "sdk_portrisk.py")],
    environment: {
      PORTRISK_MODEL: model,
      PORTRISK_CATALOGUE: join(app, "lookups", "portrisk_ports.csv"),
    },
  };
}
