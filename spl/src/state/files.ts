/**
 * Files of one folder, by paths whose parts the caller has checked. Nothing is read or written through a symbolic link, so that nothing
 * outside the folder is touched; a file is replaced as a whole; and one process writes at a time.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SplError } from "../errors/spl-error.ts";

const LOCK = ".lock";

/** A file that is written but not yet in its place. */
export interface Prepared {
  /** Puts it there. @returns its signature */
  readonly place: () => string;
  readonly discard: () => void;
}

export class StateFiles {
  readonly folder: string;

  /**
   * Creates the folder where it does not exist, in one that does. Throws SplError invalid_state.
   *
   * @param patience how long to wait for another process to finish writing, in milliseconds
   */
  constructor(
    folder: string,
    private readonly patience: number,
  ) {
    this.folder = guard(folder, () => {
      makeFolder(folder);
      return realpathSync(folder);
    });
    if (!lstatSync(this.folder).isDirectory()) throw unusable(folder, "it is not a folder");
  }

  /** A text that another one has exactly when the file was not written in between; null where there is no file. */
  signature(parts: readonly string[]): string | null {
    const path = this.path(parts, false);
    const stat = path === null ? undefined : lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined) return null;
    if (!stat.isFile()) throw unusable(parts.join("/"), "it is not a regular file");
    return `${stat.ino}:${stat.size}:${stat.mtimeNs}`;
  }

  read(parts: readonly string[]): Buffer {
    const name = parts.join("/");
    const path = this.path(parts, false);
    if (path === null) throw unusable(name, "it does not exist");
    return guard(name, () => {
      const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        if (!fstatSync(descriptor).isFile()) throw unusable(name, "it is not a regular file");
        return readFileSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  /** Names in a folder, sorted; none where there is no such folder. */
  list(parts: readonly string[]): string[] {
    const path = this.path([...parts, ""], false);
    if (path === null) return [];
    return guard(parts.join("/"), () => readdirSync(path).sort());
  }

  prepare(parts: readonly string[], content: string): Prepared {
    const name = parts.join("/");
    const path = this.path(parts, true)!;
    this.signature(parts);
    const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
    const discard = () => rmSync(temporary, { force: true });
    const signature = guard(name, () => {
      const descriptor = openSync(temporary, "wx", 0o600);
      try {
        writeFileSync(descriptor, content);
        fsyncSync(descriptor);
        const { ino, size, mtimeNs } = fstatSync(descriptor, { bigint: true });
        return `${ino}:${size}:${mtimeNs}`;
      } catch (error) {
        discard();
        throw error;
      } finally {
        closeSync(descriptor);
      }
    });
    const place = () =>
      guard(name, () => {
        renameSync(temporary, path);
        return signature;
      });
    return { place, discard };
  }

  remove(parts: readonly string[]): void {
    const path = this.path(parts, false);
    if (path !== null) guard(parts.join("/"), () => rmSync(path, { force: true }));
  }

  /** Runs `action` while no other process writes. */
  locked<T>(action: () => T): T {
    const path = join(this.folder, LOCK);
    const until = Date.now() + this.patience;
    for (;;) {
      try {
        closeSync(openSync(path, "wx", 0o600));
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(LOCK, reason(error));
        if (Date.now() > until) {
          const message = `Another search is writing to the folder of state ${this.folder}. If none is running, delete ${path}.`;
          throw new SplError("invalid_state", message);
        }
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    }
    try {
      return action();
    } finally {
      rmSync(path, { force: true });
    }
  }

  /** The path of a file below folders that are none of them links; null where a folder is missing, and is not created. */
  private path(parts: readonly string[], create: boolean): string | null {
    let path = this.folder;
    for (const part of parts.slice(0, -1)) {
      path = join(path, part);
      if (create) guard(part, () => makeFolder(path));
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return null;
      if (!stat.isDirectory()) throw unusable(path, "it is a link or a file where a folder belongs");
    }
    return join(path, parts[parts.length - 1]!);
  }
}

/** Unless something of that name is there already. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** What the operating system rejects is an error of the folder of state. */
function guard<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SplError) throw error;
    throw unusable(what, reason(error));
  }
}

function unusable(what: string, why: string): SplError {
  return new SplError("invalid_state", `The folder of state: ${what} cannot be used: ${why}.`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
