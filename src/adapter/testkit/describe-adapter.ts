import { describe } from "vitest";
import type { ChannelAdapter } from "../index.ts";
import type { PlatformSimulator } from "./simulator.ts";
import { type ConformanceOptions, makeSubject } from "./subject.ts";
import { durabilitySuite } from "./suites/durability.ts";
import { inboundSuite } from "./suites/inbound.ts";
import { lifeSuite } from "./suites/life.ts";
import { mediaSuite } from "./suites/media.ts";
import { outboundSuite } from "./suites/outbound.ts";
import { outcomesSuite } from "./suites/outcomes.ts";
import { secretsSuite } from "./suites/secrets.ts";
import { settingsSuite } from "./suites/settings.ts";
import { soakSuite } from "./suites/soak.ts";
import { webhookSuite } from "./suites/webhook.ts";

const suites = [
  settingsSuite,
  lifeSuite,
  inboundSuite,
  durabilitySuite,
  outboundSuite,
  outcomesSuite,
  secretsSuite,
  mediaSuite,
  webhookSuite,
  soakSuite,
];

/**
 * Declares the conformance tests of one adapter, for vitest; call it at the top of a test file. `createSimulator` is
 * called once per test (and once before, to read its abilities): each test has a platform of its own.
 */
export function describeAdapter<C>(
  adapter: ChannelAdapter<C>,
  createSimulator: () => PlatformSimulator,
  options?: ConformanceOptions,
): void {
  const subject = makeSubject(adapter, createSimulator, options);
  describe(adapter.displayName, () => {
    for (const suite of suites) suite(subject);
  });
}
