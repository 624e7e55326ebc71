/** Values of settings as Splunk's .conf.spec files describe them. All throw SplError malformed_lookup. */
import type { LayeredConf, LayeredSetting } from "@suspicious-ports/conf";
import { type Span, SplError } from "../errors/spl-error.ts";

export function booleanSetting(
  conf: LayeredConf,
  stanza: string,
  key: string,
  otherwise: boolean,
  span: Span,
): boolean {
  const setting = conf.setting(stanza, key);
  if (setting === undefined) return otherwise;
  if (/^(?:1|t|true|yes)$/i.test(setting.value)) return true;
  if (/^(?:0|f|false|no)$/i.test(setting.value)) return false;
  throw invalidSetting(setting, "is neither true nor false", span);
}

export function integerSetting(
  conf: LayeredConf,
  stanza: string,
  key: string,
  otherwise: number,
  [minimum, maximum]: readonly [number, number],
  span: Span,
): number {
  const setting = conf.setting(stanza, key);
  if (setting === undefined) return otherwise;
  const value = /^\d+$/.test(setting.value) ? Number(setting.value) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw invalidSetting(setting, `is not a number from ${minimum} to ${maximum}`, span);
}

/** Settings of a stanza, those that [default] gives to it too, by name. */
export function settingsOf(conf: LayeredConf, stanza: string): LayeredSetting[] {
  const keys = new Set([
    ...(conf.stanzas.get(stanza)?.settings.keys() ?? []),
    ...(conf.stanzas.get("default")?.settings.keys() ?? []),
  ]);
  return [...keys].map((key) => conf.setting(stanza, key)!);
}

export function invalidSetting({ file, line, key }: LayeredSetting, what: string, span: Span): SplError {
  return new SplError("malformed_lookup", `${file}:${line}: ${key} ${what}.`, span);
}
