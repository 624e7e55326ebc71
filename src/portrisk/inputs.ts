/**
 * The five things that the command reads of an event, and in which fields it looks for them: the CIM name that an add-on
 * gives, else the name that the firewall itself uses (eStreamer). A field named by an option is the only one looked at.
 */
export const ROLES = ["src", "dest", "dest_port", "transport", "action"] as const;

export type Role = (typeof ROLES)[number];

export const DEFAULT_FIELDS: { readonly [role in Role]: readonly string[] } = {
  src: ["src", "InitiatorIP"],
  dest: ["dest", "ResponderIP"],
  dest_port: ["dest_port", "ResponderPort"],
  transport: ["transport", "Protocol"],
  action: ["action", "AC_RuleAction"],
};
