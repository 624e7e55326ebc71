/** How the reason is worded: its opening, the factors that decided, and what the analyst can do about it. */
import { all, any, type Case, column, field, is, not, present, type Template } from "../expression.ts";
import { badPort } from "./derived.ts";

/** At most so many factors, those with the most points either way, are named in a reason beside its opening. */
export const CLAUSES_IN_REASON = 2;

/** Factors with fewer points than this decide nothing and are not named in the reason. */
export const LEAST_POINTS_IN_REASON = 10;

const port: Template = ["Port ", field("port")];
const portAndTransport: Template = [...port, "/", field("transport")];

export const OPENINGS: readonly Case<Template>[] = [
  {
    when: all(badPort, present(field("transport"))),
    value: [...portAndTransport, " is known for ", column("service")],
  },
  { when: badPort, value: [...port, " is known for ", column("service")] },
  {
    when: all(present(column("legitimate_use")), present(field("transport"))),
    value: [...portAndTransport, " is an ordinary port of ", column("legitimate_use")],
  },
  {
    when: present(column("legitimate_use")),
    value: [...port, " is an ordinary port of ", column("legitimate_use")],
  },
  { when: present(column("service")), value: [...port, " is in the catalogue for ", column("service")] },
  { when: present(field("transport")), value: [...portAndTransport, " is not in the catalogue"] },
  { when: all(), value: [...port, " is not in the catalogue"] },
];

const grave = any(is(field("level"), "critical"), is(field("level"), "high"));
const critical = is(field("level"), "critical");
const atDestination = any(is(field("direction"), "inbound"), is(field("direction"), "internal"));
const refused = is(field("action"), "blocked");

export const ADVICE: readonly Case<Template>[] = [
  {
    when: all(grave, refused, is(field("direction"), "inbound")),
    value: ["see whether the same source got through elsewhere"],
  },
  {
    when: all(grave, refused),
    value: ["nothing got through; find the process on the source host that tried"],
  },
  {
    when: all(critical, is(field("direction"), "inbound")),
    value: ["find what listens there on the destination host now, and who opened the way in"],
  },
  {
    when: critical,
    value: ["find the process behind it on the source host now, and hold the host until it is explained"],
  },
  {
    when: all(grave, is(field("direction"), "inbound")),
    value: ["find what listens there on the destination host"],
  },
  { when: all(grave, atDestination), value: ["ask both hosts' owners, and find the process behind it"] },
  { when: grave, value: ["find the process behind it on the source host"] },
  { when: is(field("level"), "medium"), value: ["check whether this host is meant to do this"] },
  { when: is(field("level"), "low"), value: ["weigh it only together with other signs"] },
  { when: not(is(field("notable"), "yes")), value: ["nothing here gives a reason to act"] },
  { when: all(), value: ["no action is needed on this alone"] },
];
