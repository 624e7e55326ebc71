/**
 * Reads the bytes of a text file, gives its text. UTF-8 with or without a byte order mark; UTF-16 and invalid UTF-8 are
 * rejected with the line, because a replaced character would silently change a search.
 */
import { ConfError } from "./error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Bytes (or text that is decoded already) → text without byte order mark. Throws ConfError invalid_encoding. */
export function decodeText(content: string | Uint8Array, file: string): string {
  if (typeof content === "string") return content.startsWith("\uFEFF") ? content.slice(1) : content;
  const [first, second] = content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new ConfError("invalid_encoding", file, 1, "The file is UTF-16; save it as UTF-8.");
  }
  const nul = content.indexOf(0);
  if (nul >= 0) {
    throw new ConfError(
      "invalid_encoding",
      file,
      lineOf(content, nul),
      "The line holds a NUL byte (UTF-16 without byte order mark?); save the file as UTF-8.",
    );
  }
  try {
    return decoder.decode(content);
  } catch {
    const line = firstInvalidLine(content);
    throw new ConfError(
      "invalid_encoding",
      file,
      line,
      "The line is not valid UTF-8; save the file as UTF-8.",
    );
  }
}

function lineOf(content: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) if (content[i] === 0x0a) line++;
  return line;
}

/** A newline byte is never part of a longer UTF-8 sequence, so each line can be tried by itself. */
function firstInvalidLine(content: Uint8Array): number {
  let line = 1;
  for (let start = 0; start <= content.length; line++) {
    const newline = content.indexOf(0x0a, start);
    const end = newline < 0 ? content.length : newline;
    try {
      decoder.decode(content.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return 1;
}
