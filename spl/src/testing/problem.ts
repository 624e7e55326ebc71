/** What is wrong with a file of tests, and where. Nothing of it is run. */

/** A line of a file; lines count from 1. */
export interface FilePlace {
  /** As the user named it, or below the folder that the user named. */
  readonly file: string;
  readonly line: number;
}

export class TestFileError extends Error {
  constructor(
    readonly place: FilePlace,
    /** One sentence without the place. */
    readonly reason: string,
  ) {
    super(`${place.file}:${place.line}: ${reason}`);
    this.name = "TestFileError";
  }
}
