/** What the command line needs of the process around it, so that tests can stand in for it. */
import type { TestWorker } from "../testing/index.ts";

export interface Host {
  /** How many processes may work at a time. */
  readonly cores: number;
  /** A place where tests run, apart from this process. */
  readonly worker: () => TestWorker;
  /** Waits until one of these files, or a file in one of these folders, changes; null when the user ends the program. */
  readonly change: (paths: readonly string[]) => Promise<string | null>;
}
