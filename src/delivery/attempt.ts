import {
  ChannelError,
  type ChannelSession,
  type OutboundMedia,
  type Part,
  type SendRequest,
  type SendResult,
} from "../adapter/index.ts";
import type { Queries } from "../db/database.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";
import { findConversation } from "../inbox/conversation-store.ts";
import type { StoredPart } from "../inbox/message-rows.ts";
import { externalIdsOf } from "../inbox/message-store.ts";
import { conversationRef } from "../inbox/threads.ts";
import type { EditJob, ReactJob, SendJob } from "./jobs.ts";

/** Where the bytes of attachments come from. */
export interface Files {
  /** @throws ChannelError `media-expired`, outcome `not-sent`, when they are gone. */
  outboundMedia(attachmentId: string): Promise<OutboundMedia>;
}

/** How long one attempt may take; a library that hangs longer is left alone, its outcome unknown. */
const attemptMs = { text: 30_000, media: 180_000 };

/** One attempt at the platform. Whatever goes wrong comes out as a `ChannelError`. */
export async function attempt(
  session: ChannelSession,
  delivery: DeliveriesTable,
  sources: { readonly db: Queries; readonly files: Files },
): Promise<SendResult | "done"> {
  const conversation = await findConversation(sources.db, delivery.conversation_id);
  if (conversation === undefined) throw refused("target-not-found", "The conversation is gone.");
  const ref = conversationRef(conversation);
  switch (delivery.kind) {
    case "send": {
      const request = await sendRequest(delivery, ref, sources.files);
      const media = request.parts.some(({ type }) => type === "media");
      return await timeBoxed(media ? attemptMs.media : attemptMs.text, (signal) =>
        session.send(request, signal),
      );
    }
    case "edit": {
      const [target] = await targets(delivery, ref.id, sources.db);
      const edit = session.edit?.bind(session);
      if (target === undefined || edit === undefined) throw cannot("change");
      const job = JSON.parse(delivery.request) as EditJob & SendJob;
      const parts = await withFiles(job.parts, sources.files);
      await timeBoxed(attemptMs.text, (signal) => edit(target, parts, signal, job.replyContext));
      return "done";
    }
    case "delete": {
      const remove = session.delete?.bind(session);
      const all = await targets(delivery, ref.id, sources.db);
      if (all.length === 0 || remove === undefined) throw cannot("delete");
      const job = JSON.parse(delivery.request) as SendJob;
      for (const target of all) {
        await timeBoxed(attemptMs.text, (signal) => remove(target, signal, job.replyContext));
      }
      return "done";
    }
    case "react": {
      const [target] = await targets(delivery, ref.id, sources.db);
      const react = session.react?.bind(session);
      if (target === undefined || react === undefined) throw cannot("react to");
      const { emojis } = JSON.parse(delivery.request) as ReactJob;
      await timeBoxed(attemptMs.text, (signal) => react(target, emojis, signal));
      return "done";
    }
    default:
      throw refused("unsupported", `This version can't deliver a "${delivery.kind}".`);
  }
}

/** Asks the platform what became of a send. Never sends. */
export async function prove(
  session: ChannelSession,
  delivery: DeliveriesTable,
  sources: { readonly db: Queries; readonly files: Files },
): Promise<SendResult | "not-sent" | "unresolved"> {
  const reconcile = session.reconcile?.bind(session);
  const conversation = await findConversation(sources.db, delivery.conversation_id);
  if (reconcile === undefined || conversation === undefined) return "unresolved";
  const request = await sendRequest(delivery, conversationRef(conversation), sources.files);
  return await timeBoxed(attemptMs.text, (signal) => reconcile(request, signal));
}

async function sendRequest(
  delivery: DeliveriesTable,
  conversation: SendRequest["conversation"],
  files: Files,
): Promise<SendRequest> {
  const job = JSON.parse(delivery.request) as SendJob;
  return {
    clientMessageId: delivery.message_id,
    conversation,
    parts: await withFiles(job.parts, files),
    ...(job.replyTo !== undefined && {
      replyTo: { conversationId: conversation.id, messageId: job.replyTo },
    }),
    ...(job.replyContext !== undefined && { replyContext: job.replyContext }),
    attempt: delivery.attempts,
  };
}

async function withFiles(
  parts: readonly StoredPart[],
  files: Files,
): Promise<readonly Part<OutboundMedia>[]> {
  return await Promise.all(
    parts.map(async (part) =>
      part.type === "media"
        ? { ...part, media: await files.outboundMedia(part.media.attachmentId) }
        : part,
    ),
  );
}

async function targets(delivery: DeliveriesTable, conversationId: string, db: Queries) {
  const ids = await externalIdsOf(db, delivery.message_id);
  return ids.map((messageId) => ({ conversationId, messageId }));
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

function cannot(what: string): ChannelError {
  return refused("unsupported", `The channel can't ${what} this message.`);
}

function refused(code: "unsupported" | "target-not-found", message: string): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message });
}
