import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Runs the kit over adapters that are meant to fail it. Nobody runs this but the kit's own test. */
export default defineConfig({
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
  test: { include: ["test/support/planted/*.planted.ts"], maxWorkers: 2 },
});
