/** On what was measured: a result means little without it. */
import { execFileSync } from "node:child_process";
import { arch, cpus, release, totalmem, type } from "node:os";
import { SDK } from "./tools.ts";

/** One sentence. `python` is the one that has the SDK, null where there is none; absent where it does not matter. */
export function machine(python?: string | null): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const parts = [
    `${processors.length} × ${model} (${arch()})`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()}`,
    `Node.js ${process.version}`,
    ...(python === undefined ? [] : compared(python)),
  ];
  return `Measured on ${parts.join(", ")}.`;
}

function compared(python: string | null): readonly string[] {
  const sdk =
    python === null ? ["no Python SDK"] : [firstLine(python, ["--version"]), SDK.replace("==", " ")];
  return [...sdk, firstLine("cc", ["--version"]) || "no C compiler"];
}

function firstLine(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split(
      "\n",
    )[0]!;
  } catch {
    return "";
  }
}
