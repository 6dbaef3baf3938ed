import {
  ChannelError,
  type ChannelSession,
  type MessageRef,
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
import { readableResult } from "./foreign-answers.ts";
import type { DeleteJob, EditJob, ReactJob, SendJob } from "./jobs.ts";

/** Where the bytes of attachments come from. */
export interface Files {
  /** @throws ChannelError `media-expired`, outcome `not-sent`, when they are gone. */
  outboundMedia(attachmentId: string): Promise<OutboundMedia>;
}

/** What has to be read before the adapter is called. */
export interface Sources {
  readonly db: Queries;
  readonly files: Files;
}

/** What the platform says of a send, and the thread that it went to, which may have moved before that is written down. */
export interface Sent extends SendResult {
  readonly threadId: string;
}

/** A call to the adapter with everything that it takes. */
export interface Call {
  readonly run: (signal: AbortSignal) => Promise<Sent | "done">;
  readonly hasMedia: boolean;
}

/** Reads what a delivery needs. Nothing has left the house when this rejects. */
export async function prepareCall(
  session: ChannelSession,
  delivery: DeliveriesTable,
  sources: Sources,
): Promise<Call> {
  const conversation = await findConversation(sources.db, delivery.conversation_id);
  // Merged into another since the claim: the next look finds the delivery there.
  if (conversation === undefined) throw refused("unavailable", "The conversation has just moved.");
  const ref = conversationRef(conversation);
  if (delivery.kind === "send") {
    const request = await sendRequest(delivery, ref, sources.files);
    return {
      run: async (signal) => ({
        ...readableResult(await session.send(request, signal)),
        threadId: ref.id,
      }),
      hasMedia: hasMedia(request.parts),
    };
  }
  const ids = await externalIdsOf(sources.db, delivery.message_id);
  const [first, ...others] = ids.map((messageId) => ({ conversationId: ref.id, messageId }));
  if (first === undefined) throw refused("target-not-found", "The message is gone.");
  switch (delivery.kind) {
    case "edit":
      return await editCall(session, delivery, first, sources.files);
    case "delete":
      return deleteCall(session, delivery, [first, ...others]);
    case "react":
      return reactCall(session, delivery, first);
    default:
      throw refused("unsupported", "This version doesn't know what is to be done.");
  }
}

export async function sendRequest(
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

async function editCall(
  session: ChannelSession,
  delivery: DeliveriesTable,
  target: MessageRef,
  files: Files,
): Promise<Call> {
  const edit = session.edit?.bind(session);
  if (edit === undefined) throw cannot("change");
  const job = JSON.parse(delivery.request) as EditJob;
  const parts = await withFiles(job.parts, files);
  return {
    run: async (signal) => {
      await edit(target, parts, signal, job.replyContext);
      return "done";
    },
    hasMedia: hasMedia(parts),
  };
}

function deleteCall(
  session: ChannelSession,
  delivery: DeliveriesTable,
  targets: readonly MessageRef[],
): Call {
  const remove = session.delete?.bind(session);
  if (remove === undefined) throw cannot("delete");
  const { replyContext } = JSON.parse(delivery.request) as DeleteJob;
  return {
    run: async (signal) => {
      for (const target of targets) {
        try {
          await remove(target, signal, replyContext);
        } catch (error) {
          // An earlier attempt may have done it without our hearing of it.
          if (delivery.attempts === 1 || !isGone(error)) throw error;
        }
      }
      return "done";
    },
    hasMedia: false,
  };
}

function reactCall(session: ChannelSession, delivery: DeliveriesTable, target: MessageRef): Call {
  const react = session.react?.bind(session);
  if (react === undefined) throw cannot("react to");
  const { emojis } = JSON.parse(delivery.request) as ReactJob;
  return {
    run: async (signal) => {
      await react(target, emojis, signal);
      return "done";
    },
    hasMedia: false,
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

function hasMedia(parts: readonly Part<OutboundMedia>[]): boolean {
  return parts.some(({ type }) => type === "media");
}

function isGone(error: unknown): boolean {
  return error instanceof ChannelError && error.code === "target-not-found";
}

function cannot(what: string): ChannelError {
  return refused("unsupported", `The channel can't ${what} this message.`);
}

function refused(
  code: "unsupported" | "target-not-found" | "unavailable",
  message: string,
): ChannelError {
  return new ChannelError({ code, outcome: "not-sent", message });
}
