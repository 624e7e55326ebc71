/** What a stand-in is started with. */
import type { Table } from "spl-runner";
import type { Certificate } from "./certificates.ts";
import type { Fault, SeenRequest } from "./faults.ts";

export interface SplunkdOptions {
  readonly certificate: Certificate;
  /** Folders of the installed apps, beside the app "search". */
  readonly apps: readonly string[];
  readonly events: Table;
  /** Epoch seconds at which all searches are run. */
  readonly now: number;
  readonly username?: string;
  readonly password: string;
  readonly token?: string;
  readonly version?: string;
  readonly roles?: readonly string[];
  readonly isCloud?: boolean;
  /** Whether server/info has it; true if absent. */
  readonly startupTime?: boolean;
  /** A restart: how many logins the old process still serves, and then how many are refused. At once if absent. */
  readonly restartTakes?: { readonly served: number; readonly refused: number };
  readonly capabilities?: readonly string[];
  /** What apps/local can install: path or URL → version. */
  readonly packages?: { readonly [source: string]: string };
  /** Called for each request; null lets it through. */
  readonly fault?: (request: SeenRequest) => Fault | null;
  readonly searchFault?: (search: string) => "fails" | "never ends" | null;
}
