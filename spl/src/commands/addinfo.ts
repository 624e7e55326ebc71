/** addinfo: the time range of the search, and when it ran, in every row. */
import type { Command } from "../contract/command.ts";
import type { Row } from "../values/table.ts";
import { ambiguous, streamingStep, withFields } from "./support/step.ts";

const FIELDS = ["info_min_time", "info_max_time", "info_search_time"];

export const addinfo: Command = {
  name: "addinfo",
  syntax: "addinfo",
  summary: "Adds info_min_time, info_max_time and info_search_time to each row.",
  page: "Search Reference, addinfo",
  options: [],
  differences: [
    "info_sid is left out, because there is no search job.",
    "Rejected without an earliest time, for which Splunk writes an infinite range.",
  ],
  examples: ["addinfo"],
  compile(cursor, _context, span) {
    cursor.finish("addinfo");
    return streamingStep("addinfo", span, "", (run) => {
      if (run.earliest === 0) {
        throw ambiguous(
          "addinfo needs a time range: over all time info_max_time is +infinity. Set earliest and latest.",
          span,
        );
      }
      const add = (row: Row): Row =>
        new Map(row).set(FIELDS[0]!, run.earliest).set(FIELDS[1]!, run.latest).set(FIELDS[2]!, run.now);
      return {
        push: (rows) => rows.map(add),
        finish: (fields) => ({ fields: withFields(fields, FIELDS), rows: [] }),
      };
    });
  },
};
