/** `npm run deploy -- enterprise|cluster|cloud`: brings the package to a Splunk. Without --apply it only says what it would do. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, Option } from "commander";
import { readApp } from "../conf/index.ts";
import {
  apply,
  CLOUD_ENDPOINTS,
  type PackageFile,
  type Plan,
  planCloud,
  planCluster,
  planEnterprise,
  planText,
  readPackage,
} from "../deploy/index.ts";
import { Http, Secrets, Splunk } from "../splunk/index.ts";
import {
  addHttpOptions,
  addServerOptions,
  explained,
  type HttpOptions,
  httpSettings,
  rejectPassword,
  type ServerOptions,
} from "./connection.ts";
import { assertCreatable, assertFile, withPackage } from "./package.ts";
import { newProgram, ROOT } from "./program.ts";
import { readCredentials, readSecret } from "./secrets.ts";
import { Progress } from "./terminal.ts";

interface Shared {
  readonly package: string;
  readonly apply: boolean;
}

interface EnterpriseLine extends Shared, ServerOptions {
  readonly source: string;
  readonly restart: boolean;
  readonly force: boolean;
}

interface ClusterLine extends Shared {
  readonly shclusterApps: string;
  readonly target?: string;
  readonly splunk?: string;
  readonly force: boolean;
}

interface CloudLine extends Shared, HttpOptions {
  readonly stack: string;
  readonly splunkUser: string;
  readonly experience: "victoria" | "classic";
  readonly acceptDisclaimer: boolean;
  readonly force: boolean;
  readonly loginUrl: string;
  readonly appinspectUrl: string;
  readonly acsUrl: string;
  readonly state: string;
}

export function deployProgram(
  wait: (milliseconds: number) => Promise<unknown> = (milliseconds) => sleep(milliseconds),
): Command {
  const program = newProgram(
    "deploy",
    "Bring the package to a Splunk. Without --apply it says what would change and does nothing. A site's own settings (local/) are never touched.",
  );
  const target = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .exitOverride()
      .requiredOption("--package <file>", "the .spl; npm run build makes it")
      .option("--apply", "do it", false);
  addServerOptions(
    target(
      "enterprise",
      "Install or update the app on one Splunk Enterprise server, over its management port.",
    ),
  )
    .requiredOption(
      "--source <path|url>",
      "where the server finds the .spl: a path on the server, or a URL that it can reach",
    )
    .option("--restart", "restart Splunk if it says that it needs it", false)
    .option("--force", "install the same version again, or an older one", false)
    .action((options: EnterpriseLine, command: Command) => enterprise(command, options, wait));
  target("cluster", "Put the app into the bundle of a search head cluster; run it on the deployer.")
    .requiredOption("--shcluster-apps <folder>", "$SPLUNK_HOME/etc/shcluster/apps")
    .option("--target <uri>", "also push to the members, through this one: https://member.example.com:8089")
    .option("--splunk <file>", "the program splunk (default: that of the same $SPLUNK_HOME)")
    .option("--force", "put the same version into place again, or an older one", false)
    .action((options: ClusterLine, command: Command) => cluster(command, options));
  addHttpOptions(
    target(
      "cloud",
      "Let AppInspect vet the package, then install it on a Splunk Cloud stack as a private app.",
    ),
  )
    .requiredOption("--stack <name>", "the stack: acme of acme.splunkcloud.com")
    .requiredOption("--splunk-user <name>", "account at splunk.com, for AppInspect")
    .addOption(
      new Option("--experience <name>", "of the stack").choices(["victoria", "classic"]).default("victoria"),
    )
    .option("--accept-disclaimer", "accept Splunk's disclaimer for private apps (ACS-Legal-Ack)", false)
    .option("--force", "install the same version again", false)
    .option("--login-url <origin>", "splunk.com's login", CLOUD_ENDPOINTS.login)
    .option("--appinspect-url <origin>", "AppInspect", CLOUD_ENDPOINTS.appinspect)
    .option("--acs-url <origin>", "the Admin Config Service", CLOUD_ENDPOINTS.acs)
    .option(
      "--state <file>",
      "where vetting requests are kept, to go on after an interruption",
      join(ROOT, "dist", "deploy.json"),
    )
    .addHelpText(
      "after",
      "\nSecrets: SPLUNK_CLOUD_TOKEN (a token of the stack) and SPLUNKBASE_PASSWORD (of the account) in the environment; else they are asked for.",
    )
    .action((options: CloudLine, command: Command) => cloud(command, options, wait));
  return program;
}

function packageOf(command: Command, { package: file }: Shared): Promise<PackageFile> {
  assertFile(command, "--package", file);
  return readPackage(file);
}

type Wait = (milliseconds: number) => Promise<unknown>;

async function enterprise(command: Command, options: EnterpriseLine, wait: Wait): Promise<void> {
  rejectPassword(command, "--source", options.source, "use a URL that needs none, or a path on the server");
  const packaged = await packageOf(command, options);
  const credentials = await readCredentials(command, options.user);
  const http = httpSettings(command, options, new Secrets());
  const { host, port, source, restart, force } = options;
  const settings = { ...http, host, port, credentials, app: packaged.app };
  // While the server restarts, the deployment looks again by itself.
  const reconnect = () => Splunk.connect({ ...settings, retries: 0 });
  await withPackage(async (folder) => {
    const splunk = await explained(() => Splunk.connect(settings));
    try {
      const line = { source, restart, force, wait, reconnect };
      await carryOut(() => planEnterprise(splunk, readApp(folder), packaged, line), options.apply);
    } finally {
      await splunk.close();
    }
  }, options.package);
}

async function cluster(command: Command, options: ClusterLine): Promise<void> {
  const packaged = await packageOf(command, options);
  const { shclusterApps, target, splunk, force } = options;
  const line = {
    apps: shclusterApps,
    force,
    ...(target === undefined ? {} : { target }),
    ...(splunk === undefined ? {} : { splunk }),
  };
  await carryOut(() => planCluster(packaged, line), options.apply);
}

async function cloud(command: Command, options: CloudLine, wait: Wait): Promise<void> {
  assertCreatable(command, "--state", options.state);
  const packaged = await packageOf(command, options);
  const stackToken = await readSecret(command, "SPLUNK_CLOUD_TOKEN", `Token of the stack ${options.stack}: `);
  const password = await readSecret(
    command,
    "SPLUNKBASE_PASSWORD",
    `Password of ${options.splunkUser} at splunk.com: `,
  );
  const secrets = new Secrets(stackToken, password);
  const http = new Http(httpSettings(command, options, secrets));
  const { stack, experience, acceptDisclaimer, force, state } = options;
  const endpoints = { login: options.loginUrl, appinspect: options.appinspectUrl, acs: options.acsUrl };
  const line = {
    stack,
    experience,
    acceptDisclaimer,
    force,
    stateFile: state,
    stackToken,
    password,
    endpoints,
    wait,
    secrets,
  };
  try {
    await carryOut(() => planCloud(http, packaged, { ...line, username: options.splunkUser }), options.apply);
  } finally {
    await http.close();
  }
}

async function carryOut(makePlan: () => Promise<Plan>, doIt: boolean): Promise<void> {
  const plan = await explained(makePlan);
  console.log(planText(plan));
  if (plan.steps.length === 0) return;
  if (!doIt) return console.log("Nothing was done. Add --apply to do it.");
  const progress = new Progress();
  try {
    await explained(() => apply(plan, reporterOf(progress)));
  } finally {
    progress.clear();
  }
  console.log("Done.");
}

/** What is being done: on a terminal as a line that changes, elsewhere, as in CI, each thing once as a line of its own. */
function reporterOf(progress: Progress): (text: string) => void {
  if (process.stderr.isTTY) return (text) => progress.step(text);
  const seen = new Set<string>();
  return (text) => {
    if (!seen.has(text)) console.log(text);
    seen.add(text);
  };
}
