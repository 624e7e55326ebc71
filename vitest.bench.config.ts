import config from "./vitest.config.ts";

/** `npm run test:bench`: the programs of the benchmark in C and Python, which need a compiler and Splunk's SDK. */
export default { ...config, test: { ...config.test, include: ["test/benchmark/programs.slow.ts"] } };
