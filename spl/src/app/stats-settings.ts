/** What an app's limits.conf says of percentiles. Source: limits.conf.spec, [stats], perc_digest_type and perc_method. */
import type { LayeredConf } from "@suspicious-ports/conf";
import type { StatsSettings } from "../contract/function.ts";
import { SplError } from "../errors/spl-error.ts";

export function readStatsSettings(limits: LayeredConf): StatsSettings {
  const method = limits.value("stats", "perc_method")?.trim();
  const digest = limits.value("stats", "perc_digest_type")?.trim();
  // Only rdigest goes by perc_method; tdigest, the default, has settings of its own.
  if (digest !== "rdigest" || method === undefined) return { percentiles: null };
  if (method === "nearest-rank" || method === "interpolated") return { percentiles: method };
  throw new SplError(
    "invalid_option_value",
    `perc_method in limits.conf is nearest-rank or interpolated, not "${method}".`,
  );
}
