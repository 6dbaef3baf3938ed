import type { ChannelAdapter } from "../index.ts";
import type { PlatformSimulator, SimulatorAbilities } from "./simulator.ts";

export interface ConformanceOptions {
  /** How long a suite waits for something that should happen, in ms; 10 s unless told. */
  readonly patienceMs?: number;
  /** How long an aborted `run` may take to end, in ms; the contract's 15 s unless told. */
  readonly stopMs?: number;
  /** How many messages the soak suite sends; 10,000 unless told. */
  readonly soakEvents?: number;
  /** The largest file that is really sent to prove a size limit, in bytes; 8 MiB unless told. */
  readonly largestUpload?: number;
  /** The file that a customer sends to prove that it comes as a stream, in bytes; 16 MiB unless told. */
  readonly largestDownload?: number;
}

/** What all suites are about. */
export interface Subject {
  readonly adapter: ChannelAdapter;
  /** Each test has a platform of its own. */
  readonly createSimulator: () => PlatformSimulator;
  readonly abilities: SimulatorAbilities;
  readonly options: Required<ConformanceOptions>;
}

export function makeSubject(
  adapter: ChannelAdapter,
  createSimulator: () => PlatformSimulator,
  options: ConformanceOptions = {},
): Subject {
  return {
    adapter,
    createSimulator,
    abilities: createSimulator().abilities,
    options: {
      patienceMs: 10_000,
      stopMs: 15_000,
      soakEvents: 10_000,
      largestUpload: 8 * 1024 * 1024,
      largestDownload: 16 * 1024 * 1024,
      ...options,
    },
  };
}
