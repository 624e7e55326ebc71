/**
 * The factors of a row that the site's memory adds to: what the pair did in 24 hours, how the site uses the service, and what the site says
 * of it itself. Single events never have these readings.
 */
import { all, atLeast, field } from "../expression.ts";
import { established, failing, fanOut, guessing, newServer, notable, regular } from "./derived.ts";
import type { Factor } from "./factor.ts";
import { HISTORY_BOUNDS } from "./history-bounds.ts";

/** Points of a site's exceptions count in steps of 10, at most 50 either way. A row that is worth less should be dropped. */
export const EXCEPTION_STEP = 10;
export const EXCEPTION_MOST = 50;

export const HISTORY_FACTORS: readonly Factor[] = [
  {
    name: "regular_connections",
    kind: "behaviour",
    when: regular,
    points: 30,
    clause: ["the host calls this destination at regular intervals, and few others do"],
    mitre: ["T1071"],
    why: "Implants poll their server at a fixed interval. Push services, updates and agents do so too, but on many hosts at once. What remains is one host's business: with the way out it is 50, and a name, an exception or an established service takes it below.",
  },
  {
    name: "same_size",
    kind: "behaviour",
    when: all(regular, atLeast(field("history_same_size"), HISTORY_BOUNDS.sameSize)),
    points: 20,
    clause: ["the regular connections carry the same number of bytes"],
    why: "An implant without work sends the same request each time. Where no data flows all sizes are equal, so it counts for regular pairs only, which were answered.",
  },
  {
    name: "repeated_failure",
    kind: "behaviour",
    when: all(notable, failing),
    points: 15,
    clause: ["the host tries this destination again and again, and hardly ever gets an answer"],
    mitre: ["T1008"],
    why: "Servers of malware are taken down, and the malware still calls. So does file sharing, and a program whose server has moved: it only strengthens what is notable otherwise.",
  },
  {
    name: "fan_out",
    kind: "behaviour",
    when: fanOut,
    points: 60,
    clause: [
      `the host tried this port on ${HISTORY_BOUNDS.destinations} or more hosts in an hour, and hardly any answered`,
    ],
    mitre: ["T1046"],
    why: "Scans and worms meet closed doors; programs with work to do know where to go. The company's own scanners belong into the exceptions.",
  },
  {
    name: "password_guessing",
    kind: "behaviour",
    when: guessing,
    points: 60,
    clause: [`${HISTORY_BOUNDS.logins} or more short sessions in an hour to a port where users log in`],
    mitre: ["T1110"],
    why: "People and scheduled jobs log in a few times an hour. Tools that guess passwords open a session for a few guesses each. No capture has an inside host that does so: the factor rests on its reason.",
  },
  {
    name: "first_seen",
    kind: "circumstance",
    when: newServer,
    points: 10,
    clause: ["the site has not used this service before today"],
    why: "An intruder's server is always new. So are the peers, games and partners of every day, so it counts only where malware is a likely explanation: a port known for it, a malicious or contradicting program, a dynamic name, or a rhythm.",
  },
  {
    name: "sudden_spread",
    kind: "circumstance",
    when: all(notable, atLeast(field("history_spread"), HISTORY_BOUNDS.spread)),
    points: 10,
    clause: [`${HISTORY_BOUNDS.spread} times more hosts than usual use this service`],
    why: "What spreads through a network within a day is a rollout, or a worm.",
  },
  {
    name: "established_service",
    kind: "circumstance",
    when: all(notable, established),
    points: -20,
    clause: [`the site has used this service on ${HISTORY_BOUNDS.establishedDays} days or more`],
    why: "What a site does every week is its work, or was reported in the first of these days. It explains neither a malicious fingerprint nor an anonymiser or a miner, and since it does not say who uses the service, neither one that is open to the Internet nor remote access between workstations.",
  },
  {
    name: "exception",
    kind: "circumstance",
    when: atLeast(field("site_points_off"), EXCEPTION_STEP),
    points: { field: "site_points_off", sign: -1 },
    clause: ["an exception of the site applies"],
    why: "The site explained it: portrisk_exceptions names who did, why, and until when.",
  },
  {
    name: "site_rule",
    kind: "circumstance",
    when: atLeast(field("site_points_on"), EXCEPTION_STEP),
    points: { field: "site_points_on", sign: 1 },
    clause: ["a rule of the site applies"],
    why: "The site states that this port, network or application deserves more attention: portrisk_exceptions with points above 0.",
  },
];
