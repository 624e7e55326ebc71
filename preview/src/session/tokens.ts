/** What inputs are set to in pictures and checks, by view, where the defaults would show an empty view: as a click in another view sets them. */
const TOKENS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // A planted attack: the first row of Triage.
  investigate: { src: "10.10.20.112", dest: "104.254.106.155", dest_port: "6606" },
};

export function tokensFor(view: string): Readonly<Record<string, string>> {
  return TOKENS[view] ?? {};
}
