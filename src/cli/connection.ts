/** The options of command lines that talk to a Splunk: where it is, and how it is reached. */
import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import { type HttpSettings, type Secrets, SplunkError } from "../splunk/index.ts";
import { wholeNumber } from "./program.ts";

export interface HttpOptions {
  readonly ca?: string;
  readonly insecure: boolean;
  readonly proxy?: string;
  readonly timeout: number;
}

export interface ServerOptions extends HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
}

export function addHttpOptions(program: Command): Command {
  return program
    .option(
      "--ca <file>",
      "certificate authorities to trust, as PEM (default: those of Node.js and NODE_EXTRA_CA_CERTS)",
    )
    .option("--insecure", "accept any certificate; anyone in between can then read the password", false)
    .option(
      "--proxy <url>",
      "proxy without a password (default: HTTPS_PROXY and NO_PROXY of the environment)",
    )
    .option(
      "--timeout <seconds>",
      "how long one request may take; an upload has more, by its size",
      wholeNumber(1, 3600),
      30,
    );
}

export function addServerOptions(program: Command): Command {
  return addHttpOptions(program)
    .requiredOption("--host <name>", "the search head", hostName)
    .option("--port <number>", "its management port", wholeNumber(1, 65_535), 8089)
    .option("--user <name>", "account; its password is SPLUNK_PASSWORD in the environment, or typed", "admin")
    .addHelpText(
      "after",
      "\nSecrets: SPLUNK_TOKEN (an authentication token) or SPLUNK_PASSWORD in the environment; else the password is asked for.\nExit codes: 0 all is well, 1 something is not, 2 wrong usage.",
    );
}

/** Settings for requests, with a warning where certificates are not checked. Throws CommanderError for a file of --ca that is none. */
export function httpSettings(
  program: Command,
  { ca, insecure, proxy, timeout }: HttpOptions,
  secrets: Secrets,
): HttpSettings {
  if (insecure)
    console.error(
      "WARNING: --insecure accepts any certificate. Anyone between here and the server can read the password.",
    );
  if (proxy !== undefined) {
    if (!URL.canParse(proxy))
      program.error("error: --proxy is not a URL such as http://proxy.example.com:3128");
    rejectPassword(program, "--proxy", proxy, "set HTTPS_PROXY in the environment instead");
  }
  for (const name of PROXY_VARIABLES)
    for (const value of [process.env[name], process.env[name.toUpperCase()]])
      for (const password of passwordsIn(value ?? "")) secrets.add(password);
  return {
    insecure,
    timeout: timeout * 1000,
    secrets,
    ...(ca === undefined ? {} : { ca: readPem(program, ca) }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function readPem(program: Command, path: string): string {
  let text = "";
  try {
    text = readFileSync(path, "utf8");
  } catch {
    program.error(`error: ${path} (--ca) is not a file that can be read`);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    program.error(`error: ${path} (--ca) has no certificate in PEM`);
  return text;
}

/** A command line is seen by other users of the machine and kept in the shell's history. Throws CommanderError for a URL with a user in it. */
export function rejectPassword(program: Command, option: string, url: string, instead: string): void {
  if (!URL.canParse(url)) return;
  const { username, password } = new URL(url);
  if (username !== "" || password !== "")
    program.error(`error: ${option} has a user name or password, which others can see: ${instead}`);
}

const PROXY_VARIABLES = ["https_proxy", "http_proxy", "all_proxy"];

/** The password in the URL of a proxy, as it is written there and as it is sent. */
function passwordsIn(proxy: string): string[] {
  const password = /^(?:\w+:\/\/)?[^:@/]*:(.*)@/.exec(proxy)?.[1];
  if (password === undefined) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** A host's name or address. Throws InvalidArgumentError for a URL, or one with its port. */
function hostName(text: string): string {
  const address = text.replace(/^\[(.*)\]$/, "$1");
  if (/^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.%\w]*$/i.test(address)) return address;
  if (/^[a-z0-9](?:[a-z0-9._-]*[a-z0-9.])?$/i.test(text)) return text;
  throw new InvalidArgumentError("It must be a host's name or address alone; the port goes into --port.");
}

/** A failure in one line, with what to do. */
export async function explained<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof SplunkError ? new Error(`${error.message} ${error.remedy}`) : error;
  }
}
