/**
 * What can be wrong with a stream of protocol messages. Each is answered with an error reply, because nothing after a
 * damaged frame can be trusted.
 */
export type ProtocolErrorCode =
  | "header" // the line that opens a message is not "chunked 1.0,<length>,<length>"
  | "length" // a length is beyond what a message may have
  | "cut_short" // the input ended inside a message
  | "metadata" // the metadata is not a JSON object of the expected shape
  | "action" // the action is missing, unknown, or out of order
  | "memory"; // there is not enough memory to hold the message

export class ProtocolError extends Error {
  constructor(
    readonly code: ProtocolErrorCode,
    /** A sentence for the user who runs the search, without the command's name. */
    message: string,
  ) {
    super(message);
    this.name = "ProtocolError";
  }
}
