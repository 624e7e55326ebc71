/** The options of command lines that talk to a Splunk, and its secrets: from the environment or typed, never from the command line. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Command } from "commander";
import { type Credentials, type HttpSettings, type Secrets, SplunkError } from "../splunk/index.ts";
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
    .option("--ca <file>", "certificate authorities to trust, as PEM (default: those of the system)")
    .option("--insecure", "accept any certificate; anyone in between can then read the password", false)
    .option("--proxy <url>", "proxy (default: HTTPS_PROXY and NO_PROXY of the environment)")
    .option("--timeout <seconds>", "how long one request may take", wholeNumber(1, 3600), 30);
}

export function addServerOptions(program: Command): Command {
  return addHttpOptions(program)
    .requiredOption("--host <name>", "the search head")
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
    const password = passwordIn(proxy);
    secrets.add(password);
    secrets.add(decodeURIComponent(password));
  }
  return {
    insecure,
    timeout: timeout * 1000,
    secrets,
    ...(ca === undefined ? {} : { ca: readPem(program, ca) }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** @throws CommanderError for no secret in the environment and nobody to ask */
export async function readCredentials(program: Command, username: string): Promise<Credentials> {
  const { SPLUNK_TOKEN: token, SPLUNK_PASSWORD: password } = process.env;
  if (token !== undefined && token !== "") return { kind: "token", token };
  const given =
    password === undefined || password === "" ? await ask(program, `Password of ${username}: `) : password;
  return { kind: "password", username, password: given };
}

/** A secret of the environment, or typed. */
export async function readSecret(program: Command, variable: string, question: string): Promise<string> {
  const value = process.env[variable];
  return value === undefined || value === "" ? ask(program, question, variable) : value;
}

/** Asks on the terminal without showing what is typed. */
function ask(
  program: Command,
  question: string,
  variable = "SPLUNK_PASSWORD or SPLUNK_TOKEN",
): Promise<string> {
  if (!process.stdin.isTTY)
    program.error(`error: there is no terminal to type a secret: set ${variable} in the environment`);
  const nothing = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nothing, terminal: true });
  return new Promise((resolve) => {
    reader.question("", (answer) => {
      process.stderr.write("\n");
      reader.close();
      resolve(answer);
    });
    // Only now, when the terminal no longer echoes: a password that is pasted at once would be seen otherwise.
    process.stderr.write(question);
  });
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

function passwordIn(url: string): string {
  return URL.canParse(url) ? new URL(url).password : url;
}

/** A failure in one line, with what to do. */
export async function explained<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof SplunkError ? new Error(`${error.message} ${error.remedy}`) : error;
  }
}
