/** An evaluation of captured traffic as text for a terminal. */
import type { TrafficEvaluation } from "./traffic.ts";

/** Columns of the table of factors; every other label is in the table of volume. */
const LABELS = ["malicious", "benign", "inbound_noise", "inbound_attack"];

/** @param reasons factor → why it adds points although benign rows show it more often than malicious ones do */
export function trafficText(evaluation: TrafficEvaluation, reasons: ReadonlyMap<string, string>): string {
  const { connections, partial, rows, threshold, rocAuc, averagePrecision } = evaluation;
  const { command, detection, memory, captures, factors, volume } = evaluation;
  const labels = LABELS.filter((label) => volume.some((each) => each.label === label));
  return [
    `${connections} connections, ${partial} of them partial and left out. ${rows} malicious and benign rows; each capture weighs the same.`,
    `ROC-AUC ${rocAuc.toFixed(3)}, average precision ${averagePrecision.toFixed(3)}.`,
    "",
    `                              recall  false positives`,
    `score of ${threshold} or more`.padEnd(28) + rates(command),
    "rows of the detection".padEnd(28) + rates(detection),
    "the same with its memory".padEnd(28) + rates(memory.detection),
    "",
    "Captures with 10 or more connections of one malicious pair, and whether the detection has a row for such a pair:",
    ...memory.captures.map(
      ({ capture, reported, remembered }) =>
        `${capture.padEnd(24)}${remembered ? (reported ? "yes" : "only with its memory") : "no"}`,
    ),
    `The memory adds ${memory.benign.added} of ${memory.benign.of} benign pairs, ${percent(memory.benign.share).trim()} where each capture weighs the same.`,
    "",
    `capture                 label         rows  at ${threshold}  reported`,
    ...captures.map(
      (each) =>
        `${each.capture.padEnd(24)}${each.label.padEnd(12)}${column(each.rows, 6)}${column(each.reached, 7)}${column(each.reported, 10)}`,
    ),
    "",
    "Share of the rows to which a factor applies; * where it adds points and applies to more of the benign than of the malicious ones.",
    "",
    `${"factor".padEnd(28)}${labels.map((label) => label.padStart(16)).join("")}`,
    ...factors.map(
      (factor) =>
        `${(factor.name + (misleads(factor) ? " *" : "")).padEnd(28)}${labels.map((label) => percent(factor.shares[label] ?? 0).padStart(16)).join("")}`,
    ),
    "",
    ...factors
      .filter(misleads)
      .map(({ name }) => `* ${name}: ${reasons.get(name) ?? "no reason is given why it adds points."}`),
    "",
    `label               connections  at ${threshold}`,
    ...volume.map(
      ({ label, connections, share }) => `${label.padEnd(18)}${column(connections, 13)}  ${percent(share)}`,
    ),
  ].join("\n");
}

/** It adds points, and applies to more of the benign than of the malicious rows. */
const misleads = ({ points, shares }: TrafficEvaluation["factors"][number]) =>
  points > 0 && (shares.benign ?? 0) > (shares.malicious ?? 0);

const column = (number: number, width: number) => String(number).padStart(width);

const rates = ({ recall, falsePositives }: TrafficEvaluation["command"]) =>
  `${percent(recall)}  ${percent(falsePositives)}`;

/** "0.03 %": false positives are counted in hundredths of a per cent. */
const percent = (share: number) => `${(share * 100).toFixed(2)} %`.padStart(8);
