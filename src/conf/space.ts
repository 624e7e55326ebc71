/** Spaces of .conf files are ASCII's; a no-break space, say, belongs to a value. */
const SPACE = " \t\r\n\v\f";

/** The text without spaces at its ends. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && SPACE.includes(text[start]!)) start++;
  while (end > start && SPACE.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}
