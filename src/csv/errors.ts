/** What in a CSV body cannot be passed on safely. Rows are counted from 1, the first after the header. */
export type CsvErrorCode = "unbalanced_quotes" | "cell_count" | "header";

export class CsvError extends Error {
  constructor(
    readonly code: CsvErrorCode,
    /** 0 for the header. */
    readonly row: number,
    /** A sentence without the place. */
    message: string,
  ) {
    super(message);
    this.name = "CsvError";
  }
}
