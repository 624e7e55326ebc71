/**
 * The macros that the build writes into default/macros.conf: the eval macros, which are the command's model as lookup and eval, for places
 * without Node.js and for indexers; the prefilter; and the steps of the detection and of the memory.
 */
import {
  type CatalogueRow,
  HISTORY_FACTORS,
  inputOf,
  isNumberReading,
  READINGS,
  type Reading,
} from "../risk/index.ts";
import { exceptionReportSteps, exceptionStateSteps, siteSteps } from "./exceptions.ts";
import { baselineSteps, forgetSteps } from "./memory/baseline.ts";
import { daySteps } from "./memory/day.ts";
import { historySteps } from "./memory/history.ts";
import { hourSteps } from "./memory/hour.ts";
import { migrationSteps } from "./migration.ts";
import { networkReportSteps, networkSteps } from "./networks.ts";
import { pairSteps } from "./pairs.ts";
import { Prefilter } from "./prefilter.ts";
import { readingAssignments } from "./read.ts";
import { rowSteps } from "./rows.ts";
import {
  chooseRow,
  deriveAssignments,
  evalText,
  factorAssignments,
  lookupSteps,
  outputAssignments,
  reasonAssignments,
  removalStep,
  scoreAssignments,
} from "./steps.ts";
import { TEMPORARY } from "./text.ts";

export { describeCondition } from "./describe.ts";
export { CANDIDATE_ROWS, REPORTED_ROWS, SCORED_EVENTS } from "./detection.ts";
export { EXCEPTIONS, FITTING_EXCEPTIONS } from "./exceptions.ts";
export { SERVICES_COLUMNS } from "./memory/baseline.ts";
export { PAIRS_COLUMNS } from "./memory/day.ts";
export { NETWORKS } from "./networks.ts";
export { BLOCKED } from "./pairs.ts";
export { ANY_TRANSPORT, MANY_DESTINATIONS, MANY_PORTS } from "./rows.ts";

export interface Macro {
  readonly name: string;
  /** What it is for, in a sentence or two. */
  readonly comment: string;
  /** SPL; may span lines. */
  readonly definition: string;
}

const CATALOGUE = "portrisk_ports";

const steps = (...texts: readonly string[]) => texts.join("\n| ");

const hasOption = (reading: Reading) => inputOf(reading).option !== undefined;

/** All eval macros, the one to call first. */
export function evalMacros(): readonly Macro[] {
  return [
    {
      name: "portrisk_eval",
      comment:
        "The engine without a command: the same columns as portrisk, by lookup and eval alone. It needs no Node.js, is not risky and runs on indexers. Temporary fields begin with portrisk__ and are removed at the end; what an event has under their names, or under those of the added fields, is removed first.",
      definition: steps(
        removalStep(),
        "`portrisk_eval_read`",
        "`portrisk_eval_evidence`",
        "`portrisk_eval_volume`",
        "`portrisk_eval_lookup`",
        "`portrisk_eval_derive`",
        "`portrisk_eval_weigh`",
        "`portrisk_eval_remember`",
        "`portrisk_eval_score`",
        "`portrisk_eval_explain`",
      ),
    },
    {
      name: "portrisk_eval_read",
      comment:
        'What the event says of port, transport, action and addresses. Absent texts become "" and absent numbers -1.',
      definition: evalText(readingAssignments(READINGS.filter(hasOption))),
    },
    {
      name: "portrisk_eval_evidence",
      comment: "What else the firewall saw, by name: application, client, process, URL and zones.",
      definition: evalText(
        readingAssignments(READINGS.filter((name) => !hasOption(name) && !isNumberReading(name))),
      ),
    },
    {
      name: "portrisk_eval_volume",
      comment:
        "What else the firewall saw, as a number: bytes, packets, duration, and how sure it is of malware.",
      definition: evalText(readingAssignments(READINGS.filter(isNumberReading))),
    },
    {
      name: "portrisk_eval_lookup",
      comment:
        "The catalogue's row for the port, with the event's transport or else with the other of tcp and udp.",
      definition: steps(...lookupSteps(CATALOGUE), chooseRow()),
    },
    {
      name: "portrisk_eval_derive",
      comment: "The derived values: the sides of both ends, the direction, whether anything is notable.",
      definition: evalText(deriveAssignments()),
    },
    {
      name: "portrisk_eval_weigh",
      comment: "The factors of an event: each with its points where it applies, else 0.",
      definition: evalText(factorAssignments((factor) => !HISTORY_FACTORS.includes(factor))),
    },
    {
      name: "portrisk_eval_remember",
      comment: "The factors of a row to which the site's memory was added.",
      definition: evalText(factorAssignments((factor) => HISTORY_FACTORS.includes(factor))),
    },
    {
      name: "portrisk_eval_score",
      comment: "Their sum, held within 0 and 100, the level, and the list of factors.",
      definition: evalText(scoreAssignments()),
    },
    {
      name: "portrisk_eval_explain",
      comment: "The reason, the remaining columns, and away with the temporary fields.",
      definition: steps(
        evalText(reasonAssignments()),
        evalText(outputAssignments()),
        `fields - ${TEMPORARY}*`,
      ),
    },
  ];
}

/** The score that is reported unless a site says otherwise (portrisk_threshold), and that the prefilter is made for. */
const THRESHOLD = 50;

/** The macros of the scored detection that follow from the model. */
export function detectionMacros(rows: readonly CatalogueRow[]): readonly Macro[] {
  return [
    {
      name: "portrisk_prefilter_model",
      comment: `Events that can reach a score of ${THRESHOLD}, by their fields alone: ports of bad reputation, and on any port what the firewall identified, how the connection behaved, and the client's fingerprint.`,
      definition: new Prefilter(rows, THRESHOLD).text(),
    },
    {
      name: "portrisk_pairs",
      comment:
        "One row for each source, destination, port and transport: what the model reads of its highest event, counts, volume and times. The row can be scored again.",
      definition: steps(...pairSteps()),
    },
    {
      name: "portrisk_rows",
      comment:
        "What the detection reports: a source with portrisk_sweep rows or more is one row, what was counted stands behind the reason, and the fields of a risk event are added.",
      definition: steps(...rowSteps("`portrisk_sweep`")),
    },
    {
      name: "portrisk_networks",
      comment:
        "The zones of the site's own networks (lookup portrisk_networks), as fields that count before those of the firewall. Fields of an event with the names of ours are removed first.",
      definition: steps(...networkSteps()),
    },
    {
      name: "portrisk_network_report",
      comment:
        "The state of rows of the lookup portrisk_networks, such as those of inputlookup: active, invalid and why, or which other networks each overlaps.",
      definition: steps(...networkReportSteps()),
    },
    {
      name: "portrisk_history",
      comment:
        "Adds to rows of portrisk_pairs what the site remembers: pairs with a history, how long the service has been in use, and the site's exceptions.",
      definition: steps(...historySteps()),
    },
    {
      name: "portrisk_site",
      comment: "Applies the exceptions (lookup portrisk_exceptions) to rows of portrisk_pairs.",
      definition: steps(...siteSteps()),
    },
    {
      name: "portrisk_exception_state",
      comment:
        "The effect and the state of exceptions whose cells are in exception_src and so on: active, expires soon, not yet, expired, or invalid and why. Invalid ones do not apply.",
      definition: steps(...exceptionStateSteps()),
    },
    {
      name: "portrisk_exception_report",
      comment: "The same for rows of the collection, such as those of inputlookup.",
      definition: steps(...exceptionReportSteps()),
    },
    {
      name: "portrisk_migration",
      comment:
        "Rows of portrisk_overrides.csv, the site's own ports in versions before the exceptions, as rows for portrisk_exceptions, with what became of each.",
      definition: steps(...migrationSteps(CATALOGUE)),
    },
    {
      name: "portrisk_hour",
      comment:
        "What is kept of an hour's events: one row for each pair that can matter, and one for each service that was used.",
      definition: steps(...hourSteps()),
    },
    {
      name: "portrisk_day",
      comment:
        "From the rows of a day's hours to the pairs with a history: regular, failing, one source to many destinations, many short sessions to a login.",
      definition: steps(...daySteps()),
    },
    {
      name: "portrisk_baseline",
      comment:
        "From the rows of a day's hours to the services that were used, each with its key in the collection and its days of use before.",
      definition: steps(...baselineSteps()),
    },
    {
      name: "portrisk_forget",
      comment:
        "Of all records of portrisk_services those that were used in the last 30 days; none where fewer were read than there are.",
      definition: steps(...forgetSteps()),
    },
  ];
}

/** Macros as stanzas of macros.conf. */
export function macroStanzas(macros: readonly Macro[]): string {
  return macros
    .map(({ name, comment, definition }) => {
      const lines = definition.split("\n").map((line) => line.trimEnd());
      return `# ${comment}\n[${name}]\ndefinition = ${lines.join(" \\\n")}\niseval = 0\n`;
    })
    .join("\n");
}
