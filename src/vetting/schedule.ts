/** When the scheduled searches run: never two in the same minute, and none more often than Splunk Cloud lets it. */
import { Cron } from "croner";
import type { ConfFile } from "../conf/index.ts";
import type { Finding } from "./finding.ts";

/** Splunk Cloud's vetting takes searches that run every five minutes or less often. */
const RUNS_AN_HOUR = 12;
const MINUTES_A_WEEK = 7 * 24 * 60;
/** A Monday; which one does not matter, a week is looked at. */
const START = Date.parse("2024-01-01T00:00:00Z");

/** Objections to the schedules in savedsearches.conf, disabled searches included: somebody will enable them. */
export function schedules(conf: ConfFile): Finding[] {
  const findings: Finding[] = [];
  const taken = new Map<number, string>();
  for (const stanza of conf.stanzas.values()) {
    const cron = stanza.settings.get("cron_schedule");
    if (cron === undefined) continue;
    const at = { file: conf.file, line: cron.line };
    let minutes: number[];
    try {
      minutes = minutesOf(cron.value);
    } catch {
      findings.push({ ...at, message: `"${cron.value}" is not a cron schedule of five fields` });
      continue;
    }
    const busiest = mostInAnHour(minutes);
    if (busiest > RUNS_AN_HOUR)
      findings.push({
        ...at,
        message: `[${stanza.name}] runs ${busiest} times an hour; at most ${RUNS_AN_HOUR} are allowed`,
      });
    const clash = minutes.find((minute) => taken.has(minute));
    if (clash !== undefined)
      findings.push({ ...at, message: `[${stanza.name}] runs in the same minute as [${taken.get(clash)}]` });
    for (const minute of minutes) taken.set(minute, stanza.name);
  }
  return findings;
}

/** The minutes of a week in which a schedule runs. */
function minutesOf(schedule: string): number[] {
  const cron = new Cron(schedule, { mode: "5-part", timezone: "UTC" });
  const minutes: number[] = [];
  for (let from = new Date(START - 1000); ; ) {
    const next = cron.nextRun(from);
    const minute = next === null ? MINUTES_A_WEEK : (next.getTime() - START) / 60_000;
    if (minute >= MINUTES_A_WEEK) return minutes;
    minutes.push(minute);
    from = next!;
  }
}

function mostInAnHour(minutes: readonly number[]): number {
  const hours = new Map<number, number>();
  for (const minute of minutes) {
    const hour = Math.floor(minute / 60);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  }
  return Math.max(0, ...hours.values());
}
