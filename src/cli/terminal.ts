/** The user's terminal: whether it takes colours, how wide it is, and a line that shows what long work does now. */
import type { WriteStream } from "node:tty";
import colours from "picocolors";

type Stream = NodeJS.WriteStream | WriteStream;

export type Colours = ReturnType<typeof colours.createColors>;

/** Colours, or none where the stream is a pipe or a file, or NO_COLOR is set. */
export function coloursOf(stream: Stream = process.stdout): Colours {
  return colours.createColors("hasColors" in stream && stream.hasColors());
}

/**
 * Columns of the terminal. Where the output is not a terminal, or one that does not know its size (0 columns, as in a container), COLUMNS
 * decides, else 170, which shows whole tables.
 */
export function widthOf(stream: Stream = process.stdout): number {
  return stream.columns || Number(process.env.COLUMNS) || 170;
}

/** One line on stderr that says what is being done now. It writes nothing where stderr is not a terminal. */
export class Progress {
  constructor(private readonly stream: Stream = process.stderr) {}

  /** @param text what begins now: "building the package" */
  step(text: string): void {
    if (this.stream.isTTY) this.stream.write(`\r\x1b[2K${coloursOf(this.stream).dim(`… ${text}`)}`);
  }

  /** Removes the line, so that results can be printed in its place. */
  clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[2K");
  }
}
