/**
 * Regular expressions as Splunk's PCRE reads them, on a matcher of our own that counts its steps: match(), replace(),
 * regex, rex. A pattern with features that it does not have is rejected when it is compiled; a match that takes too many
 * steps ends in SplError "limit", whatever the pattern and the text.
 *
 * Beyond ASCII an answer can depend on PCRE's options UTF and UCP, and documentation does not say which Splunk sets. All
 * modes are asked then, and the answer is rejected where they differ. spl/docs/regular-expressions.md says why.
 */
import { type Span, SplError } from "../errors/spl-error.ts";
import { type Match, Matcher, type Replacement, type Spend } from "./matcher.ts";
import { BYTES, type Mode, UCP, UTF } from "./mode.ts";
import { parsePattern } from "./parser.ts";
import { compilePattern, type Program } from "./program.ts";
import { isAscii, offsetsOfBytes, toBytes } from "./utf8.ts";

export type { Match, Replacement, Spend } from "./matcher.ts";
export { parseReplacement } from "./replacement.ts";

export interface Regex {
  readonly source: string;
  /** Names of groups in order of appearance, with their numbers. */
  readonly names: ReadonlyMap<string, number>;
  readonly groupCount: number;
  test(text: string, spend: Spend): boolean;
  /** The first match. */
  exec(text: string, spend: Spend): Match | null;
  /** All matches from left to right without overlap (at most `limit`; 0 = no limit). */
  all(text: string, spend: Spend, limit?: number): Match[];
  /** Replace every match (or only the first); \1 … \9 in the replacement stand for groups. */
  replace(text: string, replacement: Replacement, spend: Spend, everywhere?: boolean): string;
}

const CACHE_LIMIT = 500;
const cache = new Map<string, Programs>();

/** @throws SplError "unsupported_regex", "ambiguous" or "limit" with this place. */
export function compileRegex(pattern: string, span?: Span): Regex {
  let programs = cache.get(pattern);
  if (programs === undefined) {
    if (pattern.length > 20_000) throw new SplError("limit", "The regular expression is too long.", span);
    programs = new Programs(pattern, span);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(pattern, programs);
  }
  return new AgreedRegex(pattern, programs, span);
}

/** A pattern compiled in the modes in which it is needed. */
class Programs {
  /** The pattern means the same in every mode while the text is ASCII. */
  private readonly isPlain: boolean;
  private readonly bytes: Program;
  private wide: readonly [Program, Program] | undefined;

  /** @throws SplError with this place. */
  constructor(
    private readonly pattern: string,
    span: Span | undefined,
  ) {
    this.isPlain = isAscii(pattern) && !namesByteBeyondAscii(pattern);
    if (this.isPlain) {
      this.bytes = this.compile(BYTES, span);
      return;
    }
    this.wide = [this.compile(UTF, span), this.compile(UCP, span)];
    try {
      this.bytes = this.compile(BYTES, undefined);
    } catch (error) {
      if (!(error instanceof SplError) || error.code === "limit") throw error;
      throw new SplError(
        "ambiguous",
        `PCRE takes the regular expression ${JSON.stringify(pattern)} for valid only in its UTF mode, and documentation does ` +
          "not say that Splunk uses that: write it without characters beyond \\xFF and blanks beyond ASCII.",
        span,
      );
    }
  }

  get names(): ReadonlyMap<string, number> {
    return this.bytes.names;
  }

  get groups(): number {
    return this.bytes.groups;
  }

  /** For this text: the program of bytes mode, and those of UTF and UCP unless modes cannot differ. */
  for(text: string): { bytes: Program; wide: readonly [Program, Program] | null } {
    if (this.isPlain && isAscii(text)) return { bytes: this.bytes, wide: null };
    this.wide ??= [this.compile(UTF, undefined), this.compile(UCP, undefined)];
    return { bytes: this.bytes, wide: this.wide };
  }

  private compile(mode: Mode, span: Span | undefined): Program {
    const source = mode === BYTES ? toBytes(this.pattern) : this.pattern;
    return compilePattern(parsePattern(source, mode, span), span);
  }
}

class AgreedRegex implements Regex {
  constructor(
    readonly source: string,
    private readonly programs: Programs,
    private readonly span: Span | undefined,
  ) {}

  get names(): ReadonlyMap<string, number> {
    return this.programs.names;
  }

  get groupCount(): number {
    return this.programs.groups;
  }

  test(text: string, spend: Spend): boolean {
    return this.agree(text, spend, (matcher) => matcher.test(), String, String);
  }

  exec(text: string, spend: Spend): Match | null {
    const find = (matcher: Matcher) => {
      const match = matcher.exec();
      return match === null ? [] : [match];
    };
    return this.matches(text, spend, find)[0] ?? null;
  }

  all(text: string, spend: Spend, limit = 0): Match[] {
    return this.matches(text, spend, (matcher) => matcher.all(limit));
  }

  replace(text: string, replacement: Replacement, spend: Spend, everywhere = true): string {
    const bytes = inBytes(replacement);
    return this.agree(
      text,
      spend,
      (matcher, isBytes) => matcher.replace(isBytes ? bytes : replacement, everywhere),
      (result) => result,
      toBytes,
    );
  }

  private matches(text: string, spend: Spend, find: (matcher: Matcher) => Match[]): Match[] {
    let offsets: Int32Array | undefined;
    return this.agree(
      text,
      spend,
      find,
      (matches) => {
        offsets ??= offsetsOfBytes(text);
        return places(matches, (at) => (at < 0 ? at : offsets![at]!));
      },
      (matches) => places(matches, (at) => at),
    );
  }

  /**
   * The answer that every mode gives.
   * @param ask What one mode answers about the text, which in bytes mode is toBytes(text).
   * @param keyOfBytes What makes answers about bytes equal to those about characters.
   * @throws SplError "ambiguous" where modes differ, "limit".
   */
  private agree<T>(
    text: string,
    spend: Spend,
    ask: (matcher: Matcher, isBytes: boolean) => T,
    keyOfBytes: (answer: T) => string,
    key: (answer: T) => string,
  ): T {
    try {
      const { bytes, wide } = this.programs.for(text);
      const answer = ask(new Matcher(bytes, toBytes(text), spend), true);
      if (wide === null) return answer;
      const [utf, ucp] = wide.map((program) => ask(new Matcher(program, text, spend), false)) as [T, T];
      if (key(utf) === key(ucp) && key(utf) === keyOfBytes(answer)) return utf;
    } catch (error) {
      if (!(error instanceof SplError) || error.span !== undefined) throw error;
      throw new SplError(error.code, error.message, this.span);
    }
    throw new SplError(
      "ambiguous",
      `The answer of the regular expression ${JSON.stringify(this.source)} depends on whether Splunk's PCRE reads bytes or ` +
        "characters beyond ASCII, which documentation does not say: use sets that take such characters whole, such as [^,]+ " +
        "instead of \\w+ or .{3}, and no (?i) for them.",
      this.span,
    );
  }
}

const replacementsInBytes = new WeakMap<Replacement, Replacement>();

function inBytes(replacement: Replacement): Replacement {
  let bytes = replacementsInBytes.get(replacement);
  if (bytes === undefined) {
    bytes = replacement.map((piece) => (typeof piece === "number" ? piece : toBytes(piece)));
    replacementsInBytes.set(replacement, bytes);
  }
  return bytes;
}

/** Where matches and their groups lie, as text. */
function places(matches: readonly Match[], place: (offset: number) => number): string {
  return matches
    .map((match) => match.offsets.map(([start, end]) => `${place(start)}-${place(end)}`).join())
    .join(" ");
}

function namesByteBeyondAscii(pattern: string): boolean {
  return Array.from(pattern.matchAll(/\\x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{1,2}))/g)).some(
    (found) => Number.parseInt(found[1] ?? found[2]!, 16) > 0x7f,
  );
}
