/** Something that is wrong with a view. */
export interface Finding {
  /** The view, and in it the tab, panel or search. */
  readonly where: string;
  readonly what: string;
}

export function where(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(", ");
}
