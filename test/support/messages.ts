/** Every message that the command can answer with, taken out of the sources: the fixed words of each. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["src/wire", "src/csv", "src/portrisk"];
/** A call that makes an error, up to the end of its statement. */
const CALL = /(?:new (?:Wire|Portrisk|Csv)Error|damaged)\(([\s\S]*?)\);\n/g;
const LITERAL = /`((?:[^`\\]|\\.)*)`|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g;

/** The beginning of the fixed words of each message, without what is filled in: at most 30 characters, cut between words. */
export function messageBeginnings(root: string): string[] {
  const found = new Set<string>();
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(root, folder))) {
      const source = readFileSync(join(root, folder, file), "utf8");
      for (const [, call] of source.matchAll(CALL)) {
        const literals = [...call!.matchAll(LITERAL)].map(([, a, b, c]) => a ?? b ?? c ?? "");
        const message = literals.filter((text) => text.includes(" ")).at(-1);
        if (message !== undefined) found.add(beginning(message));
      }
    }
  }
  for (const [, message] of readFileSync(join(root, "app/bin/portrisk"), "utf8").matchAll(
    /refuse "([^"]+)"/g,
  ))
    found.add(beginning(message!));
  for (const [, message] of readFileSync(join(root, "src/package/windows.ts"), "utf8").matchAll(
    /^ {2}"([^"]+)"/gm,
  ))
    found.add(beginning(message!));
  return [...found].sort();
}

/** The first piece of any length between the parts that are filled in, cut to whole words. */
function beginning(message: string): string {
  const pieces = message
    .split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/)
    .map((piece) => piece.replace(/^[\s".=]+/, "").trim());
  const piece =
    pieces.find((text) => text.length >= 12) ?? pieces.reduce((a, b) => (b.length > a.length ? b : a));
  const sentence = piece.split(". ")[0]!;
  const words = sentence.length <= 30 ? sentence : sentence.slice(0, 30).replace(/\s+\S*$/, "");
  return words.replace(/[,.]$/, "");
}
