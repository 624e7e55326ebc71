import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "spl/test/**/*.test.ts"],
    globalSetup: ["test/support/build-once.ts"],
    // Two cores; tests of the built app start processes of their own. The limits are for hangs, with others at work on the machine.
    maxWorkers: 2,
    // Files share the modules that they load, which hold no state that a test may see; to load them again for each would take half a minute.
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 240_000,
  },
});
