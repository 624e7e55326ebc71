// What each folder of the runner may import: the picture in docs/architecture.md, enforced. Nothing else is allowed, and there are no exceptions.
// Run from this folder: npm run layers

/** Folder of src → the folders below it that it may import, and the packages (and parts of Node.js) that it may use. */
const FOLDERS = {
  errors: { imports: [], packages: ["fastest-levenshtein"] },
  assumptions: { imports: ["errors"], packages: [] },
  text: { imports: ["errors"], packages: ["string-width"] },
  values: { imports: ["errors"], packages: ["ipaddr.js"] },
  time: { imports: ["errors"], packages: [] },
  regex: { imports: ["errors", "values"], packages: [] },
  io: { imports: ["errors", "assumptions", "values"], packages: ["buffer", "csv"] },
  contract: { imports: ["errors", "assumptions", "text", "values"], packages: [] },
  state: {
    imports: ["errors", "values", "io", "contract"],
    packages: ["crypto", "fs", "path"],
  },
  pipeline: { imports: ["errors", "values", "contract"], packages: [] },
  macros: { imports: ["errors", "text", "values", "contract"], packages: [] },
  evaluation: { imports: ["errors", "values", "contract"], packages: [] },
  expression: { imports: ["errors", "text", "values", "contract", "evaluation"], packages: [] },
  functions: {
    imports: ["errors", "values", "time", "regex", "contract", "evaluation"],
    packages: ["crypto"],
  },
  aggregates: { imports: ["errors", "values", "contract"], packages: [] },
  search: { imports: ["errors", "text", "values", "contract", "pipeline"], packages: [] },
  datamodel: { imports: ["errors", "contract", "values"], packages: [] },
  knowledge: { imports: ["errors", "text", "values", "contract", "search"], packages: [] },
  commands: {
    imports: [
      "assumptions",
      "datamodel",
      "errors",
      "text",
      "values",
      "time",
      "regex",
      "io",
      "contract",
      "pipeline",
      "evaluation",
      "aggregates",
      "search",
    ],
    packages: ["csv"],
  },
  external: { imports: ["errors", "text", "values", "contract"], packages: ["fs", "conf", "csv", "scpv2"] },
  app: {
    imports: ["errors", "text", "values", "io", "contract", "macros", "external"],
    packages: ["conf", "csv"],
  },
  plan: { imports: ["errors", "assumptions", "text", "values", "contract", "macros"], packages: [] },
  run: {
    imports: [
      ...[
        "errors",
        "assumptions",
        "text",
        "values",
        "time",
        "io",
        "contract",
        "pipeline",
        "state",
        "app",
        "plan",
      ],
      ...["knowledge", "expression", "functions", "commands"],
    ],
    packages: ["conf"],
  },
  documents: { imports: ["contract", "aggregates"], packages: [], entry: true },
  yaml: { imports: ["errors"], packages: ["yaml"] },
  testing: {
    imports: ["errors", "text", "values", "regex", "macros", "yaml"],
    packages: ["child_process", "fs", "path", "conf"],
    entry: true,
  },
  checking: {
    imports: ["errors", "text", "macros", "yaml", "testing"],
    packages: ["fs", "path", "url", "conf"],
    entry: true,
  },
  cli: {
    imports: ["checking", "testing", "yaml"],
    packages: ["fs", "os", "path", "conf", "cli-table3", "commander"],
    entry: true,
  },
};

/** Where packages are found, seen from this folder; those of the repository by their entry alone. */
const PACKAGES = {
  conf: "^\\.\\./src/conf/index\\.ts$",
  csv: "^\\.\\./src/csv/index\\.ts$",
  scpv2: "^\\.\\./src/scpv2/client/index\\.ts$",
  buffer: "^buffer$",
  child_process: "^child_process$",
  crypto: "^crypto$",
  fs: "^fs$",
  os: "^os$",
  path: "^path$",
  url: "^url$",
  "cli-table3": "node_modules/cli-table3/",
  commander: "node_modules/commander/",
  "fastest-levenshtein": "node_modules/fastest-levenshtein/",
  "ipaddr.js": "node_modules/ipaddr\\.js/",
  "string-width": "node_modules/string-width/",
  yaml: "node_modules/yaml/",
};

const allowed = Object.entries(FOLDERS).map(([folder, { imports, packages, entry }]) => ({
  name: `imports-of-${folder}`,
  comment: `src/${folder} may import: ${[...imports, ...packages, ...(entry ? ["the package's entry"] : [])].join(", ") || "nothing"}.`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: {
    pathNot: [
      ...[folder, ...imports].map((name) => `^src/${name}/`),
      ...packages.map((name) => PACKAGES[name]),
      ...(entry ? ["^src/index\\.ts$"] : []),
    ],
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...allowed,
    {
      name: "every-folder-is-listed",
      comment: "A new folder needs a line in FOLDERS; a file belongs into a folder.",
      severity: "error",
      from: { path: "^src/", pathNot: [`^src/(${Object.keys(FOLDERS).join("|")})/`, "^src/index\\.ts$"] },
      to: {},
    },
    {
      name: "no-circular-modules",
      comment: "Two modules that need each other are one module, or a third is missing.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-circular-folders",
      comment: "Stages follow one another; a folder that needs one above it is cut wrongly.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    {
      name: "entries-only",
      comment: "A folder with an index.ts is imported through it.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: {
        path: "^src/(regex|expression|functions|aggregates|testing|checking)/(?!index\\.ts$)",
        pathNot: "^src/$1/",
      },
    },
    {
      name: "search-through-the-registry",
      comment: "search is looked up in the registry like any other command.",
      severity: "error",
      from: { path: "^src/(?!commands/index\\.ts)" },
      to: { path: "^src/commands/search\\.ts$" },
    },
    {
      name: "only-three-packages-of-the-repository",
      comment:
        "The runner and its tests take .conf files, CSV and the protocol from around them, and nothing else.",
      severity: "error",
      from: {},
      to: { path: "^\\.\\./(?!node_modules/)", pathNot: [PACKAGES.conf, PACKAGES.csv, PACKAGES.scpv2] },
    },
    {
      name: "sources-need-no-tests",
      comment: "Tests look at sources, never the other way.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^test/" },
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
    doNotFollow: { path: ["node_modules", "^\\.\\./"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
