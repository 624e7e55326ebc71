/** The site's own networks as SPL: the zones that they give to addresses, and which of their rows do not. app/README.md describes the cells. */
import { fieldsRead, inputOf, isAdded, READINGS } from "../risk/index.ts";
import { firstValue, readingAssignments } from "./read.ts";
import { evalText } from "./steps.ts";
import { nameOf, TEMPORARY } from "./text.ts";

export const NETWORKS = "portrisk_networks";

const BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
const GROUP = "[0-9A-Fa-f]{1,4}";
/** With one double colon, which stands for one group or more. */
const SHORTENED = `(?=.*::)(?!.*::.*::)(?!:[^:])(?:${GROUP}(?:::?${GROUP}){0,6}|(?:::?${GROUP}){1,7})?(?:::)?`;
const NETWORK = [
  `(?:${BYTE}[.]){3}${BYTE}/(?:3[0-2]|[12]?[0-9])`,
  `(?:(?:${GROUP}:){7}${GROUP}|${SHORTENED})/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])`,
].join("|");

/** Whether a field is written as a network. What is not may still be compared with an address by a lookup, in ways that are not documented. */
export const isNetwork = (field: string) => `match(coalesce(${field},""),"^(?:${NETWORK})$")`;

const SOURCE_ZONE = "site_src_zone";
const ENDS = [
  ["src_side", SOURCE_ZONE],
  ["dest_side", "site_dest_zone"],
] as const;

/** The zones of the site's own networks, as fields that count before the firewall's. */
export function networkSteps(): readonly string[] {
  const added = READINGS.filter(isAdded).map((reading) => inputOf(reading).added!);
  return [
    `fields - ${[...added, ...ENDS.map(([, zone]) => zone)].join(", ")}`,
    evalText(
      ENDS.map(([reading, zone]) => ({ field: `${zone}_address`, value: firstValue(fieldsRead(reading)) })),
    ),
    ...ENDS.map(([, zone]) => `lookup ${NETWORKS} network AS ${zone}_address OUTPUT zone AS ${zone}`),
    `fields - ${ENDS.map(([, zone]) => `${zone}_address`).join(", ")}`,
  ];
}

/** The state of rows of the collection: active, invalid and why, or overlaps and what. */
export function networkReportSteps(): readonly string[] {
  const address = (network: string) => `mvindex(split(${network},"/"),0)`;
  const overlap = `cidrmatch(networks,${address("network")}) OR cidrmatch(network,${address("networks")})`;
  return [
    evalText([
      { field: SOURCE_ZONE, value: "zone" },
      ...readingAssignments(["src_zone"]),
      { field: "valid", value: `if(${isNetwork("network")},network,null())` },
    ]),
    "eventstats values(valid) as networks",
    "eventstats count as same by network",
    evalText([
      {
        field: "overlaps",
        value: `if(isnull(valid),null(),mvmap(networks,if(networks!=network AND (${overlap}),networks,"")))`,
      },
      { field: "overlaps", value: `mvjoin(mvfilter(overlaps!=""),", ")` },
      {
        field: "state",
        value: `case(isnull(valid),"invalid: network is not a network",${nameOf("src_zone")}="","invalid: zone is none of the words",same>1,"invalid: the network stands twice",isnotnull(overlaps),"overlaps ".overlaps,true(),"active")`,
      },
    ]),
    `fields - ${SOURCE_ZONE}, valid, networks, same, overlaps, ${TEMPORARY}*`,
  ];
}
