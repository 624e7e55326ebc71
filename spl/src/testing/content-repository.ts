/**
 * A repository of detections (contentctl) seen as an app: macros/*.yml as macros.conf, lookups/*.yml as transforms.conf. Every setting
 * keeps its file and line. Files are read when a search needs them, and once for all detections of a repository.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { App, LayeredConf, type LayeredSetting, type LayeredStanza } from "@suspicious-ports/conf";
import { Entry } from "../yaml/entry.ts";
import { FileError } from "../yaml/file-error.ts";

/** Settings of a lookup in YAML that transforms.conf has under the same name. */
const LOOKUP_SETTINGS = [
  ...["filename", "collection", "fields_list", "match_type", "min_matches", "max_matches"],
  ...["default_match", "case_sensitive_match"],
];

/** What folders hold. Thousands of detections share them. */
const foldersRead = new Map<string, ReadonlyMap<string, LayeredStanza>>();

/** To be called where files may have changed since. */
export function forgetRepositories(): void {
  foldersRead.clear();
}

export class ContentRepository extends App {
  private readonly views = new Map<string, LayeredConf>();

  constructor(
    folder: string,
    /** The filter macro of the detection that is tested. */
    private readonly filter: string,
  ) {
    super(folder);
  }

  override conf(name: string): LayeredConf {
    let view = this.views.get(name);
    if (view === undefined) {
      view = new LayeredConf(name, this.stanzas(name));
      this.views.set(name, view);
    }
    return view;
  }

  private stanzas(name: string): ReadonlyMap<string, LayeredStanza> {
    if (name === "transforms") return this.once("lookups", () => this.lookups());
    if (name !== "macros") return new Map();
    const filter = stanza(this.filter, "(the filter macro that contentctl adds)", 1, {
      definition: "search *",
    });
    return new Map([[this.filter, filter], ...this.once("macros", () => this.macros())]);
  }

  private once(
    folder: string,
    read: () => ReadonlyMap<string, LayeredStanza>,
  ): ReadonlyMap<string, LayeredStanza> {
    const path = join(this.folder, folder);
    const found = foldersRead.get(path) ?? read();
    foldersRead.set(path, found);
    return found;
  }

  private macros(): ReadonlyMap<string, LayeredStanza> {
    const stanzas = new Map<string, LayeredStanza>();
    for (const { entries, file, line } of this.yamlFiles("macros")) {
      const name = entries.get("name")?.text("name");
      const definition = entries.get("definition");
      if (name === undefined || definition === undefined) continue;
      const list = entries.get("arguments");
      const parameters =
        list === undefined || list.isNull
          ? []
          : list.list("arguments").map((each) => each.text("An argument"));
      const full = parameters.length === 0 ? name : `${name}(${parameters.length})`;
      const settings = {
        definition: definition.text("definition").trimEnd(),
        ...(parameters.length === 0 ? {} : { args: parameters.join(",") }),
      };
      stanzas.set(full, stanza(full, file, Math.max(line, definition.line), settings));
    }
    return stanzas;
  }

  private lookups(): ReadonlyMap<string, LayeredStanza> {
    const stanzas = new Map<string, LayeredStanza>();
    for (const { entries, file, line } of this.yamlFiles("lookups")) {
      const name = entries.get("name")?.text("name");
      if (name === undefined) continue;
      const settings: Record<string, string> = {};
      for (const key of LOOKUP_SETTINGS) {
        const value = entries.get(key);
        if (value !== undefined && !value.isNull) settings[key] = value.text(key);
      }
      // A lookup of the type csv has the name of its file, with the extension.
      if (settings.filename === undefined && entries.get("lookup_type")?.text("lookup_type") === "csv")
        settings.filename = file.replace(/^.*\//, "").replace(/\.yml$/, ".csv");
      stanzas.set(name, stanza(name, file, line, settings));
    }
    return stanzas;
  }

  private *yamlFiles(folder: string): Iterable<{ entries: Map<string, Entry>; file: string; line: number }> {
    if (!this.has(folder)) return;
    for (const name of readdirSync(join(this.folder, folder)).sort()) {
      if (!name.endsWith(".yml")) continue;
      const file = `${folder}/${name}`;
      let entries: Map<string, Entry>;
      let line: number;
      try {
        const root = Entry.read(this.read(file), file);
        entries = root.map(file);
        line = root.line;
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        // Its macro or lookup is then missing where a search needs it, and other searches are not concerned.
        continue;
      }
      yield { entries, file, line };
    }
  }
}

function stanza(
  name: string,
  file: string,
  line: number,
  values: Readonly<Record<string, string>>,
): LayeredStanza {
  const settings = new Map<string, LayeredSetting>(
    Object.entries(values).map(([key, value]) => [key, { key, value, file, line }]),
  );
  return { name, file, line, settings };
}

/** An app without anything in it, for tests that have macros of their own and no app. */
export class NoApp extends App {
  override conf(name: string): LayeredConf {
    return new LayeredConf(name, new Map());
  }

  override has(): boolean {
    return false;
  }
}
