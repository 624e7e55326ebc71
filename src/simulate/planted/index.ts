/** The twenty attacks of a day. */
import { abuseOfServices } from "./abuse-of-services.ts";
import type { Attack } from "./attack.ts";
import { commandAndControl } from "./command-and-control.ts";

export type { Attack } from "./attack.ts";

export const ATTACKS: readonly Attack[] = [...commandAndControl, ...abuseOfServices];
