/**
 * The backtracking machine: runs a program on a text with a stack of its own, so that no input can exhaust the call
 * stack, and counts every step, so that no pattern and input can run for ever. As in PCRE, a group
 * keeps its last value through the rounds of a loop, and a reference to a group that took no part does not match.
 */
import { SplError } from "../errors/spl-error.ts";
import { Operation, type Program, WIDTH } from "./program.ts";

/** Kinds of stack entries, each `kind a b c`. */
const CHOICE = 0; // a: place, b: position
const UNDO = 1; // a: slot, b: its value before
const GREEDY = 2; // a: place, b: smallest position, c: position reached
const LAZY = 3; // a: place of the run, b: position, c: repetitions still allowed (-1 = any number)
const ENTRY = 4;
const STACK_LIMIT = 20_000_000;
const BATCH = 1024;
/** For one text. Splunk gives up earlier (limits.conf, [rex] match_limit: 100,000 calls), so nothing that it matches is lost. */
const STEPS_FOR_ONE_TEXT = 10_000_000;

const machines = new WeakMap<Program, Machine>();

export class Machine {
  private readonly slots: Int32Array;
  private readonly stack: number[] = [];
  private end = 0;
  /** Where an empty match does not count; -1 = it counts everywhere. */
  private notEmptyAt = -1;
  private steps = 0;
  private total = 0;

  private text = "";
  private spend: (steps: number) => void = () => {};

  private constructor(private readonly program: Program) {
    this.slots = new Int32Array(program.slots);
  }

  /** The machine of a program, ready for this text. There is one a program, so one text at a time can be searched with it. */
  static for(program: Program, text: string, spend: (steps: number) => void): Machine {
    let machine = machines.get(program);
    if (machine === undefined) {
      machine = new Machine(program);
      machines.set(program, machine);
    }
    machine.text = text;
    machine.spend = spend;
    machine.notEmptyAt = -1;
    machine.steps = 0;
    machine.total = 0;
    return machine;
  }

  /** Whether there is a match at or after a position. */
  matches(from: number): boolean {
    return this.found(from);
  }

  /** The first match at or after a position: its slots (-1 = took no part), or null. */
  search(from: number): Int32Array | null {
    return this.found(from) ? this.slots.slice() : null;
  }

  private found(from: number): boolean {
    const { program, text } = this;
    if (program.needed !== "" && !text.includes(program.needed, from)) {
      this.steps++;
      this.settle();
      return false;
    }
    for (let start = from; start <= text.length; start++) {
      if (program.anchored && start > 0) break;
      if (program.first !== null) {
        if (start === text.length) break;
        if (!program.first.has(text.codePointAt(start)!)) {
          this.count();
          if (text.codePointAt(start)! > 0xffff) start++;
          continue;
        }
      }
      this.slots.fill(-1);
      this.stack.length = 0;
      if (this.run(0, start)) {
        this.slots[0] = start;
        this.slots[1] = this.end;
        this.settle();
        return true;
      }
      if (start < text.length && text.codePointAt(start)! > 0xffff) start++;
    }
    this.settle();
    return false;
  }

  /** A match that begins here and has at least one character: what PCRE2 and Perl try after an empty match. */
  isNonEmptyAt(position: number): boolean {
    this.notEmptyAt = position;
    this.slots.fill(-1);
    this.stack.length = 0;
    const found = this.run(0, position);
    this.notEmptyAt = -1;
    this.settle();
    return found;
  }

  private count(): void {
    if (++this.steps === BATCH) this.settle();
  }

  private settle(): void {
    const { steps } = this;
    this.steps = 0;
    this.total += steps;
    if (this.total > STEPS_FOR_ONE_TEXT) throw tooManyWays();
    if (steps > 0) this.spend(steps);
  }

  private push(kind: number, a: number, b: number, c: number): void {
    if (this.stack.length > STACK_LIMIT) {
      throw tooManyWays();
    }
    this.stack.push(kind, a, b, c);
  }

  private setSlot(slot: number, value: number): void {
    this.push(UNDO, slot, this.slots[slot]!, 0);
    this.slots[slot] = value;
  }

  /** Run from a place (0 is the whole pattern) and position until accept (true, `end` is set) or until no choice of this run is left. */
  private run(startPlace: number, startPosition: number): boolean {
    const { code, sets } = this.program;
    const { text, stack } = this;
    const base = stack.length;
    let place = startPlace;
    let position = startPosition;
    for (;;) {
      this.count();
      const at = place * WIDTH;
      const a = code[at + 1]!;
      let matched = true;
      switch (code[at]) {
        case Operation.accept:
          if (startPlace === 0 && position === this.notEmptyAt) {
            matched = false;
            break;
          }
          this.end = position;
          return true;
        case Operation.character:
          if (position < text.length && text.codePointAt(position) === a) {
            position += a > 0xffff ? 2 : 1;
            place++;
          } else matched = false;
          break;
        case Operation.set:
          if (position < text.length) {
            const codePoint = text.codePointAt(position)!;
            if (sets[a]!.has(codePoint)) {
              position += codePoint > 0xffff ? 2 : 1;
              place++;
              break;
            }
          }
          matched = false;
          break;
        case Operation.split:
          this.push(CHOICE, code[at + 2]!, position, 0);
          place = a;
          break;
        case Operation.jump:
          place = a;
          break;
        case Operation.save:
          this.setSlot(a, position);
          place++;
          break;
        case Operation.assertion:
          matched = this.holds(a, position);
          place++;
          break;
        case Operation.reference: {
          const length = this.referenceLength(a, code[at + 2] === 1, position);
          matched = length >= 0;
          position += length;
          place++;
          break;
        }
        case Operation.run: {
          const reached = this.runSet(at, place, position);
          matched = reached >= 0;
          position = reached;
          place++;
          break;
        }
        case Operation.look:
        case Operation.atomic: {
          const next = code[at + 2]!;
          const isLook = code[at] === Operation.look;
          const before = stack.length;
          const found = this.run(place + 1, position);
          const wanted = !(isLook && a === 1);
          if (found && wanted) this.keepUndo(before);
          else if (found) this.undo(before);
          matched = found === wanted;
          if (matched && !isLook) position = this.end;
          place = next;
          break;
        }
        case Operation.progress:
          place = this.slots[a] === position ? code[at + 2]! : place + 1;
          break;
        default:
          position = this.stepBack(position, a);
          matched = position >= 0;
          place++;
      }
      if (matched) continue;
      // Back to the latest choice of this run.
      for (;;) {
        if (stack.length === base) return false;
        const top = stack.length - ENTRY;
        const kind = stack[top]!;
        const entryA = stack[top + 1]!;
        const entryB = stack[top + 2]!;
        if (kind === UNDO) {
          this.slots[entryA] = entryB;
          stack.length = top;
          continue;
        }
        if (kind === CHOICE) {
          place = entryA;
          position = entryB;
          stack.length = top;
          break;
        }
        if (kind === GREEDY) {
          position = this.stepBack(stack[top + 3]!, 1);
          place = entryA + 1;
          if (position > entryB) stack[top + 3] = position;
          else stack.length = top;
          break;
        }
        const left = stack[top + 3]!;
        const codePoint = entryB < text.length ? text.codePointAt(entryB)! : -1;
        if (left === 0 || codePoint < 0 || !sets[code[entryA * WIDTH + 1]!]!.has(codePoint)) {
          stack.length = top;
          continue;
        }
        position = entryB + (codePoint > 0xffff ? 2 : 1);
        place = entryA + 1;
        stack[top + 2] = position;
        stack[top + 3] = left < 0 ? left : left - 1;
        break;
      }
    }
  }

  /** A repeated set: the position reached, or -1 when its minimum is not there. Leaves a choice for the rest. */
  private runSet(at: number, place: number, start: number): number {
    const { code, sets } = this.program;
    const { text } = this;
    const set = sets[code[at + 1]!]!;
    const minimum = code[at + 2]!;
    const maximum = code[at + 3]!;
    const mode = code[at + 4]!;
    const wanted = mode === 1 ? minimum : maximum < 0 ? Number.POSITIVE_INFINITY : maximum;
    let position = start;
    let smallest = minimum === 0 ? start : -1;
    let taken = 0;
    while (taken < wanted && position < text.length) {
      const codePoint = text.codePointAt(position)!;
      if (!set.has(codePoint)) break;
      this.count();
      position += codePoint > 0xffff ? 2 : 1;
      if (++taken === minimum) smallest = position;
    }
    if (taken < minimum) return -1;
    if (mode === 1) {
      this.push(LAZY, place, position, maximum < 0 ? -1 : maximum - minimum);
    } else if (mode === 0 && position > smallest) {
      this.push(GREEDY, place, smallest, position);
    }
    return position;
  }

  private stepBack(position: number, characters: number): number {
    let at = position;
    for (let i = 0; i < characters; i++) {
      if (at <= 0) return -1;
      at--;
      if (at > 0 && isLow(this.text.charCodeAt(at)) && isHigh(this.text.charCodeAt(at - 1))) at--;
    }
    return at;
  }

  private holds(kind: number, position: number): boolean {
    const { text } = this;
    switch (kind) {
      case 0:
        return position === 0;
      case 1:
        // As in PCRE, not after a line end that ends the text.
        return position === 0 || (position < text.length && text.charCodeAt(position - 1) === 10);
      case 2:
        return position === text.length || (position === text.length - 1 && text.charCodeAt(position) === 10);
      case 3:
        return position === text.length || text.charCodeAt(position) === 10;
      case 4:
        return position === text.length;
      default: {
        const { word } = this.program;
        const before = position > 0 && word(text.codePointAt(this.stepBack(position, 1))!);
        const after = position < text.length && word(text.codePointAt(position)!);
        return (before !== after) === (kind === 5);
      }
    }
  }

  private referenceLength(group: number, ignoreCase: boolean, position: number): number {
    const start = this.slots[2 * group]!;
    const end = this.slots[2 * group + 1]!;
    if (start < 0) return -1;
    const { text } = this;
    this.steps += (end - start) >> 4;
    if (this.steps >= BATCH) this.settle();
    if (text.startsWith(text.slice(start, end), position)) return end - start;
    if (!ignoreCase) return -1;
    const { caseClass } = this.program;
    let at = position;
    for (let from = start; from < end; ) {
      const wanted = text.codePointAt(from)!;
      const found = text.codePointAt(at);
      if (found === undefined || !caseClass(wanted).includes(found)) return -1;
      from += wanted > 0xffff ? 2 : 1;
      at += found > 0xffff ? 2 : 1;
    }
    return at - position;
  }

  /** Drop the choices made since, but keep what undoes captures. */
  private keepUndo(before: number): void {
    const { stack } = this;
    let to = before;
    for (let from = before; from < stack.length; from += ENTRY) {
      if (stack[from] !== UNDO) continue;
      for (let i = 0; i < ENTRY; i++) stack[to + i] = stack[from + i]!;
      to += ENTRY;
    }
    stack.length = to;
  }

  private undo(before: number): void {
    const { stack } = this;
    for (let top = stack.length - ENTRY; top >= before; top -= ENTRY) {
      if (stack[top] === UNDO) this.slots[stack[top + 1]!] = stack[top + 2]!;
    }
    stack.length = before;
  }
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function tooManyWays(): SplError {
  return new SplError(
    "limit",
    "The regular expression has too many ways to match this text: write it without repeats inside repeats.",
  );
}
