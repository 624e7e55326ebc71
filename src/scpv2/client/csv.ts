/**
 * Events ↔ CSV bodies in splunkd's own dialect: all fields, then all `__mv_` fields; a cell is unquoted exactly when it is
 * made of ASCII letters and digits, or empty; rows end in a newline. Texts travel as UTF-8.
 */
import {
  cellText,
  decodeMultivalue,
  encodeMultivalue,
  multivalueColumn,
  parseHeaderRow,
  RowScanner,
} from "@suspicious-ports/csv";

/** One event: field → text, or several texts. A field that is absent has no entry. */
export type Event = ReadonlyMap<string, string | readonly string[]>;

/** A chunk's body. `fields` decides the columns and their order. */
export function encodeEvents(fields: readonly string[], events: readonly Event[]): Buffer {
  const header = [...fields, ...fields.map(multivalueColumn)];
  const lines = [header.map(quote).join(",")];
  for (const event of events) {
    const scalars: string[] = [];
    const lists: string[] = [];
    for (const field of fields) {
      const value = event.get(field) ?? "";
      scalars.push(quote(typeof value === "string" ? value : value.join("\n")));
      lists.push(typeof value === "string" ? "" : quote(encodeMultivalue(value)));
    }
    lines.push(`${scalars.join(",")},${lists.join(",")}`);
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

/**
 * The events of a reply's body. Where a name is repeated, the first column is used; an empty cell is an absent field.
 * @throws CsvError when the body is damaged
 */
export function decodeEvents(body: Buffer): {
  readonly fields: readonly string[];
  readonly events: readonly Event[];
} {
  if (body.length === 0) return { fields: [], events: [] };
  const header = parseHeaderRow(body);
  const indexes = header.names.map((_, index) => index);
  const scanner = new RowScanner(body, header.end, header.names.length, indexes);
  const fields = [...new Set(header.names.filter((name) => !name.startsWith("__mv_")))];
  const columns = fields.map((name) => ({
    name,
    scalar: header.names.indexOf(name),
    list: header.names.indexOf(multivalueColumn(name)),
  }));
  const text = (index: number) => {
    const latin = cellText(body, scanner.cellStart[index]!, scanner.cellEnd[index]!);
    return Buffer.from(latin, "latin1").toString("utf8");
  };
  const events: Event[] = [];
  while (scanner.next()) {
    const event = new Map<string, string | readonly string[]>();
    for (const { name, scalar, list } of columns) {
      const values = list < 0 ? null : decodeMultivalue(text(list));
      const value = values ?? text(scalar);
      if (value !== "") event.set(name, value);
    }
    events.push(event);
  }
  return { fields, events };
}

function quote(value: string): string {
  return /^[A-Za-z0-9]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}
