/** Rankings that others make of the same events, by list or by one rule. */
import { portOf, type Scenario } from "./scenarios.ts";

export interface Baseline {
  readonly name: string;
  readonly score: (scenario: Scenario) => number;
}

/** The ten ports of the published detection up to version 6. */
const VERSION_6 = new Set([888, 999, 2200, 2222, 4000, 4444, 6789, 8531, 50501, 51820]);

/** Version 9: repeated, rising or falling digits above 1024 and below 49151. */
const VERSION_9 =
  /^(?:1111|2222|3333|4444|5555|6666|7777|8888|9999|11111|22222|33333|44444|1234|2345|3456|4567|5678|6789|12345|23456|34567|45678|9876|8765|7654|6543|5432|4321)$/;

const CONFIDENCE = new Map([
  ["high", 3],
  ["medium", 2],
  ["low", 1],
]);

/**
 * @param escuList rows of ESCU's lookup suspicious_ports_list: port and confidence
 * @param isPublic whether an address is a public one
 */
export function baselines(
  escuList: readonly { readonly dest_port: string; readonly confidence: string }[],
  isPublic: (address: string) => boolean,
): readonly Baseline[] {
  const confidences = new Map(
    escuList.map((row) => [Number(row.dest_port), CONFIDENCE.get(row.confidence) ?? 0]),
  );
  return [
    { name: "v6 list of ten ports", score: (scenario) => Number(VERSION_6.has(portOf(scenario))) },
    { name: "v9 digit patterns", score: (scenario) => Number(VERSION_9.test(String(portOf(scenario)))) },
    { name: "ESCU's scored lookup", score: (scenario) => confidences.get(portOf(scenario)) ?? 0 },
    {
      name: "public destination",
      score: ({ event }) => Number(isPublic(String(event.dest ?? event.ResponderIP ?? ""))),
    },
  ];
}
