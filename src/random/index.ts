/** Random choices that are the same for the same seed (xorshift32, Marsaglia 2003). */
export class Random {
  private state: number;

  constructor(seed: number) {
    // Any state but 0 will do; seeds that are near each other are set apart.
    this.state = Math.imul(seed + 1, 0x9e3779b1) | 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** A stream of its own for each name: a stream that is added changes no other. The name is hashed by FNV-1a (32 bits). */
  static named(seed: number, name: string): Random {
    let hash = 0x811c9dc5 ^ seed;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return new Random(hash);
  }

  /** 0 to 2³² - 1. */
  next(): number {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state;
    return state >>> 0;
  }

  /** A whole number from `from` to `to`, both possible. */
  between(from: number, to: number): number {
    return from + (this.next() % (to - from + 1));
  }

  /** Whether something happens that does so in so many of a thousand cases. */
  chance(perThousand: number): boolean {
    return this.next() % 1000 < perThousand;
  }

  /** At least 0, below 1. */
  fraction(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number whose mean is `mean`: rounded up as often as its fraction says. */
  round(mean: number): number {
    return Math.floor(mean + this.fraction());
  }

  /** The item of one of the entries; each is as likely as its weight says. */
  weighted<Item>(entries: readonly (readonly [weight: number, item: Item])[]): Item {
    let rest = this.fraction() * entries.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of entries) {
      rest -= weight;
      if (rest < 0) return item;
    }
    return entries[entries.length - 1]![1];
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.next() % items.length]!;
  }

  /** Sizes as they are: as many between 100 and 1,000 as between 10,000 and 100,000. */
  size(fromPower: number, toPower: number): number {
    return Math.floor(10 ** (fromPower + ((this.next() % 10_000) / 10_000) * (toPower - fromPower)));
  }

  /** So many lower-case letters. */
  word(length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(97 + (this.next() % 26));
    return text;
  }
}
