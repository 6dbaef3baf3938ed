import { Readable } from "node:stream";
import { ChannelError } from "switchboard/adapter";
import type { SendRequest, SendResult } from "switchboard/adapter";
import type { ChatMessage, StoredFile } from "./entries.ts";
import { notSent } from "./errors.ts";
import type { Files } from "./files.ts";
import type { Mailbox } from "./mailbox.ts";
import type { Mailboxes } from "./mailboxes.ts";
import { type Draft, planSend } from "./outbound.ts";

/**
 * All messages of a send are written at once. A message has the same id at each attempt and is written once, so that a
 * failure is always `not-sent`: trying again can't double anything.
 */
export async function send(
  mailboxes: Mailboxes,
  agent: { readonly name: string; readonly now: Date },
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  const { drafts, degraded } = planSend(request);
  const visitorId = request.conversation.id;
  return await mailboxes.with(visitorId, async (mailbox) => {
    requireVisitor(mailbox);
    const sentAt = agent.now;
    try {
      const messages: ChatMessage[] = [];
      for (const { media, ...draft } of drafts) {
        const file =
          media && (await save(await mailboxes.files(visitorId), draft.id, media, signal));
        const from = {
          from: "agent",
          agentName: agent.name,
          sentAt: sentAt.toISOString(),
        } as const;
        messages.push({ ...draft, ...from, ...(file !== undefined && { file }) });
      }
      await mailbox.add(() => {
        requireVisitor(mailbox);
        return messages
          .filter(({ id }) => mailbox.message(id) === undefined)
          .map((message) => ({ type: "message", message }));
      });
    } catch (cause) {
      if (cause instanceof ChannelError) throw cause;
      const code = signal.aborted ? "timeout" : "unavailable";
      throw notSent(code, "The visitor's mailbox could not be written.", cause);
    }
    mailbox.typingUntil = 0;
    const messageIds = drafts.map(({ id }) => id);
    return { messageIds, sentAt, level: "sent", ...(degraded.length > 0 && { degraded }) };
  });
}

/** What the log says: all of it is there, or sending again adds what isn't. */
export async function reconcile(
  mailboxes: Mailboxes,
  request: SendRequest,
): Promise<SendResult | "not-sent"> {
  const { drafts, degraded } = planSend(request);
  return await mailboxes.with(request.conversation.id, async (mailbox) => {
    const found = drafts.map(({ id }) => mailbox.entryOf(id));
    const [first] = found;
    if (first?.type !== "message" || found.includes(undefined)) return "not-sent";
    return {
      messageIds: drafts.map(({ id }) => id),
      sentAt: new Date(first.message.sentAt),
      level: "sent",
      ...(degraded.length > 0 && { degraded }),
    };
  });
}

/** @throws ChannelError when the visitor was never here, or wanted to be forgotten. */
export function requireVisitor(mailbox: Mailbox): void {
  if (mailbox.exists) return;
  throw notSent(
    "recipient-unreachable",
    "The visitor had their chat deleted: nothing reaches them any more.",
  );
}

async function save(
  files: Files,
  fileId: string,
  { kind, file: media }: NonNullable<Draft["media"]>,
  signal: AbortSignal,
): Promise<StoredFile> {
  const { mimeType, fileName, size, width, height } = media;
  const file: StoredFile = {
    fileId,
    kind,
    mimeType,
    fileName,
    size,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
  };
  await files.save(file, Readable.fromWeb(await media.open(), { signal }));
  return file;
}
