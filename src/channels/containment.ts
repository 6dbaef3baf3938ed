import { AsyncLocalStorage } from "node:async_hooks";

/** Whose code runs: follows an adapter's callbacks, timers and promises wherever they go. */
const running = new AsyncLocalStorage<string | undefined>();

/** Runs an adapter's code so that whatever it leaves behind can be traced to its channel. */
export function inChannel<T>(channelId: string, work: () => T): T {
  return running.run(channelId, work);
}

/**
 * The hub's own work, called from an adapter's code: its faults are ours. Not `exit`: that switches the tracing of all
 * promises off and on again, and each customer's message comes through here.
 */
export function outsideChannels<T>(work: () => T): T {
  return running.run(undefined, work);
}

/**
 * For the process's `uncaughtException` and `unhandledRejection` handlers: the channel whose adapter threw where nobody
 * could catch it; undefined when it was the hub itself. Node 20 forgets it for what `queueMicrotask` alone calls.
 */
export function channelAtFault(): string | undefined {
  return running.getStore();
}

/** The session, with every call to it traced to the channel. Members that aren't there stay absent. */
export function contained<T extends object>(channelId: string, session: T): T {
  // The proxy stands on an empty object: a frozen session could not be seen through otherwise.
  return new Proxy({} as T, {
    has: (_empty, member) => Reflect.has(session, member),
    get(_empty, member) {
      const value: unknown = Reflect.get(session, member);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown =>
        inChannel(channelId, () => Reflect.apply(value, session, args) as unknown);
    },
  });
}
