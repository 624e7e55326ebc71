// The picture in docs/architecture.md, enforced: dependencies point down only. No exceptions are kept.
const own = "^src/(?!$1/)";
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "Two modules that need each other are one module, or hide a third.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "ground-floor",
      comment: "scpv2, csv, risk, scorer and conf know nothing of each other or of anything else of ours.",
      severity: "error",
      from: { path: "^src/(scpv2/(?!client/)|csv|risk|scorer|conf)/" },
      to: { path: own },
    },
    {
      name: "pure-model",
      comment:
        "Model and fast path have no file, no stream, no clock: they may not import anything from Node or npm.",
      severity: "error",
      from: { path: "^src/(risk|csv|scorer)/" },
      to: { dependencyTypes: ["core", "npm", "npm-dev"] },
    },
    {
      name: "command-is-small",
      comment: "portrisk joins wire, csv, risk and kernel, and ships: no npm package, nothing else of ours.",
      severity: "error",
      from: { path: "^src/portrisk/" },
      to: { path: "^src/(conf|scpv2/client|macros|splunk|package|catalogue|vetting|benchmark)/" },
    },
    {
      name: "twin-knows-the-model",
      comment: "The twin is the model in another language: it knows the model and nothing else.",
      severity: "error",
      from: { path: "^src/macros/" },
      to: { path: "^src/(?!macros/|risk/)" },
    },
    {
      name: "evaluation-judges-from-outside",
      comment: "Measures and labelled events must not know what they judge.",
      severity: "error",
      from: { path: "^src/evaluation/" },
      to: { path: "^src/(?!evaluation/)" },
    },
    {
      name: "command-ships-no-packages",
      comment: "Nothing but our own code goes into bin/portrisk.js.",
      severity: "error",
      from: { path: "^src/(scpv2|csv|risk|scorer|portrisk)/(?!client/)" },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"] },
    },
    {
      name: "splunkd-stand-in",
      comment: "The stand-in for splunkd speaks the protocol; it must not know the command it talks to.",
      severity: "error",
      from: { path: "^src/scpv2/client/" },
      to: { path: "^src/(?!scpv2/|csv/)" },
    },
    {
      name: "spl-stays-general",
      comment: "The SPL runner has no special case for our own command or model.",
      severity: "error",
      from: { path: "^spl/" },
      to: { path: "^src/(?!conf/|scpv2/|csv/)" },
    },
    {
      name: "sources-know-no-scripts",
      comment: "scripts are thin and on top; src never reaches up into them or into tests.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(scripts|test)/" },
    },
    {
      name: "benchmark-stays-apart",
      comment: "What measures is no part of what is measured: nothing of ours may need it.",
      severity: "error",
      from: { path: "^src/(?!benchmark/)" },
      to: { path: "^src/benchmark/" },
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
