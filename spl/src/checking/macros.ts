/**
 * Macros that no search of the app calls, checked by themselves. A definition is a part of a search, so it is tried in the places where
 * parts can be: as a search, a command, an expression. One that fits nowhere is a warning; one that cannot even be expanded, an error.
 */
import { type App, ConfError, type LayeredStanza } from "@suspicious-ports/conf";
import type { ErrorCode } from "../errors/codes.ts";
import type { Span } from "../errors/spl-error.ts";
import { SearchApps, SplError } from "../index.ts";
import type { MacroDefinition } from "../macros/definition.ts";
import { errorsOf, severityOf } from "./check-search.ts";
import { type Finding, unreadable } from "./finding.ts";

/** Notes which macros searches call, directly or through others. */
export class CalledMacros extends SearchApps {
  readonly called = new Set<string>();

  override macro(name: string, count: number, span: Span): MacroDefinition {
    const macro = super.macro(name, count, span);
    this.called.add(macro.name);
    return macro;
  }
}

/** Where a macro can stand; "#" is the call. */
const FRAMES = [
  "#",
  "* | #",
  "| #",
  "* | where #",
  "* | eval x=#",
  "* | search x=#",
  "* | head #",
  "* | stats count by #",
];
const STAND_INS = ["x", "1"];
/** What is found before the definition is read as a part of a search. */
const EXPANSION: ReadonlySet<ErrorCode> = new Set([
  ...(["unknown_macro", "macro_recursion", "unsupported_macro", "malformed_conf"] as const),
]);

/** @param path turns a path inside the app into one that the user can open */
export function checkMacros(app: App, apps: CalledMacros, path: (file: string) => string): Finding[] {
  let stanzas: ReadonlyMap<string, LayeredStanza>;
  try {
    stanzas = app.conf("macros").stanzas;
  } catch (error) {
    if (!(error instanceof ConfError)) throw error;
    return [unreadable("malformed_conf", path(error.file), Math.max(error.line, 1), error.reason)];
  }
  // Noted before any is called from here.
  const called = new Set(apps.called);
  return [...stanzas.values()].flatMap((stanza) =>
    stanza.name === "default" || called.has(stanza.name) ? [] : checkMacro(stanza, apps, path),
  );
}

function checkMacro(
  { name, file, line, settings }: LayeredStanza,
  apps: SearchApps,
  path: (file: string) => string,
): Finding[] {
  const definition = settings.get("definition");
  const [, plain = name, number = "0"] = /^(.*?)(?:\((\d+)\))?$/.exec(name) ?? [];
  const count = Number(number);
  const finding = (severity: Finding["severity"], { code, message }: SplError): Finding => ({
    severity,
    code,
    message,
    file: path(definition?.file ?? file),
    line: definition?.line ?? line,
    of: [`macro "${name}"`],
    excerpt: [],
  });
  let first: SplError | null = null;
  for (const standIn of count === 0 ? [""] : STAND_INS) {
    const values = Array.from({ length: count }, () => standIn).join(",");
    const call = `\`${plain}${count === 0 ? "" : `(${values})`}\``;
    for (const frame of FRAMES) {
      const error = errorsOf(
        frame.replace("#", () => call),
        apps,
      );
      if (error === null) return [];
      if (EXPANSION.has(error.code)) return [finding(severityOf(error.code), error)];
      // Validation is about values, and these are not those of a search.
      if (error.code === "macro_validation") return [];
      if (!/^unexpected_text|^missing_argument/.test(error.code)) first ??= error;
      else if (first === null && frame === "* | #") first = error;
    }
  }
  if (first === null) return [];
  const note = "No search of the app calls this macro, and by itself it is rejected";
  return [finding("warning", new SplError(first.code, `${note}: ${first.message}`))];
}
