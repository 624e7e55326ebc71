/** The commands that documents tell the reader to run: lines of code blocks, and code in sentences. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface DocumentedCommand {
  /** "README.md:14" */
  readonly place: string;
  readonly text: string;
  /** The code block that follows the command's own: what it prints. Null where none does. */
  readonly output: string | null;
}

/** What a line of a code block begins with when it is a command of a shell, and not SPL. */
const PROGRAM = /^(?:npm|npx|node|splunk|printf|sha256sum) /;
/** The same in a sentence; a program's name alone is not a command. */
const INLINE = /`((?:npm|npx|splunk) [^`]+|node [^`]*\.cjs [^`]+)`/g;

/** The documents of the repository that may have commands; the SPL runner tests its own. */
export function documents(root: string): readonly string[] {
  const below = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name));
  return [...below("."), ...below("docs"), ...below("app")].filter((path) => path !== "CHANGELOG.md");
}

/** The commands of one document, in its order; "a && b" is two. */
export function commandsIn(root: string, document: string): readonly DocumentedCommand[] {
  const lines = readFileSync(join(root, document), "utf8").split("\n");
  const commands: DocumentedCommand[] = [];
  const add = (index: number, text: string, output: string | null) => {
    for (const part of text.split(" && "))
      commands.push({ place: `${document}:${index + 1}`, text: part, output });
  };
  let fenced = false;
  for (let index = 0; index < lines.length; index++) {
    if (lines[index]!.startsWith("```")) fenced = !fenced;
    const inBlock = fenced || lines[index]!.startsWith("    ");
    const line = fenced ? lines[index]! : lines[index]!.trim();
    if (!inBlock) for (const [, text] of line.matchAll(INLINE)) add(index, text!, null);
    if (!inBlock || !PROGRAM.test(line)) continue;
    const begin = index;
    let text = line;
    while (text.endsWith("\\")) text = `${text.slice(0, -1)}${lines[++index]!.trim()}`;
    add(begin, text, fencedBlockAt(lines, index + 1));
  }
  return commands;
}

/** The fenced block that begins at this line or behind blank ones. */
function fencedBlockAt(lines: readonly string[], from: number): string | null {
  let begin = from;
  while (lines[begin] === "") begin++;
  if (lines[begin] !== "```") return null;
  return lines.slice(begin + 1, lines.indexOf("```", begin + 1)).join("\n");
}
