/**
 * What portrisk.cmd answers where it cannot start the command. cmd.exe cannot count, so the build writes the lengths.
 */
const INCOMPLETE =
  "the app is not installed whole: portrisk.js is not beside portrisk.cmd. Install the app again.";
const MISSING =
  "portrisk needs Node.js 8.17 or newer, and none was found in PORTRISK_NODE, in the app, in SPLUNK_HOME/bin or in PATH. Install the package for Windows, which brings one, or set PORTRISK_NODE in splunk-launch.conf to the full path of node.exe (see the app's README).";

/** Placeholders of profiles/windows/bin/portrisk.cmd and what stands for them. */
export function windowsReplies(): [placeholder: string, text: string][] {
  return Object.entries({ INCOMPLETE, MISSING }).flatMap(([name, text]) => {
    const reply = JSON.stringify({ inspector: { messages: [["ERROR", text]] }, finished: true, error: text });
    // Behind it comes the line ending of echo, CR LF, which JSON allows.
    return [
      [`@${name}@`, reply],
      [`@${name}_LENGTH@`, String(reply.length + 2)],
    ] as [string, string][];
  });
}
