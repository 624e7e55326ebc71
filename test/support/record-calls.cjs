// Loaded with --require before the command: writes down what the command asks of Node.js, to the file that CALLS_LOG names. Runs on
// every Node.js that the command runs on, so it is plain CommonJS, without the prefix "node:".
// biome-ignore-all lint/style/useNodejsImportProtocol: Node.js 8 does not know the prefix
const fs = require("fs");
const Module = require("module");
const { CALLS_LOG, CALLS_OF } = process.env;
const { appendFileSync } = fs;
/** From the command's first wish on: before it, Node.js reads the program through the same functions. */
let recording = false;

function recorded(text, call) {
  if (!recording) return call();
  // What a call is made of inside Node.js, and what writing it down needs, is not the command's.
  recording = false;
  try {
    appendFileSync(CALLS_LOG, `${text}\n`);
    return call();
  } finally {
    recording = true;
  }
}

// These modules have all that opens, connects or starts something. Names of classes are left alone: their makers call these.
for (const name of ["fs", "child_process", "net", "dgram", "dns", "tls", "http", "https", "vm", "v8", "os"]) {
  const module = require(name);
  for (const key of Object.keys(module)) {
    const real = module[key];
    if (typeof real !== "function" || /^[A-Z_]/.test(key)) continue;
    module[key] = function (...given) {
      return recorded(`${name}.${key} ${String(given[0])}`, () => real.apply(this, given));
    };
    Object.assign(module[key], real);
  }
}

const load = Module._load;
Module._load = function (name, parent, ...others) {
  recording = recording || (parent != null && parent.filename === CALLS_OF);
  return recorded(`require ${name}`, () => load.call(this, name, parent, ...others));
};
