/**
 * Every way in which reading or writing a .conf file fails: a code, the file, the line and a sentence that says what to
 * do. Nothing else is thrown by src/conf.
 */
export const CONF_ERROR_CODES = {
  invalid_encoding: "The file is not UTF-8 text.",
  junk_line: "A line is neither a stanza, nor a setting, nor a comment.",
  invalid_stanza: "A stanza line is not closed, or text follows its bracket.",
  empty_key: "A setting has no name.",
  unwritable: "A name or value cannot be written so that it reads back as the same.",
  unreadable: "A file or folder cannot be read.",
  outside_app: "A path leads out of the app's folder.",
} as const;

export type ConfErrorCode = keyof typeof CONF_ERROR_CODES;

export class ConfError extends Error {
  constructor(
    readonly code: ConfErrorCode,
    /** The file as the caller named it, e.g. "default/macros.conf". */
    readonly file: string,
    /** 1-based; 0 where it concerns no line. */
    readonly line: number,
    /** One sentence without the place. */
    readonly reason: string,
  ) {
    super(line > 0 ? `${file}:${line}: ${reason}` : `${file}: ${reason}`);
    this.name = "ConfError";
  }
}
