import { readSettings } from "../../../config/env.ts";
import type { Command, Options } from "../command.ts";
import { Failure } from "../failure.ts";

/** The whole product without an account anywhere. */
export const demo: Command = {
  usage: "demo",
  summary: "Run a hub with simulated customers, to try things out",
  options: [
    { flag: "--speed <factor>", summary: "How many times faster than people the customers are" },
    { flag: "--seed <number>", summary: "Another number makes them act at other times" },
  ],
  async run({ options }) {
    const speed = numberOf(options, "speed");
    const seed = numberOf(options, "seed");
    const settings = readSettings();
    const { runDemo } = await import("../demo/run-demo.ts");
    await runDemo(settings, { speed, seed });
  },
};

function numberOf(options: Options, name: string): number {
  const text = options.text(name) ?? "1";
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Failure(`--${name} must be a number above 0, not "${text}".`, 2);
}
