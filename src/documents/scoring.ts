/** docs/scoring.md, printed from the model's own tables. */
import { POINT_RULES } from "../catalogue/index.ts";
import { describeCondition } from "../macros/index.ts";
import {
  ADDRESS_CLASSES,
  BEYOND_THE_PORT,
  CLAUSES_IN_REASON,
  DERIVED,
  DIGIT_PATTERNS,
  EXCEPTION_MOST,
  EXCEPTION_STEP,
  type Expression,
  FACTORS,
  type Factor,
  fieldsRead,
  inputOf,
  KINDS,
  LEVELS,
  LIMITS,
  MAX_VALUE_LENGTH,
  MIN_POINTS_IN_REASON,
  NAMES,
  READINGS,
} from "../risk/index.ts";
import { code, table } from "./markdown.ts";

function shownPoints({ points }: Factor): string {
  if (typeof points === "object" && "field" in points)
    return `${points.sign === 1 ? "+" : "−"} ${points.field}, in steps of ${EXCEPTION_STEP}, at most ${EXCEPTION_MOST}`;
  if (typeof points !== "number")
    return `${points.sign === 1 ? "+" : "−"} ${points.half === true ? "half of " : ""}${points.column}`;
  return points < 0 ? `−${-points}` : `+${points}`;
}

const shown = (value: Expression): string =>
  value.form === "text" || value.form === "number" ? String(value.value) : value.name;

function meanings(pairs: readonly (readonly [raw: string, name: string])[]): string {
  const names = [...new Set(pairs.map(([, name]) => name))];
  return names
    .map(
      (name) =>
        `${name}: ${pairs
          .filter((pair) => pair[1] === name)
          .map(([raw]) => raw)
          .join(", ")}`,
    )
    .join("; ");
}

export function scoringDocs(): string {
  const levels = LEVELS.map(({ name, from }, index) => [
    name,
    `${from} to ${index === 0 ? 100 : LEVELS[index - 1]!.from - 1}`,
  ]);
  const fields = READINGS.map((reading) => {
    const { option = reading } = inputOf(reading);
    return [code(option), fieldsRead(reading).map(code).join(", else ")];
  });
  const kinds = Object.entries({ ...KINDS, digits: DIGIT_PATTERNS })
    .filter(([name]) => name !== "dest_zone")
    .flatMap(([name, list]) =>
      list.map(({ kind, pattern }) => [
        name === "src_zone" ? "zone" : name,
        kind,
        code(pattern.replaceAll("[ \\t]", " ").replaceAll("[^ \\t]", "[^ ]")),
      ]),
    );
  const derived = DERIVED.flatMap(({ name, cases }) =>
    cases.map(({ when, value }) => [name, shown(value), code(describeCondition(when))]),
  );
  return `# How scores come about

This page is printed from the model (\`npm run docs\`); a test fails when it is not current. Both engines, the
command \`portrisk\` and the macro \`portrisk_eval\`, are made from the same tables.

A score is the sum of the factors that apply, held within 0 and 100. \`portrisk_factors\` names them with their points, in the
order of this page. Scores read on the scale of Splunk's detection scoring guide:

${table(["level", "score"], levels)}

## 1. What is read of an event

The first field that has a value counts; only the first line of the first value is used, and of it the first ${MAX_VALUE_LENGTH} characters. What is
not understood is absent, and nothing that is absent adds or takes a point.

${table(["what", "from the fields"], fields)}

- **Port**: up to five decimal digits after any leading zeros, 1 to 65535, optionally with a fraction of zeros (\`4444.0\`), blanks
  around it. \`04444\`, \`4444.0\` and \`" 4444"\` are 4444. \`-1\`, \`65536\`, \`0x115c\`, \`4e3\`, \`4444.5\` and digits of other scripts are not
  ports; an event without a port gets empty columns.
- **Address**: four-part decimal IPv4 without leading zeros, IPv6 in every form of RFC 4291, a zone behind it, blanks around it. An
  IPv4-mapped address is the IPv4 address it carries where it is written \`::ffff:10.1.2.3\`; in other spellings it is not an address.
  Internal are ${ADDRESS_CLASSES.map(({ name, networks }) => `${name.replaceAll("_", " ")} (${networks.map(code).join(", ")})`).join(", ")}; all others are external.
- **Transport**: ${meanings(NAMES.transport)}.
- **Action**: ${meanings(NAMES.action)}.
- **Counts** (bytes, packets, seconds, per cent): up to 15 decimal digits; a fraction is dropped, blanks around it do not matter. For
  volume only the firewall's own names count: which way \`bytes_in\` and \`bytes_out\` go differs between add-ons.
- **Names** are sorted into kinds by patterns, without regard to case; the first that matches counts:

${table(["name", "kind", "pattern"], kinds)}

## 2. The port's row in the catalogue

The row of the port with the event's transport, else with the other of tcp and udp (\`listing\` is then \`other_transport\`). An event
without a transport gets the row for tcp, or else that for udp. Transports other than these two have no rows. What a site states of a port is
an exception (factors \`exception\` and \`site_rule\`).

How the build makes points from facts: the strongest bad use counts, by its kind and the strength of its source.

${table(
  ["bad use", "points"],
  [
    ...[...POINT_RULES.malicious].map(([kind, points]) => [`malicious, ${kind}`, String(points)]),
    ["malicious, other kinds", String(POINT_RULES.otherMalicious)],
    ...[...POINT_RULES.dual].map(([kind, points]) => [`dual use, ${kind}`, String(points)]),
    ["dual use, other kinds", String(POINT_RULES.otherDual)],
    [
      "medium source",
      `−${POINT_RULES.weaker.malicious.medium} (dual use −${POINT_RULES.weaker.dual.medium})`,
    ],
    [
      "weak source (a list without names)",
      `−${POINT_RULES.weaker.malicious.low} (dual use −${POINT_RULES.weaker.dual.low})`,
    ],
    [
      "each further project that says so",
      `+${POINT_RULES.corroboration.each}, at most +${POINT_RULES.corroboration.atMost}`,
    ],
  ],
)}

What else lives there takes points away, never more than the bad use gives:

${table(
  ["prevalence of the ordinary use", "takes away"],
  [
    ["ubiquitous: nearly every network, all day", "all"],
    ["common, an alternate web port", String(POINT_RULES.legitimate.common_web)],
    ["common", String(POINT_RULES.legitimate.common)],
    ["registered: a name in a registry", String(POINT_RULES.legitimate.registered)],
  ],
)}

## 3. What follows

The first condition that holds gives the value. Conditions are written as in the macros; \`src_side\` and \`dest_side\` are the sides of
the addresses, "" is absent.

${table(["value", "is", "when"], derived)}

## 4. Factors

${table(
  ["factor", "points", "why"],
  FACTORS.map((factor) => [code(factor.name), shownPoints(factor), factor.why]),
)}

When each applies:

${FACTORS.map(({ name, when }) => `- ${code(name)}: ${code(describeCondition(when))}`).join("\n")}

Captured traffic shows some factors in more of its benign than of its malicious rows. They add points all the same:

${FACTORS.filter(({ keptBecause }) => keptBecause !== undefined)
  .map(({ name, keptBecause }) => `- ${code(name)}: ${keptBecause}`)
  .join("\n")}

## 5. Limits

The factors of a score rest on kinds of evidence: the port (what the catalogue says of the number), and evidence of the event itself, which is
what the firewall identified, how the connection behaved, and the client's fingerprint. Circumstances are no evidence. The first limit
that applies caps the sum; what it takes away is the last of the factors.

${table(
  ["limit", "at most", "when", "why"],
  LIMITS.map(({ name, atMost, when, why }) => [
    code(name),
    String(atMost),
    code(describeCondition(when)),
    why,
  ]),
)}

\`evidence\` is the number of kinds of evidence that gave points:

${table(
  ["kind", "factors"],
  BEYOND_THE_PORT.map((kind) => [
    kind,
    FACTORS.filter((factor) => factor.kind === kind)
      .map(({ name }) => code(name))
      .join(", "),
  ]),
)}

## 6. The reason

One sentence: what the port is known for; the ${CLAUSES_IN_REASON} factors with the most points either way, the heavier first, if they have at
least ${MIN_POINTS_IN_REASON}; and what to do about it.

## 7. Measured

80 labelled events, made up, on which the points were chosen (\`npm run evaluate\`): ROC-AUC 0.950 (clear ones 0.973, hard ones 0.931); at
50 the detection reports 72.5 % of the 40 malicious ones and none of the 40 benign ones.

54,707 connections of public captures of malware and of ordinary traffic (stratosphereips/security-datasets-for-testing,
stratosphereips/StratosphereLinuxIPS, IoT-23, elmMinh/apt-investigation, chad314159/infectedPCAP, ntop/nDPI, activecm/rita; their licences
do not allow to ship them). One row is a pair of hosts, port and transport of a capture; 2,485 rows are labelled malicious or benign,
and each capture weighs the same:

| | recall | false positives | ROC-AUC |
|---|---|---|---|
| before evidence was counted | 32.6 % | 8.9 % | 0.694 |
| the score, and the detection | 28.9 % | 0.03 % | 0.671 |

None of 18,198 connections of the Internet's noise and 6,956 of its attacks reaches 50 (before, 35 % of the noise did). No weight was fitted to these captures, but
\`one_way\` was added after looking at what the score missed in them, and applies to two rows of one of them; without it recall is 22.2 %. Half of the malicious rows speak HTTP on 80 or TLS on 443 and score 0:
one connection does not show what they are. The lower ROC-AUC says the same: rows that nothing speaks for are no longer spread by chance.
`;
}
