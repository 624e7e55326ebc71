import config from "./vitest.config.ts";

/** `npm run test:packages`: what fetches the real Node.js, and so is no part of `npm test`. */
export default { ...config, test: { ...config.test, include: ["test/package/shipped.slow.ts"] } };
