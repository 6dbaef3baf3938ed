import {
  type ChannelSession,
  ChannelError,
  type Clock,
  type SessionContext,
  type SessionLog,
} from "../adapter/index.ts";

/** What was stored shortly before we went away may not have been all of that moment. */
const overlapMs = 5 * 60_000;
const mostPages = 50;
const pageWithinMs = 60_000;

/**
 * Asks for what happened while we were away, page by page, and stores it: what is known already is a no-op there. Best
 * effort and bounded; a failure is logged, because what the platform didn't hand over can't be had by insisting. Resolves
 * with whether it is done with; if not, the next connection begins again.
 */
export async function catchUp(
  session: ChannelSession,
  since: Date,
  receive: SessionContext<unknown>["receive"],
  tools: { readonly clock: Clock; readonly log: SessionLog; readonly signal: AbortSignal },
): Promise<boolean> {
  if (session.fetchHistory === undefined) return true;
  const after = new Date(since.getTime() - overlapMs);
  let page: string | undefined;
  try {
    for (let count = 1; count <= mostPages; count += 1) {
      const { events, next } = await within(tools, (signal) =>
        Promise.resolve(session.fetchHistory?.(undefined, after, page, signal)),
      );
      if (events.length > 0) await receive(events);
      if (next === undefined || next === page) return true;
      page = next;
    }
    tools.log.warn({ mostPages }, "more happened while away than is fetched; the rest is left out");
    return true;
  } catch (error) {
    if (!tools.signal.aborted) {
      tools.log.warn({ err: error }, "what happened while away could not be fetched completely");
    }
    return false;
  }
}

async function within<T>(
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T | undefined>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const late = clock.sleep(pageWithinMs, controller.signal).then(() => {
    throw new ChannelError({ code: "timeout", outcome: "not-sent" });
  });
  // Once the work is done, the sleep is cut short by the abort below.
  late.catch(() => undefined);
  try {
    const result = await Promise.race([work(controller.signal), late]);
    if (result === undefined) throw new ChannelError({ code: "protocol", outcome: "not-sent" });
    return result;
  } finally {
    signal.removeEventListener("abort", abort);
    controller.abort();
  }
}
