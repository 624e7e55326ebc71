/**
 * Patterns with `*` for any run of characters, matched in time proportional to the text (no backtracking over several
 * wildcards). The backslash does not escape the asterisk (Search Manual, "Backslashes").
 */
export interface Glob {
  /** The texts between the wildcards; one entry means no wildcard at all. */
  readonly parts: readonly string[];
}

export function parseGlob(pattern: string): Glob {
  return { parts: pattern.split(/\*+/) };
}

/** Whether the whole text fits. Case counts: fold both sides before where it should not. */
export function globMatches({ parts }: Glob, text: string): boolean {
  const first = parts[0]!;
  if (parts.length === 1) return text === first;
  const last = parts[parts.length - 1]!;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let position = first.length;
  const end = text.length - last.length;
  for (let i = 1; i < parts.length - 1; i++) {
    const at = text.indexOf(parts[i]!, position);
    if (at < 0 || at + parts[i]!.length > end) return false;
    position = at + parts[i]!.length;
  }
  return true;
}
