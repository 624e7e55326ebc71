/**
 * What a search sees of the apps on disk: macros, lookups, saved searches and custom commands. The first app is the one
 * that the search runs in, and all of it is visible; of the others only what their metadata exports (default.meta.spec,
 * `export = system`).
 */
import { type App, ConfError } from "@suspicious-ports/conf";
import type { AppView, Command, EventType, Tagged } from "../contract/command.ts";
import type { StatsSettings } from "../contract/function.ts";
import type { LookupDefinition, LookupStore } from "../contract/lookup.ts";
import type { SearchState } from "../contract/state.ts";
import type { ErrorCode } from "../errors/codes.ts";
import { nearest } from "../errors/nearest.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { externalCommand } from "../external/command.ts";
import type { MacroDefinition } from "../macros/definition.ts";
import { readEventType, readTags } from "./event-types.ts";
import { fileStanza, isLookupFile, type LookupStanza, readStanza } from "./lookup.ts";
import { LookupTables } from "./lookup-table.ts";
import { readMacro } from "./macro.ts";
import { readSavedSearch, type SavedSearch } from "./saved-search.ts";
import { readStatsSettings } from "./stats-settings.ts";

export class SearchApps {
  private readonly stanzas = new Map<string, LookupStanza | null>();
  private readonly tables = new LookupTables();
  private readonly commands = new Map<string, Command | null>();

  /** Null where there is no app. */
  static of([first, ...others]: readonly App[]): SearchApps | null {
    return first === undefined ? null : new SearchApps([first, ...others]);
  }

  constructor(
    /** At least one; the search runs in the first. */
    private readonly apps: readonly [App, ...App[]],
    /** Macros by stanza, "name" or "name(2)", in place of the apps' own. */
    private readonly overrides: ReadonlyMap<string, MacroDefinition> = new Map(),
  ) {}

  /** What one search sees: the apps, and the lookups as searches before it left them. */
  withState(state: SearchState): AppView {
    return {
      lookup: (name, span) => this.lookup(name, state, span),
      lookupStore: (name, span) => this.lookupStore(name, state, span),
      shippedFile: ({ file }, span) => this.tables.shippedFile(this.apps[0], file, span),
      customCommand: (name) => this.customCommand(name),
      statsSettings: () => this.statsSettings(),
      eventTypes: () => this.eventTypes(),
      tags: () => this.tags(),
    };
  }

  private lookup(name: string, state: SearchState, span: Span): LookupDefinition {
    const found = this.visible(
      name,
      (app) => (app.conf("transforms").stanzas.has(name) ? ["transforms"] : ["lookups"]),
      (app) => {
        const stanza = this.stanza(app, name, state, span);
        return stanza === null ? null : { stanza, app };
      },
      { code: "malformed_lookup", span },
    );
    if (found === null) throw this.unknownLookup(name, span);
    state.assertUnwritten(found.stanza.store, span);
    return this.tables.definition(found.stanza, found.app, state, span);
  }

  private lookupStore(name: string, state: SearchState, span: Span): LookupStore {
    return guard({ code: "malformed_lookup", span }, () => {
      const [own, ...others] = this.apps;
      const stanza = this.stanza(own, name, state, span);
      if (stanza !== null) return stanza.store;
      const other = others.find((app) => this.stanza(app, name, state, span) !== null);
      if (other !== undefined) {
        const message = `The lookup "${name}" is one of ${other.name}; whether outputlookup writes there or to ${own.name} is not settled here.`;
        throw new SplError("ambiguous", message, span);
      }
      if (!isLookupFile(name)) throw this.unknownLookup(name, span);
      return { kind: "csv", app: own.name, file: name };
    });
  }

  /** A stanza, a file that is shipped, or one that a search wrote. */
  private stanza(app: App, name: string, state: SearchState, span: Span): LookupStanza | null {
    const key = `${app.folder}/${name}`;
    let stanza = this.stanzas.get(key);
    if (stanza === undefined) {
      stanza = readStanza(app, name, span);
      this.stanzas.set(key, stanza);
    }
    if (stanza !== null || !isLookupFile(name)) return stanza;
    const written = state.file(app.name, name);
    if (written === null) return app.has(`lookups/${name}`) ? fileStanza(app, name) : null;
    return "table" in written ? fileStanza(app, name) : null;
  }

  private unknownLookup(name: string, span: Span): SplError {
    const names = this.apps.flatMap((app) => [
      ...app.conf("transforms").stanzas.keys(),
      ...app.lookupFiles(),
    ]);
    const message = `No lookup "${name}" is defined in transforms.conf or is in lookups/`;
    return unknown("unknown_lookup", message, name, names, span);
  }

  customCommand(name: string): Command | null {
    const known = this.commands.get(name);
    if (known !== undefined) return known;
    const command = this.visible(
      name,
      () => ["commands"],
      (app) => externalCommand(app, name),
      { code: "malformed_conf" },
    );
    this.commands.set(name, command);
    return command;
  }

  /** The custom commands of the app that the search runs in. Throws SplError malformed_conf. */
  customCommandNames(): string[] {
    return guard({ code: "malformed_conf" }, () => [...this.apps[0].conf("commands").stanzas.keys()]);
  }

  eventTypes(): EventType[] {
    return guard({ code: "malformed_conf" }, () => {
      const found = new Map<string, EventType>();
      for (const [app, name] of this.visibleStanzas("eventtypes")) {
        if (found.has(name)) continue;
        const eventType = readEventType(app.conf("eventtypes"), name);
        if (eventType !== null) found.set(name, eventType);
      }
      return [...found.values()];
    });
  }

  tags(): Tagged[] {
    return guard({ code: "malformed_conf" }, () =>
      this.visibleStanzas("tags").flatMap(([app, name]) => readTags(app.conf("tags"), name) ?? []),
    );
  }

  /** The stanzas of a .conf file: all of the own app, of the others what they export. */
  private visibleStanzas(kind: string): [App, string][] {
    return this.apps.flatMap((app, index) =>
      [...app.conf(kind).stanzas.keys()]
        .filter((name) => name !== "default" && (index === 0 || app.exported(kind, name)))
        .map((name): [App, string] => [app, name]),
    );
  }

  statsSettings(): StatsSettings {
    return guard({ code: "malformed_conf" }, () => readStatsSettings(this.apps[0].conf("limits")));
  }

  /** The macro of this name and number of arguments. Throws SplError unknown_macro or malformed_conf. */
  macro(name: string, count: number, span: Span): MacroDefinition {
    const stanza = count === 0 ? name : `${name}(${count})`;
    const override = this.overrides.get(stanza);
    if (override !== undefined) return override;
    const found = this.visible(
      stanza,
      () => ["macros"],
      (app) => readMacro(app.conf("macros"), stanza, count, span),
      { code: "malformed_conf", span },
    );
    if (found !== null) return found;
    const names = [
      ...this.overrides.keys(),
      ...this.apps.flatMap((app) => [...app.conf("macros").stanzas.keys()]),
    ];
    const sameName = names.filter((other) => other === name || other.startsWith(`${name}(`));
    if (sameName.length > 0) {
      const message = `No macro "${stanza}" is defined; macros.conf has ${sameName.join(", ")}.`;
      throw new SplError("unknown_macro", message, span);
    }
    const takes = count === 0 ? "" : ` that takes ${count} argument${count === 1 ? "" : "s"}`;
    throw unknown("unknown_macro", `No macro "${name}"${takes} is defined or visible`, name, names, span);
  }

  /** A saved search. Throws SplError unknown_saved_search or malformed_conf. */
  savedSearch(name: string): SavedSearch {
    const found = this.visible(
      name,
      () => ["savedsearches"],
      (app) => readSavedSearch(app.conf("savedsearches"), name),
      { code: "malformed_conf" },
    );
    if (found !== null) return found;
    throw unknown(
      "unknown_saved_search",
      `No saved search "${name}" is defined`,
      name,
      this.savedSearchNames(),
    );
  }

  /** The saved searches of the app that the search runs in, in the order of its file. Throws SplError malformed_conf. */
  savedSearchNames(): string[] {
    return guard({ code: "malformed_conf" }, () => {
      const conf = this.apps[0].conf("savedsearches");
      return [...conf.stanzas.keys()].filter(
        (name) => name !== "default" && conf.value(name, "search") !== undefined,
      );
    });
  }

  /** Ask the own app, then the others for what they export. Two others that export the same name are a conflict. */
  private visible<T>(
    name: string,
    kinds: (app: App) => readonly string[],
    read: (app: App) => T | null,
    context: ErrorContext,
  ): T | null {
    return guard(context, () => {
      const [own, ...others] = this.apps;
      const found = read(own);
      if (found !== null) return found;
      const exporting = others.filter(
        (app) => kinds(app).some((kind) => app.exported(kind, name)) && read(app) !== null,
      );
      if (exporting.length > 1) {
        const apps = exporting.map((app) => app.name).join(" and ");
        throw new SplError(
          "ambiguous",
          `"${name}" is exported by ${apps}; which one counts is not settled here.`,
          context.span,
        );
      }
      return exporting[0] === undefined ? null : read(exporting[0]);
    });
  }
}

interface ErrorContext {
  readonly code: ErrorCode;
  readonly span?: Span | undefined;
}

function guard<T>(context: ErrorContext, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ConfError) throw new SplError(context.code, error.message, context.span);
    throw error;
  }
}

function unknown(
  code: ErrorCode,
  message: string,
  name: string,
  names: readonly string[],
  span?: Span,
): SplError {
  const close = nearest(name, names);
  return new SplError(code, `${message}.${close === null ? "" : ` Did you mean ${close}?`}`, span);
}
