/** Reads a macro from macros.conf. */
import type { LayeredConf } from "@suspicious-ports/conf";
import { type Span, SplError } from "../errors/spl-error.ts";
import type { MacroDefinition } from "../macros/definition.ts";

/** Null where there is no such stanza. Throws SplError malformed_conf. */
export function readMacro(
  conf: LayeredConf,
  stanza: string,
  count: number,
  span: Span,
): MacroDefinition | null {
  const found = conf.stanzas.get(stanza);
  if (found === undefined || stanza === "default") return null;
  const place = `${found.file}:${found.line}`;
  const damaged = (what: string) =>
    new SplError("malformed_conf", `Macro ${stanza} (${place}) ${what}.`, span);
  const definition = conf.setting(stanza, "definition");
  if (definition === undefined) throw damaged("has no definition");
  const parameters =
    count === 0 ? [] : (conf.value(stanza, "args") ?? "").split(",").map((name) => name.trim());
  if (count > 0 && (parameters.length !== count || parameters.some((name) => !/^[\w-]+$/.test(name)))) {
    throw damaged(`takes ${count} by its name, but its args setting does not list ${count} names`);
  }
  if (new Set(parameters).size !== parameters.length) throw damaged("lists an argument twice");
  const isEval = conf.value(stanza, "iseval") ?? "0";
  if (!/^(?:0|1|t|f|true|false|yes|no)$/i.test(isEval))
    throw damaged("has an iseval that is neither true nor false");
  return {
    name: stanza,
    place: `${definition.file}:${definition.line}`,
    parameters,
    definition: definition.value,
    isEval: /^(?:1|t|true|yes)$/i.test(isEval),
    validation: conf.value(stanza, "validation") || null,
    errorMessage: conf.value(stanza, "errormsg") || null,
  };
}
