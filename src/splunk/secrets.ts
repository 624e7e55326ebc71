/** Passwords, tokens and session keys of this run, and the removal of them from every text that leaves it. */

export class Secrets {
  private readonly known = new Set<string>();

  constructor(...secrets: readonly string[]) {
    for (const secret of secrets) this.add(secret);
  }

  /** Text of three characters or less is not removed: it would be found in ordinary words. */
  add(secret: string): void {
    if (secret.length <= 3) return;
    this.known.add(secret);
    this.known.add(encodeURIComponent(secret));
    this.known.add(JSON.stringify(secret).slice(1, -1));
  }

  /** The text with "[secret]" in the place of each secret. */
  redact(text: string): string {
    // Longest first: one secret may be the beginning of another.
    const longestFirst = [...this.known].sort((left, right) => right.length - left.length);
    return longestFirst.reduce((redacted, secret) => redacted.replaceAll(secret, "[secret]"), text);
  }
}
