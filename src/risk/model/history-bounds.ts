/** From where on a history counts. Conditions compare with these bounds, and the sentences of factors name them. */
export const HISTORY_BOUNDS = {
  /** Of the gaps between connections, 0 to 100. */
  regularity: 80,
  /** Of the bytes of connections, 0 to 100. */
  sameSize: 90,
  /** Connections without an answer, in per cent, of so many or more. */
  failed: 90,
  attemptsThatFail: 20,
  /** So many hosts in an hour make a destination popular. */
  popular: 5,
  /** Hosts without an answer in an hour. */
  destinations: 20,
  /** Short sessions to a login in an hour. */
  logins: 60,
  /** Days on which a service was used; a baseline of so many days is complete. */
  establishedDays: 7,
  /** Points of a port from which on malware is a likely explanation for a new server. */
  portOfMalware: 30,
  /** Times the usual number of hosts. */
  spread: 5,
} as const;
