import config from "./vitest.config.ts";

/** The suites that are not part of `npm test`: files named NAME.<suite>.ts, SUITE being one of src/cli/test.ts. */
export default { ...config, test: { ...config.test, include: [`test/**/*.${process.env.SUITE}.ts`] } };
