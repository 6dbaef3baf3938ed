import { defineConfig } from "vitest/config";

// `npm test` runs everything but the fault suite, which kills the hub for minutes: `npm run test:fault` (mode "fault").
export default defineConfig(({ mode }) => ({
  // "source" makes the self-reference `switchboard/adapter` resolve to src, so that tests never need a build.
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include:
      mode === "fault"
        ? ["test/fault/**/*.test.ts"]
        : ["test/**/*.test.ts", "adapters/**/*.test.ts", "src/**/*.test.ts"],
    exclude: ["node_modules", "dist", ...(mode === "fault" ? [] : ["test/fault"])],
    globalSetup: [
      "test/support/global-setup.ts",
      ...(mode === "fault" ? ["test/fault/build.ts"] : []),
    ],
    // Each fault test needs the machine for itself, or it would find out only how slow the others make it.
    fileParallelism: mode !== "fault",
    setupFiles: ["test/support/network-guard.ts"],
    testTimeout: mode === "fault" ? 1_800_000 : 30_000,
    hookTimeout: 30_000,
  },
}));
