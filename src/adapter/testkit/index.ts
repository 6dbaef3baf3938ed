/** The conformance kit: proves an adapter against the contract, with the platform simulated. See README.md. */
export { describeAdapter } from "./describe-adapter.ts";
export { SentLog } from "./sent-log.ts";
export type {
  PlatformSimulator,
  SentMessage,
  SimulatedCustomer,
  SimulatedFile,
  SimulatedMessage,
  SimulatedPart,
  SimulatedPartKind,
  SimulatedThread,
  SimulatorAbilities,
} from "./simulator.ts";
export type { ConformanceOptions } from "./subject.ts";
export {
  type Ending,
  type LogEntry,
  type Running,
  TestHub,
  type TestHubOptions,
} from "./harness.ts";
