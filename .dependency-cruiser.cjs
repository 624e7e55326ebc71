/**
 * The layers of docs/architecture.md as an allow-list. FOLDERS names every folder with sources and all that it may import: folders of
 * ours, modules of Node.js and npm packages. What is not listed is an error, and so is an entry that names something that does not exist.
 * A new folder needs an entry; a new import needs a line in it, and a reviewer who agrees.
 */
const { existsSync, readdirSync, readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

/**
 * Folder → why it may import what it may, and the list: "src/csv" (its index.ts), "src/portrisk/outputs.ts" (a file of a folder without an
 * index.ts), "node:fs" or the name of an npm package. A folder's files may always import each other. The longest name that fits a file counts.
 */
const FOLDERS = {
  "src/risk": { why: "The model is pure: no file, no stream, no clock.", may: ["src/risk/schema"] },
  "src/risk/schema": { why: "What the command reads before the first event: plain data.", may: [] },
  "src/csv": { why: "Rows and cells are bytes in memory: no file, no stream.", may: [] },
  "src/scorer": { why: "The scorer computes with bytes and numbers and knows no model.", may: [] },
  "src/conf": {
    why: ".conf files are files of any app; nothing here knows ours.",
    may: ["node:fs", "node:path"],
  },
  "src/scpv2": { why: "The protocol reads and writes descriptors and knows no command.", may: ["node:fs"] },
  "src/scpv2/client": {
    why: "The other side of the protocol starts any command; it must not know which.",
    may: ["src/scpv2", "src/csv", "node:child_process"],
  },
  "src/portrisk": {
    why: "The command joins the parts. It ships, so it imports no npm package, and of Node.js only what version 8.17 has.",
    may: ["src/scpv2", "src/csv", "src/risk", "src/risk/schema", "src/scorer", "node:fs"],
  },
  "src/macros": { why: "The macros are the model in another language.", may: ["src/risk"] },
  "src/views": {
    why: "Views are data: searches in the app's macros, in the columns and levels of the model.",
    may: ["src/health", "src/macros", "src/risk"],
  },
  "src/health": { why: "Remedies and bounds are plain data, for whoever looks at an app.", may: [] },
  "src/catalogue": {
    why: "Facts become a lookup in the columns that the model reads.",
    may: ["src/csv", "src/risk", "node:fs", "node:path", "csv-parse"],
  },
  "src/documents": {
    why: "Documents are printed from the data that they describe.",
    may: ["src/risk", "src/catalogue", "src/macros"],
  },
  "src/evaluation": {
    why: "Measures and labelled events must not know what they judge.",
    may: ["node:fs", "node:zlib"],
  },
  "src/package": {
    why: "The build joins every part that ships; what only measures or shows is not part of it.",
    may: [
      "src/catalogue",
      "src/conf",
      "src/documents/fields.ts",
      "src/macros",
      "src/views",
      "node:child_process",
      "node:crypto",
      "node:fs",
      "node:net",
      "node:os",
      "node:path",
      "node:stream",
      "node:util",
      "node:zlib",
      "@cyclonedx/cyclonedx-library",
      "@rollup/plugin-typescript",
      "archiver",
      "assemblyscript",
      "esbuild",
      "rollup",
      "tar",
    ],
  },
  "src/vetting": {
    why: "The checks look at a built app as Splunk does: they know its files and nothing of how they came about.",
    may: ["src/conf", "node:child_process", "node:fs", "node:path", "croner"],
  },
  "src/demo": {
    why: "The demo uses the built app and the SPL runner as anyone would.",
    may: [
      "spl/src",
      "src/conf",
      "src/scpv2/client",
      "node:fs",
      "node:os",
      "node:path",
      "node:readline",
      "cli-table3",
      "tar",
      "wrap-ansi",
    ],
  },
  "src/benchmark": {
    why: "What measures is no part of what is measured: it may know much, and only scripts may know it.",
    may: [
      "spl/src",
      "src/catalogue",
      "src/csv",
      "src/portrisk/outputs.ts",
      "src/random",
      "src/risk",
      "src/scpv2",
      "src/scpv2/client",
      "node:child_process",
      "node:crypto",
      "node:fs",
      "node:os",
      "node:path",
      "cli-table3",
    ],
  },

  "src/random": { why: "Seeded numbers, for generated events.", may: [] },
  "src/simulate": {
    why: "What makes the traffic must not know how it is scored: the built app is run over it from outside.",
    may: [
      "spl/src",
      "src/conf",
      "src/random",
      "src/scpv2/client",
      "node:fs",
      "node:path",
      "cli-table3",
      "croner",
    ],
  },

  "src/splunk": {
    why: "A Splunk over its management port: it knows no app, and nobody else knows the SDK.",
    may: ["node:timers/promises", "proxy-from-env", "splunk-sdk", "undici"],
  },

  "src/smoke": {
    why: "The checks look at a server through src/splunk alone; the package says what should be there, and the model which columns.",
    may: ["src/conf", "src/health", "src/risk/schema", "src/splunk", "node:buffer", "csv-parse"],
  },

  "src/compare": {
    why: "The SPL runner beside a Splunk: it hands both the same text and knows neither's inside.",
    may: ["spl/src", "src/conf", "src/smoke", "src/splunk", "node:fs", "node:path"],
  },

  "src/deploy": {
    why: "It brings a package to a server: it reads the package, and knows servers through src/splunk.",
    may: [
      "src/conf",
      "src/splunk",
      "node:buffer",
      "node:child_process",
      "node:crypto",
      "node:fs",
      "node:path",
      "tar",
      "undici",
    ],
  },

  "src/cli": {
    why: "The command lines join everything; nothing but scripts may know them.",
    may: [
      "spl/src",
      "src/benchmark",
      "src/catalogue",
      "src/compare",
      "src/conf",
      "src/demo",
      "src/deploy",
      "src/documents/fields.ts",
      "src/documents/scoring.ts",
      "src/evaluation",
      "src/package",
      "src/risk",
      "src/risk/schema",
      "src/simulate",
      "src/smoke",
      "src/splunk",
      "src/vetting",
      "node:child_process",
      "node:fs",
      "node:os",
      "node:path",
      "node:readline",
      "node:stream",
      "node:stream/consumers",
      "node:timers/promises",
      "node:tty",
      "cli-table3",
      "commander",
      "csv-parse",
      "picocolors",
      "tar",
    ],
  },

  "spl/src": {
    why: "The SPL runner is a product of its own, without a port, a model or an app of ours: spl/.dependency-cruiser.cjs lists what each of its folders may import.",
    listedIn: "spl/.dependency-cruiser.cjs",
  },
  spl: { why: "Its tests and scripts, as for spl/src.", listedIn: "spl/.dependency-cruiser.cjs" },

  scripts: {
    why: "A few lines for each npm script: what they do is in src/cli, or in the SPL runner.",
    may: ["spl/src/cli/main.ts", "src/cli"],
  },

  "test/support": {
    why: "What several tests share: it builds the package, starts the command, makes input.",
    may: [
      "src/cli",
      "src/csv",
      "src/demo",
      "src/package",
      "src/portrisk/chunk.ts",
      "src/portrisk/command.ts",
      "src/portrisk/options.ts",
      "src/risk",
      "src/scpv2",
      "node:child_process",
      "node:fs",
      "node:module",
      "node:os",
      "node:path",
      "node:vm",
      "commander",
      "vitest",
    ],
  },
  "test/support/splunkd": {
    why: "A stand-in for splunkd: the SPL runner behind HTTPS, with certificates of its own.",
    may: [
      "spl/src",
      "src/conf",
      "src/demo",
      "src/splunk",
      "node:crypto",
      "node:fs",
      "node:http",
      "node:https",
      "node:net",
      "node:os",
      "node:path",
      "@peculiar/x509",
      "reflect-metadata",
      "vitest",
    ],
  },
  "test/fuzz": {
    why: "A program that runs the checks of test/support, and compares both engines, for as long as the user likes.",
    may: [
      "src/cli",
      "src/conf",
      "src/package",
      "test/macros",
      "test/support",
      "node:fs",
      "node:path",
      "commander",
    ],
  },
  "test/app": {
    why: "Tests of the built package: they compare it with the tables that it is made from.",
    may: [
      "spl/src",
      "spl/src/cli/command-line.ts",
      "src/benchmark",
      "src/catalogue",
      "src/cli",
      "src/conf",
      "src/demo",
      "src/documents/fields.ts",
      "src/documents/scoring.ts",
      "src/package",
      "src/portrisk/outputs.ts",
      "src/risk",
      "src/scpv2",
      "src/vetting",
      "node:zlib",
    ],
  },
  "test/benchmark": {
    why: "Its own folder, and events to measure with.",
    may: ["src/benchmark", "src/evaluation", "src/scpv2/client", "test/macros", "node:crypto", "csv-parse"],
  },
  "test/catalogue": {
    why: "Its own folder, and a second reader of CSV.",
    may: ["src/catalogue", "csv-parse"],
  },
  "test/ci": { why: "Tests of shell scripts.", may: [] },
  "test/cli": {
    why: "Its own folder, the measures that the model is held to, and Node's rule for colours.",
    may: ["src/cli", "src/conf", "src/evaluation", "node:tty", "commander"],
  },
  "test/conf": { why: "Its own folder.", may: ["src/conf"] },
  "test/csv": { why: "Its own folder, and a second reader of CSV.", may: ["src/csv", "csv-parse"] },
  "test/demo": {
    why: "Its own folder, and the rows that it shows.",
    may: ["src/demo", "src/conf", "spl/src"],
  },
  "test/deploy": {
    why: "Its own folder, its command line, and stand-ins for the servers.",
    may: [
      "src/cli",
      "src/deploy",
      "src/splunk",
      "test/support/splunkd",
      "node:http",
      "node:https",
      "node:net",
      "tar",
    ],
  },
  "test/documents": {
    why: "Documents, and the programs, searches and checks that they name.",
    may: ["spl/src", "spl/src/cli/command-line.ts", "src/cli", "src/conf", "src/smoke"],
  },
  "test/evaluation": { why: "Its own folder.", may: ["src/evaluation", "node:zlib"] },
  "test/macros": {
    why: "Both engines side by side: the model, its macros run by the SPL runner, and the command.",
    may: ["spl/src", "src/conf", "src/evaluation", "src/macros", "src/portrisk/outputs.ts", "src/risk"],
  },
  "test/package": {
    why: "Its own folder, and second readers of what it writes.",
    may: ["src/package", "src/conf", "node:crypto", "node:zlib", "@cyclonedx/cyclonedx-library", "tar"],
  },
  "test/portrisk": {
    why: "Its own folder and what it joins.",
    may: ["src/portrisk", "src/csv", "src/risk", "src/scorer", "node:zlib", "csv-parse"],
  },
  "test/risk": {
    why: "Its own folder, the catalogue as it ships, and a second reader of addresses.",
    may: ["src/risk", "src/portrisk/catalogue-file.ts", "ipaddr.js"],
  },
  "test/views": {
    why: "Its own folder, and the SPL runner, which runs every query on the samples.",
    may: ["spl/src", "src/conf", "src/demo", "src/risk", "src/views"],
  },
  "test/scpv2": {
    why: "Its own folder, both sides of the protocol.",
    may: ["src/scpv2", "src/scpv2/client"],
  },
  "test/simulate": {
    why: "Its own folder, a second reader of addresses, and the built app.",
    may: ["src/simulate", "src/conf", "src/random", "src/risk", "spl/src", "node:crypto", "node:net"],
  },
  "test/compare": {
    why: "Its own folder, a command line, and a stand-in for the server.",
    may: ["spl/src", "src/cli", "src/compare", "src/conf", "src/splunk", "test/support/splunkd"],
  },
  "test/smoke": {
    why: "Its own folder, its command line, and a stand-in for the server.",
    may: ["spl/src", "src/cli", "src/conf", "src/smoke", "src/splunk", "test/support/splunkd"],
  },
  "test/splunk": {
    why: "Its own folder, a stand-in for the server, and proxies.",
    may: [
      "src/splunk",
      "test/support/splunkd",
      "node:http",
      "node:module",
      "node:net",
      "splunk-sdk",
      "undici",
    ],
  },
  "test/vetting": { why: "Its own folder.", may: ["src/conf", "src/vetting"] },
};

/** What every test may import besides. */
const TESTS = [
  "test/support",
  "node:child_process",
  "node:fs",
  "node:os",
  "node:path",
  "fast-check",
  "vitest",
];

const inRepository = (path) => existsSync(join(__dirname, path));
const literal = (path) => path.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const fail = (message) => {
  throw new Error(`.dependency-cruiser.cjs: ${message}`);
};

/** A pattern for the files of a folder of FOLDERS: all below it but those of folders with an entry of their own. */
function filesOf(folder) {
  const inner = Object.keys(FOLDERS).filter((other) => other.startsWith(`${folder}/`));
  const without = inner.map((other) => `(?!${literal(other)}/)`).join("");
  return `^${without}${literal(folder)}/`;
}

/** A pattern for what one line of a list allows. */
function pattern(folder, allowed) {
  const owner = `the list of ${folder} names ${allowed},`;
  if (allowed.startsWith("node:")) {
    const name = allowed.slice("node:".length);
    if (!require("node:module").builtinModules.includes(name)) fail(`${owner} which Node.js does not have.`);
    return `^${literal(name)}$`;
  }
  if (/^(?:src|spl|scripts|test)(?:\/|$)/.test(allowed)) {
    if (!inRepository(allowed)) fail(`${owner} which does not exist.`);
    if (!allowed.endsWith(".ts"))
      return FOLDERS[allowed] ? filesOf(allowed) : fail(`${owner} which has no entry.`);
    if (inRepository(join(dirname(allowed), "index.ts")) && !EXPORTED.has(allowed))
      fail(`${owner} although there is an index.ts beside it.`);
    return `^${literal(allowed)}$`;
  }
  if (!inRepository(join("node_modules", allowed))) fail(`${owner} which is not installed.`);
  return `^node_modules/${literal(allowed)}/`;
}

/** Folders below this one that hold sources, itself included. */
function folders(below) {
  const inside = readdirSync(join(__dirname, below), { withFileTypes: true });
  const deeper = inside
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .flatMap(({ name }) => folders(`${below}/${name}`));
  return inside.some(({ name }) => name.endsWith(".ts")) ? [below, ...deeper] : deeper;
}

const ALL = ["src", "spl", "scripts", "test"].flatMap(folders);
for (const folder of Object.keys(FOLDERS))
  if (!ALL.includes(folder)) fail(`${folder} has no sources, but an entry.`);
for (const folder of ALL)
  if (!Object.keys(FOLDERS).some((entry) => `${folder}/`.startsWith(`${entry}/`)))
    fail(`${folder} has no entry: name there what it may import, and why.`);

/** Files that a workspace's package.json exports, beside its index.ts. */
const EXPORTED = new Set(
  ALL.filter(
    (folder) =>
      inRepository(`${folder.split("/")[0]}/package.json`) || inRepository(`${folder}/package.json`),
  )
    .map((folder) => (inRepository(`${folder}/package.json`) ? folder : folder.split("/")[0]))
    .flatMap((folder) => {
      const { exports: exported } = JSON.parse(readFileSync(join(__dirname, folder, "package.json"), "utf8"));
      return [typeof exported === "string" ? exported : Object.values(exported)]
        .flat()
        .map((path) => join(folder, path));
    }),
);

/** One rule for each folder whose list is here: nothing but what is listed. */
const layers = Object.entries(FOLDERS).flatMap(([folder, { why, may, listedIn }]) => {
  if (listedIn !== undefined)
    return inRepository(listedIn) ? [] : fail(`${folder} is listed in ${listedIn}, which does not exist.`);
  const isTest = /^test\/(?!support$)/.test(folder);
  const allowed = new Set([...may, ...(isTest ? TESTS : [])]);
  const rule = {
    name: `may-import: ${folder}`,
    comment: why,
    severity: "error",
    from: { path: filesOf(folder) },
    to: { pathNot: [filesOf(folder), ...[...allowed].map((each) => pattern(folder, each))] },
  };
  return [rule];
});

/**
 * One rule for each folder of FOLDERS with an index.ts: only that may be imported from outside, and what its package.json exports. The tests
 * of a folder (test/risk for src/risk) see inside it.
 */
const indexes = Object.keys(FOLDERS)
  .filter((folder) => inRepository(`${folder}/index.ts`))
  .map((folder) => {
    const tests = folder.startsWith("spl/")
      ? "spl/(?:test|scripts)"
      : folder.replace(/^src(\/[^/]+).*/, "test$1");
    const deeper = Object.keys(FOLDERS).filter((other) => other.startsWith(`${folder}/`));
    return {
      name: `past-the-index: ${folder}`,
      comment: "What an index.ts does not export is free to change.",
      severity: "error",
      from: { pathNot: [`^${literal(folder)}/`, `^${tests}/`] },
      to: {
        path: `^${literal(folder)}/`,
        // A folder with an entry of its own inside has a rule of its own.
        pathNot: [`^${literal(folder)}/index\\.ts$`, ...deeper.map((other) => `^${literal(other)}/`)].concat(
          [...EXPORTED].map((path) => `^${literal(path)}$`),
        ),
      },
    };
  });

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...layers,
    ...indexes,
    {
      name: "no-circular",
      comment: "Two modules that need each other are one module, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "imported-by-something",
      comment:
        "A module that only its test imports is dead. What the build compiles by itself, and types, have no importer.",
      severity: "error",
      module: {
        path: "^src/",
        pathNot: "\\.d\\.ts$|^src/portrisk/main\\.ts$|^src/scorer/assembly/",
        numberOfDependentsLessThan: 1,
      },
      from: { pathNot: "^(?:test|spl/test)/" },
    },
    {
      name: "declared-packages",
      comment: "What a package.json does not name is there by chance. Tests are run by the repository's own.",
      severity: "error",
      from: { pathNot: "^(?:test|spl/test)/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-unresolved",
      comment: "An import that cannot be found is a build that fails elsewhere.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
