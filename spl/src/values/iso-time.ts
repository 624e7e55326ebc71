/** Times in ISO 8601 with a zone, as events and exports write them: "2026-03-10T12:00:00.250+01:00". */

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))? ?(Z|UTC|[+-]\d\d:?\d\d)$/;

/** Epoch seconds, with the decimals that the text has; null for any other text, and for days that do not exist. */
export function isoSeconds(text: string): number | null {
  const parts = ISO.exec(text);
  if (parts === null) return null;
  const [, date = "", clock = "", decimals = "", zone = ""] = parts;
  const offset = zone === "UTC" ? "Z" : zone.replace(/^(...)(\d\d)$/, "$1:$2");
  const milliseconds = Date.parse(`${date}T${clock}${offset}`);
  if (Number.isNaN(milliseconds)) return null;
  // Date.parse takes 30 February for 1 March.
  if (!new Date(Date.parse(`${date}T00:00:00Z`)).toISOString().startsWith(date)) return null;
  const seconds = milliseconds / 1000;
  return decimals === "" || /^0+$/.test(decimals)
    ? seconds
    : Number(`${seconds}.${decimals.replace(/0+$/, "")}`);
}
