/** What the user sees when the command fails. One sentence each, with what to do; never a stack trace. */
export type PortriskErrorCode = "option" | "catalogue";

export class PortriskError extends Error {
  constructor(
    readonly code: PortriskErrorCode,
    message: string,
  ) {
    super(message);
    this.name = "PortriskError";
  }
}
