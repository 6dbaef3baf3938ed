import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import type { InboundEvent } from "../../src/adapter/index.ts";
import { type ChannelAct, Channels } from "../../src/channels/channels.ts";
import type { LeaseOwner } from "../../src/channels/lease-owner.ts";
import type { EventSink, LiveSignal } from "../../src/channels/live.ts";
import { LoginPrompts } from "../../src/channels/login-prompts.ts";
import { PrivateDirectories } from "../../src/channels/private-directory.ts";
import { AdapterRegistry } from "../../src/channels/registry.ts";
import { Sealing } from "../../src/channels/sealing.ts";
import { Supervisor } from "../../src/channels/supervisor.ts";
import type { SupervisorParts } from "../../src/channels/supervisor-parts.ts";
import { EventLog } from "../../src/realtime/event-log.ts";
import type { TestDatabase } from "./database.ts";
import { ManualClock } from "./manual-clock.ts";
import type { ScriptedAdapter } from "./scripted-adapter.ts";
import { until } from "./until.ts";

/** All that runs channels, over a real database, with time in the test's hands. */
export interface ChannelDesk extends SupervisorParts {
  readonly clock: ManualClock;
  readonly supervisor: Supervisor;
  readonly channels: Channels;
  readonly acts: ChannelAct[];
  readonly signals: LiveSignal[];
  readonly received: { channelId: string; events: readonly InboundEvent[] }[];
  readonly dataDirectory: string;
  /** Everything logged so far, as it was written. */
  logged(): string;
  /** Creates a running channel of the adapter and resolves with its id. */
  open(adapter: ScriptedAdapter): Promise<string>;
  /** Resolves when `condition` holds and the only thing that goes on is waiting. */
  untilResting(condition: () => boolean): Promise<void>;
  /** Resolves as soon as the stored status of the channel is `state`. */
  untilState(channelId: string, state: string): Promise<void>;
}

/** What a test may want otherwise. */
interface Overridable {
  readonly clock: ManualClock;
  readonly owner: LeaseOwner;
  readonly sealing: Sealing;
  readonly sink: EventSink;
}

/** Sets the desk up and takes it down after the test. */
export async function channelDesk(
  database: TestDatabase,
  adapters: readonly ScriptedAdapter[],
  overrides: Partial<Overridable> = {},
): Promise<ChannelDesk> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), "switchboard-desk-"));
  const events = new EventLog(database);
  const signals: LiveSignal[] = [];
  const received: { channelId: string; events: readonly InboundEvent[] }[] = [];
  const acts: ChannelAct[] = [];
  const lines: string[] = [];
  const log = pino(
    { level: "debug" },
    new Writable({
      write: (line: Buffer, _encoding, done) => {
        lines.push(line.toString());
        done();
      },
    }),
  );
  const live = (signal: LiveSignal): void => void signals.push(signal);
  const usual: Overridable = {
    clock: new ManualClock(),
    owner: { name: "here", isDead: () => false },
    sealing: new Sealing(Buffer.alloc(32, 7)),
    sink: {
      receive: (channelId, inbound) => {
        received.push({ channelId, events: inbound });
        return Promise.resolve();
      },
    },
  };
  const { clock, owner, sealing, sink } = { ...usual, ...overrides };
  const parts: SupervisorParts = {
    database,
    events,
    registry: new AdapterRegistry(
      Object.fromEntries(
        adapters.map((scripted) => [scripted.name, () => Promise.resolve(scripted.adapter)]),
      ),
    ),
    sink,
    live,
    sealing,
    directories: new PrivateDirectories(dataDirectory),
    prompts: new LoginPrompts((channelId) => live({ type: "login-prompt", channelId })),
    fetch,
    clock,
    log,
    owner,
    random: () => 1,
  };
  const supervisor = new Supervisor(parts);
  const channels = new Channels({
    ...parts,
    supervisor,
    audit: (_trx, act) => {
      acts.push(act);
      return Promise.resolve();
    },
  });
  onTestFinished(async () => {
    const stopped = supervisor.stop();
    await clock.advance(20_000);
    await stopped;
    await rm(dataDirectory, { recursive: true, force: true });
  });
  return {
    ...parts,
    clock,
    supervisor,
    channels,
    acts,
    signals,
    received,
    dataDirectory,
    logged: () => lines.join(""),
    async open({ name }) {
      const settings = { account: name, token: "token-of-the-shop" };
      const channel = await channels.create({ adapter: name, name, settings }, "agent:1");
      return channel.id;
    },
    async untilResting(condition) {
      await until("rest", () => condition() && clock.nextIn() !== undefined);
      await clock.advance(0);
    },
    async untilState(channelId, state) {
      await until(`state ${state}`, async () => {
        return (await channels.get(channelId)).status.state === state;
      });
    },
  };
}
