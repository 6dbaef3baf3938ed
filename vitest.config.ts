import { defineConfig } from "vitest/config";

// "source" makes the self-reference `switchboard/adapter` resolve to src, so that tests never need a build.
export default defineConfig({
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include: ["test/**/*.test.ts", "adapters/**/*.test.ts", "src/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
