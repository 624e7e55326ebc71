/** What the command is to reach, and whether it does. Printed beside the results, and never a reason to fail. */

/** Bounds on ratios of times for equal work. `stretch` is what would be better still. */
interface Bounds {
  /** The SDK's time over the command's: at least so much. */
  readonly sdk?: { readonly minimum: number; readonly stretch?: number };
  /** The command's time over that of the C program: at most so much. */
  readonly limit?: { readonly maximum: number; readonly stretch?: number };
}

export const TARGETS: ReadonlyMap<string, Bounds> = new Map<string, Bounds>([
  ["narrow", { sdk: { minimum: 20, stretch: 30 }, limit: { maximum: 2.5, stretch: 2 } }],
  ["wide", { sdk: { minimum: 20, stretch: 35 } }],
  ["thousand", { sdk: { minimum: 12 } }],
  ["hostile", { sdk: { minimum: 6 } }],
]);

/** Start-up to the reply to getinfo, over that of a bare Node.js, and of the same job on the SDK. */
export const STARTUP_OVER_BARE = 1.3;
export const STARTUP_OVER_SDK = 0.7;

/** How far the cost of a row may be apart between the smallest and the largest number of rows. */
export const LINEAR_WITHIN = 0.1;

/** The most memory that the command may take, in bytes, for chunks whose largest body has so many. */
export function memoryLimit(largestBody: number): number {
  return 60e6 + 1.1 * largestBody;
}

/** "≥ 20 met (stretch 30 not met)", or nothing where there is no target; without a ratio only what is wanted. */
export function sdkVerdict(workload: string, ratio: number | null): string {
  const bounds = TARGETS.get(workload)?.sdk;
  if (bounds === undefined) return "";
  return verdict("≥", bounds.minimum, bounds.stretch, ratio, (value, bound) => value >= bound);
}

export function limitVerdict(workload: string, ratio: number | null): string {
  const bounds = TARGETS.get(workload)?.limit;
  if (bounds === undefined) return "";
  return verdict("≤", bounds.maximum, bounds.stretch, ratio, (value, bound) => value <= bound);
}

export function met(is: boolean): string {
  return is ? "met" : "not met";
}

function verdict(
  sign: string,
  bound: number,
  stretch: number | undefined,
  ratio: number | null,
  holds: (value: number, bound: number) => boolean,
): string {
  const about = (limit: number) => (ratio === null ? "not measured" : met(holds(ratio, limit)));
  const further = stretch === undefined ? "" : ` (${stretch}: ${about(stretch)})`;
  return `${sign} ${bound}: ${about(bound)}${further}`;
}
