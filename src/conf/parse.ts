/**
 * Reads the text of a .conf file, gives its stanzas and settings with their line numbers. Rejects (ConfError) what is
 * neither a stanza, nor a setting, nor a comment.
 *
 * Rules (Splunk Admin Manual, "How to edit a configuration file" and the .conf.spec files):
 * - `[name]` begins a stanza; settings before the first stanza belong to `default`.
 * - `key = value`; spaces around both are not part of them. "=" may occur in the value.
 * - A line that ends in "\" continues in the next line: the backslash is dropped, the newline stays in the value.
 *   A space behind the backslash ends the value, as it does in Splunk.
 * - A line that begins with "#" or ";" is a comment, but not inside a continued value.
 * - A repeated stanza adds to the first one; a repeated setting replaces the earlier one.
 */
import { decodeText } from "./decode.ts";
import { ConfError } from "./error.ts";
import { trimSpace } from "./space.ts";

export interface ConfSetting {
  readonly key: string;
  readonly value: string;
  /** 1-based line on which the setting begins. */
  readonly line: number;
}

export interface ConfStanza {
  readonly name: string;
  /** 1-based line of its first occurrence; 1 for settings before any stanza. */
  readonly line: number;
  readonly settings: ReadonlyMap<string, ConfSetting>;
}

/** A setting that a later line of the same stanza replaces: probably a mistake, but not an error in Splunk. */
export interface ConfDuplicate {
  readonly stanza: string;
  readonly key: string;
  /** The line that counts. */
  readonly line: number;
  /** The line that is overruled. */
  readonly earlierLine: number;
}

export interface ConfFile {
  readonly file: string;
  /** In order of first occurrence. */
  readonly stanzas: ReadonlyMap<string, ConfStanza>;
  readonly duplicates: readonly ConfDuplicate[];
}

/** Text or bytes of a .conf file → its stanzas. `file` is only used to name the place of an error. */
export function parseConf(content: string | Uint8Array, file: string): ConfFile {
  const lines = decodeText(content, file).split(/\r\n|\n/);
  const stanzas = new Map<string, { name: string; line: number; settings: Map<string, ConfSetting> }>();
  const duplicates: ConfDuplicate[] = [];
  let current: { name: string; line: number; settings: Map<string, ConfSetting> } | undefined;
  const open = (name: string, line: number) => {
    const known = stanzas.get(name);
    if (known !== undefined) return known;
    const opened = { name, line, settings: new Map<string, ConfSetting>() };
    stanzas.set(name, opened);
    return opened;
  };

  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    const trimmed = trimSpace(lines[index]!);
    if (trimmed === "" || trimmed.startsWith("#") || trimmed.startsWith(";")) continue;
    if (trimmed.startsWith("[")) {
      current = open(stanzaName(trimmed, file, line), line);
      continue;
    }
    const text = lines[index]!;
    const equals = text.indexOf("=");
    if (equals < 0) {
      throw new ConfError(
        "junk_line",
        file,
        line,
        `"${shorten(trimmed)}" is neither [stanza] nor "key = value"; a value of several lines needs "\\" as the last character of each line but the last.`,
      );
    }
    const key = trimSpace(text.slice(0, equals));
    if (key === "") throw new ConfError("empty_key", file, line, 'There is no setting name before "=".');
    const parts = [text.slice(equals + 1)];
    while (parts[parts.length - 1]!.endsWith("\\")) {
      parts[parts.length - 1] = parts[parts.length - 1]!.slice(0, -1);
      if (index + 1 >= lines.length) break;
      parts.push(lines[++index]!);
    }
    current ??= open("default", line);
    const earlier = current.settings.get(key);
    if (earlier !== undefined) {
      duplicates.push({ stanza: current.name, key, line, earlierLine: earlier.line });
    }
    current.settings.set(key, { key, value: trimSpace(parts.join("\n")), line });
  }
  return { file, stanzas, duplicates };
}

/** The name runs to the last bracket, because names such as `source::[a-z]+` hold brackets themselves. */
function stanzaName(trimmed: string, file: string, line: number): string {
  if (!trimmed.endsWith("]")) {
    throw new ConfError(
      "invalid_stanza",
      file,
      line,
      `The stanza line "${shorten(trimmed)}" has to end with "]"; a comment needs a line of its own.`,
    );
  }
  return trimmed.slice(1, -1);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
