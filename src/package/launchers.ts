/**
 * What the build writes into the launchers app/bin/portrisk (UNIX) and portrisk.cmd (Windows), so that both say the same: the minimum
 * version of Node.js, the environment variables that they unset, and the replies of portrisk.cmd.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PackageError } from "./contents.ts";

/**
 * Environment variables that change what Node.js does, or whether it starts. Sources: the section ENVIRONMENT of its manual
 * (share/man/man1/node.1) for versions 8 to 26, and in the last lines what a Node.js passes to its child processes, what it reads
 * without documenting it, and libuv's and OpenSSL's own. Left alone are those for the user's terminal and time zone.
 */
export const NODE_ENVIRONMENT: readonly string[] = [
  ...["NODE_COMPILE_CACHE", "NODE_COMPILE_CACHE_PORTABLE", "NODE_COMPILE_CACHE_READONLY"],
  ...["NODE_DEBUG", "NODE_DEBUG_NATIVE", "NODE_DISABLE_COMPILE_CACHE", "NODE_EXTRA_CA_CERTS"],
  ...["NODE_ICU_DATA", "NODE_NO_HTTP2", "NODE_NO_WARNINGS", "NODE_OPTIONS", "NODE_PATH"],
  ...["NODE_PENDING_DEPRECATION", "NODE_PENDING_PIPE_INSTANCES", "NODE_PRESERVE_SYMLINKS"],
  ...["NODE_PRESERVE_SYMLINKS_MAIN", "NODE_REDIRECT_WARNINGS", "NODE_SKIP_PLATFORM_CHECK"],
  ...["NODE_TEST_CONTEXT", "NODE_TLS_REJECT_UNAUTHORIZED", "NODE_USE_ENV_PROXY", "NODE_USE_SYSTEM_CA"],
  ...["NODE_V8_COVERAGE", "OPENSSL_CONF", "SSL_CERT_DIR", "SSL_CERT_FILE", "UV_THREADPOOL_SIZE"],
  ...["NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE", "NODE_UNIQUE_ID", "NODE_TEST_WORKER_ID"],
  ...["NODE_CLUSTER_SCHED_POLICY", "NODE_INSPECT_RESUME_ON_START", "NODE_MANY_ACCEPTS"],
  ...["NODE_RUN_PACKAGE_JSON_PATH", "NODE_RUN_SCRIPT_NAME", "WATCH_REPORT_DEPENDENCIES"],
  ...["OPENSSL_ENGINES", "OPENSSL_MODULES", "UV_USE_IO_URING"],
];

/**
 * The oldest Node.js that runs the command, "major.minor": from `engines` in app/bin/package.json, the only place where it is stated.
 * @throws PackageError when it is not of the form ">=major.minor"
 */
export function minimumNode(root: string): string {
  const file = join(root, "app", "bin", "package.json");
  const { engines } = JSON.parse(readFileSync(file, "utf8")) as { engines?: { node?: string } };
  const version = /^>=(\d+\.\d+)$/.exec(engines?.node ?? "")?.[1];
  if (version === undefined)
    throw new PackageError('app/bin/package.json must have "engines": {"node": ">=<major>.<minor>"}.');
  return version;
}

/** Placeholders of the launchers and documents, and what the build puts in their place. */
export function launcherStamps(root: string): [placeholder: string, text: string][] {
  const minimum = minimumNode(root);
  return [
    ["@MINIMUM_NODE@", minimum],
    ["@NODE_ENVIRONMENT@", NODE_ENVIRONMENT.join(" ")],
    ["@UNSET_NODE_ENVIRONMENT@", NODE_ENVIRONMENT.map((name) => `set "${name}="`).join("\n")],
    ...windowsReplies(minimum),
  ];
}

/** What portrisk.cmd answers when it cannot start the command. */
export function windowsMessages(minimum: string): { readonly [name: string]: string } {
  return {
    INCOMPLETE:
      "the app is not installed completely: portrisk.js is not beside portrisk.cmd. Install the app again.",
    MISSING: `portrisk needs Node.js ${minimum} or newer, and none was found in PORTRISK_NODE, in the app, in SPLUNK_HOME/bin or in PATH. Install the package for Windows, which brings one, or set PORTRISK_NODE in splunk-launch.conf to the full path of node.exe (see the app's README).`,
  };
}

/** The replies with these messages. cmd.exe cannot count, so the build writes the lengths. */
function windowsReplies(minimum: string): [placeholder: string, text: string][] {
  return Object.entries(windowsMessages(minimum)).flatMap(([name, text]) => {
    const reply = JSON.stringify({ inspector: { messages: [["ERROR", text]] }, finished: true, error: text });
    // echo adds a line ending, CR LF; JSON allows it.
    return [
      [`@${name}@`, reply],
      [`@${name}_LENGTH@`, String(reply.length + 2)],
    ] as [string, string][];
  });
}
