/** The steps of the scored detection, which the views share. */
import { columnOf } from "../risk/index.ts";

/** The events that can reach the threshold, with zones and scores. */
export const SCORED_EVENTS = `\`portrisk_data\` \`portrisk_prefilter\`
| \`portrisk_networks\`
| \`portrisk\``;

/** One row for each pair that the site's memory could raise to the threshold, before it is read. */
export const CANDIDATE_ROWS = `| where ${columnOf("score")} >= \`portrisk_candidate\`
| \`portrisk_pairs\``;

/** From scored events to the rows that reach the threshold: each pair is scored again, with what the site remembers of it. */
export const REPORTED_ROWS = `${CANDIDATE_ROWS}
| \`portrisk_history\`
| \`portrisk\`
| where ${columnOf("score")} >= \`portrisk_threshold\`
| \`portrisk_rows\``;
