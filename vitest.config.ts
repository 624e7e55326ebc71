import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "spl/test/**/*.test.ts"],
    globalSetup: ["test/support/build-once.ts"],
    // Two cores; tests of the built app start processes of their own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
