/** Every column that is added to an event. */

interface Output {
  /** What it holds, for documents and help. */
  readonly about: string;
  /** Whether it holds a list: it then has a second column with all values, `__mv_…`. */
  readonly multivalue: boolean;
}

/** The added columns, in their order. Their names begin with the prefix that an option sets. */
export const OUTPUTS = {
  score: { multivalue: false, about: "whole number, 0 to 100" },
  level: {
    multivalue: false,
    about: "the level of the score:",
  },
  category: {
    multivalue: false,
    about:
      "the kind of use that counted: command_and_control, malware, shell_listener, callback_list, tunnel, proxy, miner, remote_access, ssh, database, lateral_movement, container, operational_technology, file_transfer, messaging, web, other",
  },
  service: { multivalue: false, about: "what the port is known for, where that counted" },
  direction: {
    multivalue: false,
    about:
      "outbound, inbound, internal, external, unknown: by the addresses, and by the zones where these are missing or public",
  },
  mitre: { multivalue: true, about: "ATT&CK techniques (multi-value)" },
  factors: {
    multivalue: true,
    about:
      "what gave or took how many points (multi-value), for example `known_for=+50`; a limit such as `port_alone=-21` comes last; they add up to the score before it is held within 0 and 100",
  },
  reason: { multivalue: false, about: "one sentence" },
} as const satisfies { readonly [name: string]: Output };

export type OutputName = keyof typeof OUTPUTS;
export const OUTPUT_NAMES = Object.keys(OUTPUTS) as readonly OutputName[];
export const MULTIVALUE_OUTPUTS = OUTPUT_NAMES.filter((name) => OUTPUTS[name].multivalue);

/** Begins the names of the columns unless an option says otherwise. */
export const DEFAULT_PREFIX = "portrisk_";

/** The column's name unless an option sets another prefix: "portrisk_score". */
export const columnOf = (output: OutputName): string => DEFAULT_PREFIX + output;
