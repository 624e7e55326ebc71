// What each folder of the preview may import, and why. Nothing else is allowed, and there are no exceptions. Nothing of the repository imports
// the preview. Run from this folder: npm run check

/** Folder of src → the folders below it that it may import, and the packages, parts of Node.js and folders of the repository. */
const FOLDERS = {
  protocol: { why: "Page and programs share it, so it knows neither.", imports: [], packages: [] },
  views: { why: "Definitions are data.", imports: [], packages: ["conf", "vetting"] },
  day: {
    why: "The simulated site is there before any view.",
    imports: [],
    packages: ["simulate", "conf", "spl"],
  },
  searches: {
    why: "It runs any search, of whatever view.",
    imports: ["day", "protocol"],
    packages: ["conf", "spl"],
  },
  page: {
    why: "It runs in the browser: Splunk's packages, and nothing of Node.js.",
    imports: ["protocol"],
    packages: ["splunk", "react-dom"],
  },
  server: {
    why: "It answers the page, and bundles it by its path.",
    imports: ["protocol", "searches", "views"],
    packages: ["esbuild", "http", "net", "path", "stream"],
  },
  browser: {
    why: "Chromium knows no view, only addresses.",
    imports: ["protocol"],
    packages: ["playwright-core", "fs", "path"],
  },
  pictures: {
    why: "Pictures are bytes.",
    imports: ["protocol"],
    packages: ["pixelmatch", "pngjs", "fs", "path"],
  },
  checks: {
    why: "A check looks at what others have seen, and starts nothing.",
    imports: ["browser", "pictures", "protocol", "searches", "views"],
    packages: ["vetting", "views-of-the-app"],
  },
  session: {
    why: "It joins all that it takes to look at views.",
    imports: ["browser", "checks", "day", "protocol", "searches", "server", "views"],
    packages: ["conf"],
  },
  cli: {
    why: "The command line is the top.",
    imports: ["browser", "checks", "pictures", "protocol", "session", "views"],
    packages: ["commander", "cli", "fs", "path"],
  },
};

/** Where packages are found, seen from this folder; folders of the repository by their entry alone. */
const PACKAGES = {
  cli: "^\\.\\./src/cli/",
  conf: "^\\.\\./src/conf/index\\.ts$",
  simulate: "^\\.\\./src/simulate/index\\.ts$",
  spl: "^\\.\\./spl/src/index\\.ts$",
  "views-of-the-app": "^\\.\\./src/views/index\\.ts$",
  vetting: "^\\.\\./src/vetting/index\\.ts$",
  splunk: "^node_modules/@splunk/",
  commander: "node_modules/commander/",
  esbuild: "node_modules/esbuild/",
  "playwright-core": "^node_modules/playwright-core/",
  pixelmatch: "^node_modules/pixelmatch/",
  pngjs: "^node_modules/(?:@types/)?pngjs/",
  "react-dom": "^node_modules/(?:@types/)?react-dom/",
  fs: "^fs$",
  http: "^http$",
  net: "^net$",
  path: "^path$",
  stream: "^stream/consumers$",
};

const allowed = Object.entries(FOLDERS).map(([folder, { why, imports, packages }]) => ({
  name: `imports-of-${folder}`,
  comment: why,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: {
    pathNot: [
      `^src/${folder}/`,
      ...imports.map((name) => `^src/${name}/index\\.ts$`),
      ...packages.map((name) => PACKAGES[name]),
    ],
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...allowed,
    {
      name: "no-other-folder",
      comment: "A new folder needs an entry in FOLDERS, with the reason.",
      severity: "error",
      from: { path: `^src/(?!(?:${Object.keys(FOLDERS).join("|")})/)` },
      to: {},
    },
    {
      name: "no-circular",
      comment: "Two modules that need each other are one module, or hide a third.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
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
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
