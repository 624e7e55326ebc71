/**
 * Whether the app works: what to do about each fault, and from where on something is a fault. `npm run smoke` looks from outside, over the
 * management port, and the view Health from inside, with searches; both say the same.
 */

export const REMEDIES = {
  noData:
    "Set the macro portrisk_data to where your firewall's logs are (index, source type), and check that this account may search that index.",
  engineFails:
    "Install Node.js on the search head or set PORTRISK_NODE, take a package with a Node.js inside, or set the macro portrisk to `portrisk_eval` (docs/install.md).",
  enginesDiffer: "Look for a macro of the app that is changed under Settings, Advanced search, Search macros",
  lookupUnreadable: "Look at the lookup's file and permissions under Settings, Lookups.",
  lookupEmpty: "Install the app again: the file in lookups/ is empty.",
} as const;

/** Seconds between the end of a connection and its event in the index. */
export const LAG = {
  /** From here on rows come noticeably late. */
  late: 900,
  /** The scored detection does not see events that are older when they are indexed. */
  missed: 86_400,
} as const;

/** Shares of the events, 0 to 1. */
export const SHARES = {
  /** Without these fields of an event it has no score, or a poor one. */
  essential: 0.9,
  /** Events that were written when the connection began have no volume and no duration. */
  atStart: 0.5,
} as const;
