/**
 * The built command without a process of its own: bin/portrisk.js is run anew for each conversation, with bytes in the place
 * of its standard input and output. For what is asked ten thousand times; a process takes fifty times as long to start.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { Script } from "node:vm";

/** No conversation of a few hundred bytes takes a hundredth of it. */
const MILLISECONDS = 10_000;

/**
 * @param app the unpacked app's folder
 * @returns what gives all bytes that the command answers a stream with; it throws when the command throws, runs on and on, or uses
 * anything of Node.js but what is given here. No read goes beyond one of the offsets in `cuts`, as a pipe's may not.
 */
export function builtCommand(app: string): (stream: Buffer, cuts?: readonly number[]) => Buffer {
  const file = join(app, "bin", "portrisk.js");
  const slot = "portriskExchange";
  // Called in the script itself, since a script's time limit holds for that alone.
  const script = new Script(
    `(function (require, __dirname, process) {${readFileSync(file, "utf8")}\n})(globalThis.${slot}.require, globalThis.${slot}.folder, globalThis.${slot}.process);`,
    { filename: file },
  );
  const globals = globalThis as { [slot]?: object };
  return (stream, cuts = []) => {
    const written: Buffer[] = [];
    let position = 0;
    const opened = new Set<number>();
    const fs = {
      constants,
      fstatSync,
      closeSync,
      openSync(path: string, flags: number): number {
        const descriptor = openSync(path, flags);
        opened.add(descriptor);
        return descriptor;
      },
      readSync(descriptor: number, target: Uint8Array, offset: number, length: number): number {
        if (opened.has(descriptor)) return readSync(descriptor, target, offset, length, null);
        if (descriptor !== 0) throw new Error(`descriptor ${descriptor} is read`);
        const cut = cuts.find((at) => at > position) ?? stream.length;
        const copied = stream.copy(target, offset, position, Math.min(position + length, cut));
        position += copied;
        return copied;
      },
      writeSync(descriptor: number, source: Uint8Array, offset: number, length: number): number {
        if (descriptor !== 1) throw new Error(`descriptor ${descriptor} is written to`);
        written.push(Buffer.from(source.subarray(offset, offset + length)));
        return length;
      },
    };
    const require = (name: string) => {
      if (name !== "fs") throw new Error(`${name} is loaded`);
      return fs;
    };
    globals[slot] = { require, folder: dirname(file), process: {} };
    try {
      script.runInThisContext({ timeout: MILLISECONDS });
    } finally {
      delete globals[slot];
    }
    return Buffer.concat(written);
  };
}
