/** Text as its UTF-8 bytes, one character a byte, which is how PCRE sees it without its UTF option. */

/** The last text that was tested: conditions test one text with many patterns. */
let lastText = "";
let lastAnswer = true;

export function isAscii(text: string): boolean {
  if (text !== lastText) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
    lastAnswer = !/[^\x00-\x7f]/.test(text);
    lastText = text;
  }
  return lastAnswer;
}

export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** The UTF-16 offset for each offset in toBytes(text), up to its end; -1 inside a character. */
export function offsetsOfBytes(text: string): Int32Array {
  const offsets = new Int32Array(Buffer.byteLength(text, "utf8") + 1).fill(-1);
  let at = 0;
  let offset = 0;
  for (const character of text) {
    offsets[at] = offset;
    at += Buffer.byteLength(character, "utf8");
    offset += character.length;
  }
  offsets[at] = offset;
  return offsets;
}
