import type { ChannelAdapter, SessionContext } from "../../adapter/index.ts";
import { IsolatedSession } from "./isolated-session.ts";
import { type IsolationTimes, usualTimes } from "./session-process.ts";

const usualMemoryLimitMb = 768;

/**
 * The adapter, with each of its sessions in a process of its own: what happens there stays there. It doesn't ask to be
 * isolated any more.
 */
export function isolate<C>(
  adapter: ChannelAdapter<C>,
  times: Partial<IsolationTimes> = {},
): ChannelAdapter<C> {
  const { isolated } = adapter;
  if (isolated === undefined) throw new Error(`"${adapter.name}" doesn't say where its module is.`);
  return {
    apiVersion: adapter.apiVersion,
    name: adapter.name,
    displayName: adapter.displayName,
    settings: adapter.settings,
    capabilities: adapter.capabilities,
    ...(adapter.check !== undefined && { check: adapter.check.bind(adapter) }),
    createSession: (context: SessionContext<C>) =>
      new IsolatedSession({
        adapterName: adapter.name,
        memoryLimitMb: usualMemoryLimitMb,
        ...isolated,
        context,
        local: adapter.createSession(context),
        times: { ...usualTimes, ...times },
      }).members(),
  };
}
