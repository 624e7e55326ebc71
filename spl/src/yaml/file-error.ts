/** What is wrong with a file that is read with its lines, and where. */

/** A line of a file; lines count from 1. */
export interface FilePlace {
  /** As the user named it, or below the folder that the user named. */
  readonly file: string;
  readonly line: number;
}

export class FileError extends Error {
  constructor(
    readonly place: FilePlace,
    /** One sentence without the place. */
    readonly reason: string,
  ) {
    super(`${place.file}:${place.line}: ${reason}`);
    this.name = "FileError";
  }
}
