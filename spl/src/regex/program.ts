/**
 * Tree → program for the backtracking machine in run.ts: a flat list of numbers, so that running it allocates nothing
 * per step. Rejects look-behind whose length is not fixed (as PCRE does) and programs that are too large.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { type CharacterSet, characterSet, type Test } from "./character-set.ts";
import type { Mode } from "./mode.ts";
import type { ParsedPattern } from "./parser.ts";
import type { AssertionKind, Pattern } from "./pattern.ts";

/** Each instruction is `OPERATION a b c d`; unused numbers are 0. */
export const Operation = {
  accept: 0,
  /** a: code point */
  character: 1,
  /** a: index of a set */
  set: 2,
  /** a: try first, b: try then */
  split: 3,
  /** a: where to */
  jump: 4,
  /** a: slot that takes the position */
  save: 5,
  /** a: index in ASSERTIONS */
  assertion: 6,
  /** a: group, b: 1 = without regard to case */
  reference: 7,
  /** a: set, b: minimum, c: maximum (-1 = none), d: 0 greedy, 1 lazy, 2 possessive */
  run: 8,
  /** a: 1 = negative, b: where to continue; the body follows and ends in accept */
  look: 9,
  /** b: where to continue; the body follows and ends in accept */
  atomic: 10,
  /** a: slot, b: where to continue if nothing was matched since the slot was saved */
  progress: 11,
  /** a: number of characters to step back */
  back: 12,
} as const;
export const WIDTH = 5;
export const ASSERTIONS: readonly AssertionKind[] = [
  "start",
  "lineStart",
  "end",
  "lineEnd",
  "absoluteEnd",
  "word",
  "notWord",
];
const MODES = { greedy: 0, lazy: 1, possessive: 2 } as const;
const SIZE_LIMIT = 20_000;

export interface Program {
  readonly code: Int32Array;
  readonly sets: readonly CharacterSet[];
  /** Two slots a group (0 is the whole match), then one a loop. */
  readonly slots: number;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
  readonly caseClass: Mode["caseClass"];
  /** What \w accepts, for \b and \B. */
  readonly word: Test;
  /** A match can begin at the start of the text only. */
  readonly anchored: boolean;
  /** The characters with which a match can begin; null if that is not simple. */
  readonly first: CharacterSet | null;
  /** A character that every match has; "" if that is not simple. */
  readonly needed: string;
}

export function compilePattern(parsed: ParsedPattern, span?: Span): Program {
  return new Compiler(parsed, span).compile();
}

class Compiler {
  private readonly code: number[] = [];
  private readonly sets: CharacterSet[] = [];
  private slots: number;

  constructor(
    private readonly parsed: ParsedPattern,
    private readonly span: Span | undefined,
  ) {
    this.slots = 2 * (parsed.groups + 1);
  }

  compile(): Program {
    this.emit(this.parsed.tree);
    this.put(Operation.accept);
    return {
      code: Int32Array.from(this.code),
      sets: this.sets,
      slots: this.slots,
      groups: this.parsed.groups,
      names: this.parsed.names,
      caseClass: this.parsed.mode.caseClass,
      word: this.parsed.mode.classes.escapes.get("w")!,
      anchored: isAnchored(this.parsed.tree),
      first: firstSet(this.parsed.tree),
      needed: neededCharacter(this.parsed.tree),
    };
  }

  /** Append an instruction; its place is returned, so that targets can be filled in later. */
  private put(operation: number, a = 0, b = 0, c = 0, d = 0): number {
    const place = this.code.length / WIDTH;
    if (place >= SIZE_LIMIT) {
      throw new SplError(
        "limit",
        "The regular expression is too large when its repetitions are written out.",
        this.span,
      );
    }
    this.code.push(operation, a, b, c, d);
    return place;
  }

  private aim(place: number, operand: 1 | 2): void {
    this.code[place * WIDTH + operand] = this.code.length / WIDTH;
  }

  private addSet(set: CharacterSet): number {
    return this.sets.push(set) - 1;
  }

  private emit(tree: Pattern): void {
    switch (tree.type) {
      case "set":
        if (tree.literal !== null) this.put(Operation.character, tree.literal);
        else this.put(Operation.set, this.addSet(tree.set));
        return;
      case "sequence":
        for (const item of tree.items) this.emit(item);
        return;
      case "choice":
        this.choice(tree.options, () => {});
        return;
      case "group":
        this.put(Operation.save, 2 * tree.index);
        this.emit(tree.body);
        this.put(Operation.save, 2 * tree.index + 1);
        return;
      case "assertion":
        this.put(Operation.assertion, ASSERTIONS.indexOf(tree.kind));
        return;
      case "reference":
        this.put(Operation.reference, tree.group, tree.ignoreCase ? 1 : 0);
        return;
      case "atomic": {
        const place = this.put(Operation.atomic);
        this.emit(tree.body);
        this.put(Operation.accept);
        this.aim(place, 2);
        return;
      }
      case "look": {
        const place = this.put(Operation.look, tree.negative ? 1 : 0);
        if (tree.behind) {
          const options = tree.body.type === "choice" ? tree.body.options : [tree.body];
          this.choice(options, (option) => this.put(Operation.back, this.fixedLength(option)));
        } else this.emit(tree.body);
        this.put(Operation.accept);
        this.aim(place, 2);
        return;
      }
      case "repeat":
        this.repeat(tree);
    }
  }

  private choice(options: readonly Pattern[], before: (option: Pattern) => void): void {
    const ends: number[] = [];
    options.forEach((option, i) => {
      const isLast = i === options.length - 1;
      const split = isLast ? -1 : this.put(Operation.split);
      if (!isLast) this.aim(split, 1);
      before(option);
      this.emit(option);
      if (!isLast) {
        ends.push(this.put(Operation.jump));
        this.aim(split, 2);
      }
    });
    for (const end of ends) this.aim(end, 1);
  }

  private repeat(tree: Pattern & { type: "repeat" }): void {
    const { body, minimum, maximum, mode } = tree;
    if (body.type === "set") {
      const limit = maximum === Number.POSITIVE_INFINITY ? -1 : maximum;
      this.put(Operation.run, this.addSet(body.set), minimum, limit, MODES[mode]);
      return;
    }
    if (mode === "possessive") {
      this.emit({ type: "atomic", body: { ...tree, mode: "greedy" } });
      return;
    }
    for (let i = 0; i < minimum; i++) this.emit(body);
    const [take, leave] = mode === "greedy" ? ([1, 2] as const) : ([2, 1] as const);
    if (maximum === Number.POSITIVE_INFINITY) {
      const slot = this.slots++;
      const split = this.put(Operation.split);
      this.aim(split, take);
      this.put(Operation.save, slot);
      this.emit(body);
      const progress = this.put(Operation.progress, slot);
      this.put(Operation.jump, split);
      this.aim(progress, 2);
      this.aim(split, leave);
      return;
    }
    const splits: number[] = [];
    for (let i = minimum; i < maximum; i++) {
      const split = this.put(Operation.split);
      this.aim(split, take);
      this.emit(body);
      splits.push(split);
    }
    for (const split of splits) this.aim(split, leave);
  }

  private fixedLength(tree: Pattern): number {
    switch (tree.type) {
      case "set":
        return 1;
      case "assertion":
      case "look":
        return 0;
      case "sequence":
        return tree.items.reduce((sum, item) => sum + this.fixedLength(item), 0);
      case "group":
      case "atomic":
        return this.fixedLength(tree.body);
      case "choice": {
        const lengths = new Set(tree.options.map((option) => this.fixedLength(option)));
        if (lengths.size === 1) return [...lengths][0]!;
        break;
      }
      case "repeat":
        if (tree.minimum === tree.maximum) return tree.minimum * this.fixedLength(tree.body);
        break;
      default:
    }
    throw new SplError(
      "unsupported_regex",
      "A look-behind must match a fixed number of characters; PCRE rejects it as well.",
      this.span,
    );
  }
}

function isAnchored(tree: Pattern): boolean {
  switch (tree.type) {
    case "assertion":
      return tree.kind === "start";
    case "sequence":
      return tree.items.length > 0 && isAnchored(tree.items[0]!);
    case "choice":
      return tree.options.every(isAnchored);
    case "group":
    case "atomic":
      return isAnchored(tree.body);
    default:
      return false;
  }
}

function firstSet(tree: Pattern): CharacterSet | null {
  switch (tree.type) {
    case "set":
      return tree.set;
    case "sequence": {
      // What matches no character leaves the first one to what comes next.
      const first = tree.items.find(({ type }) => type !== "assertion");
      return first === undefined ? null : firstSet(first);
    }
    case "choice": {
      const sets = tree.options.map(firstSet);
      if (!sets.every((set) => set !== null)) return null;
      return characterSet((character) => sets.some((set) => set.has(character)));
    }
    case "group":
    case "atomic":
      return firstSet(tree.body);
    case "repeat":
      return tree.minimum > 0 ? firstSet(tree.body) : null;
    default:
      return null;
  }
}

function neededCharacter(tree: Pattern): string {
  switch (tree.type) {
    case "set":
      return tree.literal === null ? "" : String.fromCodePoint(tree.literal);
    case "sequence":
      return tree.items.map(neededCharacter).find((character) => character !== "") ?? "";
    case "group":
    case "atomic":
      return neededCharacter(tree.body);
    case "repeat":
      return tree.minimum > 0 ? neededCharacter(tree.body) : "";
    default:
      return "";
  }
}
