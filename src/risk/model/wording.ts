/** How the reason is worded: its opening, the factors that decided, and what the analyst can do about it. */
import { all, any, type Case, column, field, is, not, present, type Template } from "../expression.ts";
import { badPort, direction } from "./derived.ts";
import { nothingGotIn } from "./limits.ts";

/** At most so many factors, those with the most points either way, are named in a reason beside its opening. */
export const CLAUSES_IN_REASON = 2;

/** Factors with fewer points than this decide nothing and are not named in the reason. */
export const MIN_POINTS_IN_REASON = 10;

const port: Template = ["Port ", field("port")];
const portAndTransport: Template = [...port, "/", field("transport")];

const listed = is(column("category"), "callback_list");

export const OPENINGS: readonly Case<Template>[] = [
  {
    when: all(badPort, listed, present(field("transport"))),
    value: [...portAndTransport, " is on ", column("service")],
  },
  { when: all(badPort, listed), value: [...port, " is on ", column("service")] },
  {
    when: all(badPort, present(field("transport"))),
    value: [...portAndTransport, " is known for ", column("service")],
  },
  { when: badPort, value: [...port, " is known for ", column("service")] },
  // A bad use that an ordinary one outweighs says nothing of this event.
  {
    when: all(present(column("legitimate_use")), present(field("transport"))),
    value: [...portAndTransport, " is an ordinary port of ", column("legitimate_use")],
  },
  {
    when: present(column("legitimate_use")),
    value: [...port, " is an ordinary port of ", column("legitimate_use")],
  },
  { when: present(field("transport")), value: [...portAndTransport, " is not in the catalogue"] },
  { when: all(), value: [...port, " is not in the catalogue"] },
];

const level = (name: string) => is(field("level"), name);
const blocked = is(field("action"), "blocked");

/** The first that applies is shown. What to do falls on the end that is ours. */
export const ADVICE: readonly Case<Template>[] = [
  {
    when: nothingGotIn,
    value: ["nothing got in; no action is needed on this alone"],
  },
  {
    when: all(any(level("critical"), level("high")), blocked),
    value: ["the firewall blocked it; find the process that tried on the source host"],
  },
  {
    when: all(level("critical"), direction("outbound")),
    value: ["find the process on the source host now, and isolate the host until it is explained"],
  },
  {
    when: all(level("critical"), direction("inbound")),
    value: ["find what listens there on the destination host now, and who reaches it"],
  },
  {
    when: all(level("critical"), direction("external")),
    value: ["find out now which end is yours, and which process it is there"],
  },
  {
    when: level("critical"),
    value: ["find the process on the source host now, and look for the same on the destination host"],
  },
  { when: all(level("high"), direction("outbound")), value: ["find the process on the source host"] },
  {
    when: all(level("high"), direction("inbound")),
    value: ["find what listens there on the destination host"],
  },
  {
    when: all(level("high"), direction("external")),
    value: ["find out which end is yours, and which process it is there"],
  },
  { when: level("high"), value: ["find the process on the source host, and ask both hosts' owners"] },
  {
    when: all(level("medium"), is(field("begun"), "yes")),
    value: ["logged before any data: check what followed"],
  },
  {
    when: all(level("medium"), direction("inbound")),
    value: ["check whether the destination host is meant to offer this"],
  },
  { when: level("medium"), value: ["check whether the source host is meant to do this"] },
  { when: level("low"), value: ["consider it only together with other signs"] },
  { when: not(is(field("notable"), "yes")), value: ["no reason to act"] },
  { when: all(), value: ["no action is needed on this alone"] },
];
