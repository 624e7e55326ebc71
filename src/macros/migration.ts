/** Rows of portrisk_overrides.csv, the site's own ports in versions before the exceptions, as exceptions. */
import { EXCEPTION_MOST, EXCEPTION_STEP, MAX_PORT } from "../risk/index.ts";
import { evalText } from "./steps.ts";

/** Every address; two rows, because a network has addresses of one version. */
const EVERYWHERE = ["0.0.0.0/0", "::/0"];

/**
 * From rows of the file to exceptions, one for each version of addresses, with what became of the row in `result`. An exception adds
 * points to a connection, so a row becomes its difference to the shipped row.
 */
export function migrationSteps(catalogue: string): readonly string[] {
  return [
    'eval own=tonumber(points)-tonumber(coalesce(nullif(trim(legitimate_points),""),"0")), dest_port=replace(trim(port),"^0+(?=[0-9])",""), transport=lower(trim(transport))',
    `lookup ${catalogue} port AS dest_port, transport OUTPUT points AS shipped_points, legitimate_points AS shipped_legitimate_points`,
    evalText([
      {
        field: "shipped",
        value: "coalesce(tonumber(shipped_points),0)-coalesce(tonumber(shipped_legitimate_points),0)",
      },
      { field: "difference", value: "own-shipped" },
      // Toward 0: an exception takes away, or adds, no more than the row did.
      {
        field: "counted",
        value: `if(difference<0,-1,1)*${EXCEPTION_STEP}*floor(exact(abs(difference)/${EXCEPTION_STEP}))`,
      },
      {
        field: "points",
        value: `tostring(max(-${EXCEPTION_MOST},min(${EXCEPTION_MOST},coalesce(counted,0))))`,
      },
      {
        field: "result",
        value: `case(${[
          `isnull(dest_port) OR NOT match(dest_port,"^[1-9][0-9]{0,4}$") OR tonumber(dest_port)>${MAX_PORT},"not taken over: port is not a number from 1 to ${MAX_PORT}"`,
          'NOT in(transport,"tcp","udp"),"not taken over: transport is neither tcp nor udp"',
          'isnull(own),"not taken over: points are not a number"',
          `counted=0,"not taken over: it differs from the shipped row by less than ${EXCEPTION_STEP} points"`,
          `abs(counted)>${EXCEPTION_MOST},"taken over, as far as an exception can: it differs from the shipped row by ".difference." points"`,
          'true(),"taken over"',
        ].join(",")})`,
      },
      { field: "addresses", value: `if(match(result,"^taken"),split("${EVERYWHERE.join(" ")}"," "),"none")` },
    ]),
    "mvexpand addresses",
    evalText([
      { field: "src", value: "addresses" },
      { field: "dest", value: "addresses" },
      { field: "app", value: '"*"' },
      { field: "kind", value: '"service"' },
      { field: "owner", value: '"migration"' },
      {
        field: "reason",
        value:
          '"portrisk_overrides.csv: ".if(counted<0,coalesce(nullif(legitimate_use,""),nullif(service,""),"no text"),coalesce(nullif(service,""),"no text"))',
      },
      { field: "starts", value: 'strftime(now(),"%Y-%m-%d")' },
      { field: "expires", value: 'strftime(relative_time(now(),"+1y"),"%Y-%m-%d")' },
      // Equal in each run, so that a second run writes the same rows again and none twice; without a slash, because it is part of a URL.
      {
        field: "key",
        value: '"overrides_".dest_port."_".transport."_".if(match(addresses,":"),"ipv6","ipv4")',
      },
    ]),
    "table result, key, src, dest, dest_port, transport, app, kind, points, owner, reason, starts, expires",
  ];
}
