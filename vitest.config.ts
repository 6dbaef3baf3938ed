import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// `npm test` runs everything but the fault suite, which kills the hub for minutes: `npm run test:fault` (mode "fault").
/** What takes minutes begins first: vitest goes by size, and would have one worker wait for it at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean =>
      moduleId.endsWith("whatsapp/conformance.test.ts");
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** Some tests take minutes that a short run, as on each change, has not. */
// oxlint-disable-next-line node/no-process-env -- it says how the tests are run, and is no setting of the hub
const isShortFaultRun = Number(process.env["FAULT_KILLS"] ?? 200) < 50;

export default defineConfig(({ mode }) => ({
  // "source" makes the self-reference `switchboard/adapter` resolve to src, so that tests never need a build.
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: {
    include:
      mode === "fault"
        ? ["test/fault/**/*.test.ts"]
        : ["test/**/*.test.ts", "adapters/**/*.test.ts", "src/**/*.test.ts"],
    exclude: [
      "node_modules",
      "dist",
      ...(mode === "fault" ? [] : ["test/fault"]),
      ...(isShortFaultRun
        ? ["test/fault/wechat-isolated.test.ts", "test/fault/frozen-hub.test.ts"]
        : []),
    ],
    sequence: { sequencer: LongestFirst },
    globalSetup: [
      "test/support/global-setup.ts",
      ...(mode === "fault" ? ["test/fault/build.ts"] : []),
    ],
    // Each fault test needs the machine for itself, or it would find out only how slow the others make it.
    fileParallelism: mode !== "fault",
    // Most of the long ones wait for a browser or a database: a core left free would only make the run longer.
    maxWorkers: "100%",
    setupFiles: ["test/support/network-guard.ts"],
    testTimeout: mode === "fault" ? 1_800_000 : 30_000,
    hookTimeout: 30_000,
  },
}));
