/**
 * Canonical text: names and texts quoted when they must be, so that what a step prints parses to the same step.
 */
const PLAIN = /^[A-Za-z0-9_.:*{}@#-]+$/;
/** Words that mean something to a command that reads lists of names. */
const KEYWORDS = new Set([
  "as",
  "by",
  "over",
  "where",
  "output",
  "outputnew",
  "sortby",
  "desc",
  "d",
  "in",
  "eval",
]);

/** A double-quoted text. */
export function printText(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** A field name or word, quoted unless it is plain. */
export function printName(name: string): string {
  // A bare number would be read as a count.
  const plain = PLAIN.test(name) && !/^[-+]|^\d+$/.test(name) && !KEYWORDS.has(name.toLowerCase());
  return plain ? name : printText(name);
}

/** The parts that are there, joined by single spaces. */
export function joinParts(...part: readonly string[]): string {
  return part.filter((text) => text !== "").join(" ");
}
