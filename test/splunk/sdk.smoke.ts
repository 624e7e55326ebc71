/**
 * The tests of splunk-sdk 2.0.2, as far as they touch search, apps and saved searches, against the stand-in: Splunk wrote them against a
 * real splunkd, so what they expect is a check of the stand-in. They run unchanged, with the SDK's own HTTP, from its package.
 */
import Module, { createRequire } from "node:module";
import { afterAll, chai, describe, it } from "vitest";
import { PASSWORD, startSplunkd } from "../support/splunkd/sample.ts";
import { acl } from "../support/splunkd/store.ts";

const FILES = [
  "app",
  "collection",
  "endpoint",
  "entity",
  "job",
  "namespace",
  "parser",
  "savedsearch",
  "serverinfo",
  "view",
] as const;

/** Of a test or a hook, in mocha's form. */
type Body = (this: object, done: (error?: unknown) => void) => unknown;

const splunkd = await startSplunkd();
// What a Splunk has (dashboards, searches, a job of its own), and the app that the SDK's authors install for their tests.
splunkd.store.of("apps/local").push({
  name: "sdkappcollection",
  acl: acl("system", "app"),
  content: { version: "1.0.0", disabled: false },
});
for (const name of ["Errors in the last 24 hours", "Errors in the last hour", "License Usage Data Cube"])
  splunkd.store
    .of("saved/searches")
    .push({ name, acl: acl("search", "app"), content: { search: "error", disabled: false } });
splunkd.store
  .of("data/ui/views")
  .push({ name: "flashtimeline", acl: acl("search", "app"), content: { "eai:data": "<view/>" } });

splunkd.jobs.create("| makeresults", "search", "nobody", new URLSearchParams());

const before = { ...process.env };
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  await splunkd.stop();
});

/** Their tests ask for mocha and chai by name: vitest's chai, and of mocha nothing. */
const require = createRequire(import.meta.url);
const internals = Module as unknown as { _load: (name: string, ...others: unknown[]) => unknown };
const load = internals._load;
internals._load = (name, ...others) =>
  name === "mocha"
    ? { utils: {} }
    : name === "chai"
      ? { assert: chai.assert }
      : load.call(internals, name, ...others);

const { Service, Logger } = require("splunk-sdk") as {
  readonly Service: new (parameters: object) => { login(): Promise<unknown> };
  readonly Logger: { setLevel(level: string): void };
};
Logger.setLevel("NONE");
const server = {
  scheme: "https",
  host: "localhost",
  port: splunkd.port,
  username: "admin",
  version: "9.4.1",
};
const service = new Service({ ...server, password: PASSWORD });
const loggedOut = new Service({ ...server, password: "wrong" });
await service.login();

for (const file of FILES) {
  const hooks: Body[] = [];
  const tests: [name: string, body: Body][] = [];
  Object.assign(globalThis, {
    describe: (_name: string, body: () => void) => body(),
    beforeEach: (body: Body) => hooks.push(body),
    it: (name: string, body: Body) => tests.push([name, body]),
  });
  (require(`splunk-sdk/tests/service_tests/${file}.js`) as { setup(...services: object[]): void }).setup(
    service,
    loggedOut,
  );
  describe(`splunk-sdk: ${file}`, () => {
    it.each(tests.map(([name, body], index) => [`${index + 1} ${name}`, body] as const))(
      "%s",
      { timeout: 30_000 },
      async (_, body) => {
        const context = {};
        for (const hook of hooks) await run(hook, context);
        await run(body, context);
      },
    );
  });
}
internals._load = load;

/** A body that takes a callback ends with it, any other with its promise. */
function run(body: Body, context: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
    const result = Promise.resolve().then(() => body.call(context, done));
    result.then(() => body.length === 0 && resolve(), reject);
  });
}
