import { ChannelError, type ChannelSession } from "../adapter/index.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { findConversation } from "../inbox/conversation-store.ts";
import { conversationRef } from "../inbox/threads.ts";
import { type Call, prepareCall, type Sent, type Sources, sendRequest } from "./calls.ts";
import { readableResult } from "./foreign-answers.ts";

/** How long one attempt may take; a library that hangs longer is left alone, its outcome unknown. */
export interface TimeBox {
  readonly textMs: number;
  readonly mediaMs: number;
}

/**
 * One attempt at the platform. @throws ChannelError; anything else comes out of the adapter. What goes wrong before the
 * adapter is called was certainly not sent.
 */
export async function attempt(
  session: ChannelSession,
  delivery: DeliveriesTable,
  sources: Sources,
  timeBox: TimeBox,
): Promise<Sent | "done"> {
  let call: Call;
  try {
    call = await prepareCall(session, delivery, sources);
  } catch (error) {
    if (error instanceof ChannelError) throw error;
    throw new ChannelError({
      code: "unavailable",
      outcome: "not-sent",
      message: "The hub could not read what is to be sent; it tries again.",
      cause: error,
    });
  }
  return await timeBoxed(call.hasMedia ? timeBox.mediaMs : timeBox.textMs, call.run);
}

/** Asks the platform what became of a send. Never sends. */
export async function prove(
  session: ChannelSession,
  delivery: DeliveriesTable,
  sources: Sources,
  timeBox: TimeBox,
): Promise<Sent | "not-sent" | "unresolved"> {
  const reconcile = session.reconcile?.bind(session);
  const conversation = await findConversation(sources.db, delivery.conversation_id);
  if (reconcile === undefined || conversation === undefined) return "unresolved";
  const request = await sendRequest(delivery, conversationRef(conversation), sources.files);
  const proof = await timeBoxed(timeBox.textMs, (signal) => reconcile(request, signal));
  if (proof === "not-sent" || proof === "unresolved") return proof;
  return { ...readableResult(proof), threadId: conversation.thread_id };
}

/** Rejects when the time is up, also when the adapter ignores its signal; what it does later counts for nothing. */
async function timeBoxed<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new ChannelError({
        code: "timeout",
        outcome: "unknown",
        message: `The platform did not answer within ${ms / 1000} s.`,
      });
      reject(error);
      controller.abort(error);
    }, ms);
  });
  try {
    return await Promise.race([call(controller.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
