/** What a check objects to. */
export interface Finding {
  /** Path inside the app. */
  readonly file: string;
  /** 1-based; 0 where it concerns no line. */
  readonly line: number;
  readonly message: string;
}

/** "default/macros.conf:12: …" */
export function formatFinding({ file, line, message }: Finding): string {
  return `${file}${line > 0 ? `:${line}` : ""}: ${message}`;
}
