/** What the stand-in can be made to do wrong. */

export type Fault =
  /** This status with splunkd's message for it, and Retry-After in seconds. */
  | { readonly kind: "status"; readonly status: number; readonly text?: string; readonly retryAfter?: number }
  /** The connection is closed before anything is replied. */
  | { readonly kind: "cut" }
  /** The reply ends in the middle, as if it were whole. */
  | { readonly kind: "half" }
  /** The reply's length is announced, and the connection is closed in the middle. */
  | { readonly kind: "cut in reply" }
  /** Nothing comes, ever. */
  | { readonly kind: "silent" }
  /** Another reply in place of the right one. */
  | { readonly kind: "body"; readonly type: string; readonly body: string };

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** How many requests of this method and path came before. */
  readonly earlier: number;
  readonly parameters: URLSearchParams;
}
