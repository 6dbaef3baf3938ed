/** What simulators are made with: without vitest, so that they also run in a demo, where the tests' packages are missing. */
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
