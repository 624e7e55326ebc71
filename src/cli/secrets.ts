/** Secrets of command lines: from the environment or typed, never from the command line. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Command } from "commander";
import type { Credentials } from "../splunk/index.ts";

/** @throws CommanderError for no secret in the environment and nobody to ask */
export async function readCredentials(program: Command, username: string): Promise<Credentials> {
  const token = ofEnvironment(program, "SPLUNK_TOKEN").trim();
  if (token !== "") return { kind: "token", token };
  const password = ofEnvironment(program, "SPLUNK_PASSWORD");
  const given = password === "" ? await ask(program, `Password of ${username}: `) : password;
  return { kind: "password", username, password: given };
}

/** A secret of the environment, or typed. */
export async function readSecret(program: Command, variable: string, question: string): Promise<string> {
  return ofEnvironment(program, variable) || ask(program, question, variable);
}

/** Without the line end that a file has; "" where it is not set. Throws CommanderError for what no header or form can carry. */
function ofEnvironment(program: Command, variable: string): string {
  const value = (process.env[variable] ?? "").replace(/[\r\n]+$/, "");
  if (/\p{Cc}/u.test(value)) program.error(`error: ${variable} has a control character, such as a line end`);
  return value;
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
  return new Promise((resolve, reject) => {
    // Ctrl-C and Ctrl-D end it without an answer.
    reader.on("SIGINT", () => reader.close());
    reader.on("close", () => {
      process.stderr.write("\n");
      reject(new Error("Cancelled: no secret was typed."));
    });
    reader.question("", (answer) => {
      resolve(answer);
      reader.close();
    });
    // Only now, when the terminal no longer echoes: a password that is pasted at once would be seen otherwise.
    process.stderr.write(question);
  });
}
