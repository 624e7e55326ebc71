/**
 * Lays .conf files over each other (default/ under local/) and gives one view in which every setting still names its
 * file and line. Stanza `[default]` of the file gives values to every other stanza.
 */
import type { ConfFile } from "./parse.ts";

/** A setting and where it is written. */
export interface LayeredSetting {
  readonly key: string;
  readonly value: string;
  readonly file: string;
  readonly line: number;
}

export interface LayeredStanza {
  readonly name: string;
  /** Where the stanza is written (the topmost file that has it). */
  readonly file: string;
  readonly line: number;
  readonly settings: ReadonlyMap<string, LayeredSetting>;
}

/** The merged view of one kind of .conf file. */
export class LayeredConf {
  constructor(
    readonly name: string,
    readonly stanzas: ReadonlyMap<string, LayeredStanza>,
  ) {}

  /** The setting of a stanza, or the one that `[default]` gives to it; undefined if neither exists. */
  setting(stanza: string, key: string): LayeredSetting | undefined {
    const own = this.stanzas.get(stanza);
    if (own === undefined) return undefined;
    return own.settings.get(key) ?? this.stanzas.get("default")?.settings.get(key);
  }

  /** The value alone. */
  value(stanza: string, key: string): string | undefined {
    return this.setting(stanza, key)?.value;
  }
}

/** Lay files over each other, the first at the bottom: key by key the last file wins. */
export function layerConf(name: string, files: readonly ConfFile[]): LayeredConf {
  const stanzas = new Map<
    string,
    { name: string; file: string; line: number; settings: Map<string, LayeredSetting> }
  >();
  for (const { file, stanzas: layer } of files) {
    for (const stanza of layer.values()) {
      const merged = stanzas.get(stanza.name) ?? {
        name: stanza.name,
        file,
        line: stanza.line,
        settings: new Map(),
      };
      merged.file = file;
      merged.line = stanza.line;
      for (const { key, value, line } of stanza.settings.values())
        merged.settings.set(key, { key, value, file, line });
      stanzas.set(stanza.name, merged);
    }
  }
  return new LayeredConf(name, stanzas);
}
