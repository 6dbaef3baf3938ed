import type {
  ChannelAdapter,
  ChannelSession,
  InboundEvent,
  SessionContext,
} from "switchboard/adapter";
import { describeAdapter } from "switchboard/adapter/testkit";
import { plainAdapter } from "../plain/adapter.ts";
import type { PlainSettings } from "../plain/settings.ts";
import { PlainSimulator } from "../plain/simulator.ts";

type Context = SessionContext<PlainSettings>;

/** One fault, planted into the Plain adapter, and the tests of the kit that have to find it: no more, no less. */
export interface Fault {
  readonly name: string;
  readonly found: readonly string[];
  readonly adapter: ChannelAdapter<PlainSettings>;
  /** How long its `run` may take to end, in ms; 2 s unless told. */
  readonly stopMs: number;
}

export interface Plant extends Pick<Fault, "name" | "found"> {
  readonly stopMs?: number;
  readonly adapter?: Partial<ChannelAdapter<PlainSettings>>;
  /** What the session gets to see of the hub. */
  readonly context?: ((context: Context) => Partial<Context>) | undefined;
  /** What the hub gets to see of the session. */
  readonly session?: (session: ChannelSession, context: Context) => Partial<ChannelSession>;
}

export function plant({ name, found, stopMs = 2000, adapter, context, session }: Plant): Fault {
  return {
    name,
    found,
    stopMs,
    adapter: {
      ...plainAdapter,
      ...adapter,
      displayName: name,
      createSession(given) {
        const seen = { ...given, ...context?.(given) };
        const sound = methodsOf(plainAdapter.createSession(seen));
        const capabilities = () => adapter?.capabilities ?? plainAdapter.capabilities;
        return { ...sound, capabilities, ...session?.(sound, given) };
      },
    },
  };
}

/** Hands the hub other events than the adapter meant to. */
export function receiving(
  change: (event: InboundEvent) => readonly InboundEvent[],
): Plant["context"] {
  return ({ receive }) => ({
    receive: (events, cursor) => receive(events.flatMap(change), cursor),
  });
}

/** The methods of a session as properties, so that one can be replaced. */
function methodsOf(session: ChannelSession): ChannelSession {
  const names = Object.getOwnPropertyNames(
    Object.getPrototypeOf(session),
  ) as (keyof ChannelSession)[];
  const bound = names.map((name) => [name, session[name]?.bind(session)]);
  return Object.fromEntries(bound) as ChannelSession;
}

/** Runs the whole kit over each of them. */
export function describeFaults(faults: readonly Fault[]): void {
  for (const { adapter, stopMs } of faults) {
    const options = { patienceMs: 1000, stopMs, soakEvents: 300 };
    describeAdapter(adapter, () => new PlainSimulator(), options);
  }
}
