/** How to reach a server and who to be there. */
import type { Secrets } from "./secrets.ts";

/** A password logs in and again when the session has ended; a token (Splunk Admin Manual, "Use authentication tokens") is sent as it is. */
export type Credentials =
  | { readonly kind: "password"; readonly username: string; readonly password: string }
  | { readonly kind: "token"; readonly token: string };

export interface HttpSettings {
  /** PEM text of the certificate authorities to trust in place of the system's; absent: the system's. */
  readonly ca?: string;
  /** Accepts any certificate. */
  readonly insecure?: boolean;
  /** URL of a proxy. Absent: HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment decide. */
  readonly proxy?: string;
  /** Milliseconds for one request, from connecting to the last byte of the reply; a large body has more, by its size. */
  readonly timeout?: number;
  /** How often a request that is safe to repeat is repeated. */
  readonly retries?: number;
  /** Waits between two attempts; tests give one that does not. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Milliseconds that only grow, by which searches are limited. */
  readonly clock?: () => number;
  readonly secrets: Secrets;
}

export interface SplunkSettings extends HttpSettings {
  readonly host: string;
  /** The management port, 8089 unless changed. */
  readonly port?: number;
  readonly credentials: Credentials;
  /** The app in whose context searches run and objects are read. */
  readonly app: string;
}
