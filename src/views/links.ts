/** Where clicks lead. */
import type { Link } from "./view.ts";

/** The pair of the row that was clicked, over the same time range. */
export const toInvestigate = (): Link => ({
  view: "investigate",
  set: {
    src: "src",
    dest: "dest",
    dest_port: "dest_port",
    "time.earliest": "$time.earliest$",
    "time.latest": "$time.latest$",
  },
});

/** The catalogue at a port. @param field holds the port */
export const toPorts = (field: string): Link => ({ view: "ports", set: { port: field } });

/** All that used a port. @param field holds the port */
export const toInvestigatePort = (field: string): Link => ({
  view: "investigate",
  set: { dest_port: field, "time.earliest": "$time.earliest$", "time.latest": "$time.latest$" },
});
