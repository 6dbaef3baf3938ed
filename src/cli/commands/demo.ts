import type { Command } from "../command.ts";

export const demo: Command = {
  usage: "demo",
  summary: "Run a hub with simulated customers, to try things out",
  run: () => Promise.resolve(),
};
