/** The conformance kit: proves an adapter against the contract, with the platform simulated. See README.md. */
export { describeAdapter } from "./describe-adapter.ts";
export * from "./for-simulators.ts";
export type { ConformanceOptions } from "./subject.ts";
export {
  type Ending,
  type LogEntry,
  type Running,
  TestHub,
  type TestHubOptions,
} from "./harness.ts";
