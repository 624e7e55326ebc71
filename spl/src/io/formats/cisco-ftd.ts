/**
 * Connection events of Cisco Secure Firewall Threat Defense in syslog (messages 430002 and 430003) → fields: "Key: value" separated by commas
 * behind "%FTD-1-430003:" (Cisco Secure Firewall Threat Defense Syslog Messages, Security Event Syslog Messages). Rejects other messages.
 */
import { SplError } from "../../errors/spl-error.ts";
import { isoSeconds } from "../../values/iso-time.ts";
import type { Row } from "../../values/table.ts";

/** Throws SplError malformed_event. */
export function parseCiscoFtd(text: string, number: number): Row {
  const head = /%FTD-\d-(4300\d\d): ?/.exec(text);
  if (head === null) {
    throw new SplError(
      "malformed_event",
      `Line ${number} is not a security event of FTD: it has no %FTD-…-4300xx.`,
    );
  }
  const row: Row = new Map([["message_id", head[1]!]]);
  const time = /(?:^|[\s>])(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))\s/.exec(
    text.slice(0, head.index),
  );
  const seconds = time === null ? null : isoSeconds(time[1]!);
  if (seconds !== null) row.set("_time", seconds);
  // A value may hold commas; a comma ends it where a key follows.
  for (const pair of text.slice(head.index + head[0].length).split(/,\s*(?=[A-Za-z][\w ]*:(?:\s|$))/)) {
    const colon = pair.indexOf(":");
    const key = pair.slice(0, colon).trim();
    if (colon < 1 || !/^[A-Za-z][\w ]*$/.test(key)) {
      throw new SplError("malformed_event", `Line ${number}: "${pair.slice(0, 30)}" is not "Key: value".`);
    }
    const value = pair.slice(colon + 1).trim();
    if (value !== "" && !row.has(key)) row.set(key, value);
  }
  return row;
}
