/** The oldest Node.js that the command is tested with, the one that Splunk Enterprise 8 and 9 ship. */
const OLDEST: readonly [major: number, minor: number] = [8, 17];

/** Whether the command runs on this version of Node.js, "20.11.1". */
export function runsHere(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
