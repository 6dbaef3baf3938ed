import type { WebhookResponse } from "switchboard/adapter";
import { json, Refusal } from "./answers.ts";
import type { MessageCall } from "./calls.ts";
import type { DoorParts } from "./door-parts.ts";
import type { ChatMessage, StoredFile, Visitor } from "./entries.ts";
import { messageEvent } from "./inbound.ts";
import type { Mailbox } from "./mailbox.ts";

/**
 * A visitor's message. The hub has it first, then the mailbox, and only then it is acknowledged: killed between the two,
 * the hub has what the visitor sends again under the same id, which it knows, and the mailbox gets it then. The other way
 * round a visitor would see a message as sent that no agent ever gets.
 */
export async function takeMessage(
  parts: DoorParts,
  visitor: Visitor,
  call: MessageCall,
): Promise<WebhookResponse> {
  const { context, mailboxes } = parts;
  refuseBlockedWords(call.text ?? "", context.config.blockedWords);
  return await mailboxes.with(visitor.id, async (mailbox) => {
    if (mailbox.entryOf(call.id) === undefined) {
      const before = mailbox.arriving.get(call.id);
      const arrival = before ?? take(parts, mailbox, visitor, call);
      mailbox.arriving.set(call.id, arrival);
      try {
        await arrival;
      } finally {
        mailbox.arriving.delete(call.id);
      }
    }
    return answer(mailbox, call.id);
  });
}

async function take(
  parts: DoorParts,
  mailbox: Mailbox,
  visitor: Visitor,
  call: MessageCall,
): Promise<void> {
  // As soon as the hub has the message, it may be answered: there must be a mailbox for that.
  if (!mailbox.exists) await mailbox.add(() => [{ type: "visitor", visitor }]);
  const message = await toMessage(parts, mailbox, visitor, call);
  const author = { ...mailbox.visitor, ...visitor };
  await parts.context.receive([messageEvent(mailbox.key, author, message, call)]);
  await mailbox.add(() => [{ type: "message", message }]);
}

function answer(mailbox: Mailbox, id: string): WebhookResponse {
  const entry = mailbox.entryOf(id);
  if (entry?.type === "message" && entry.message.from === "visitor") return json(201, { entry });
  throw new Refusal(409, "taken", "That id is another message's.");
}

async function toMessage(
  { context, mailboxes }: DoorParts,
  mailbox: Mailbox,
  visitor: Visitor,
  { id, text, spans, fileId, voice, replyTo, other }: MessageCall,
): Promise<ChatMessage> {
  if (replyTo !== undefined && mailbox.message(replyTo) === undefined) {
    throw new Refusal(400, "invalid", "replyTo names no message of this chat.");
  }
  let file: StoredFile | undefined;
  if (fileId !== undefined) {
    file = await (await mailboxes.files(visitor.id)).find(fileId);
    if (file === undefined) throw new Refusal(400, "invalid", "fileId names no file of yours.");
    if (voice && file.kind === "audio") file = { ...file, kind: "voice" };
  }
  const words = text ?? other?.fallback;
  return {
    id,
    from: "visitor",
    sentAt: context.clock.now().toISOString(),
    ...(words !== undefined && { text: words }),
    ...(spans !== undefined && { spans: withoutGaps(spans) }),
    ...(file !== undefined && { file }),
    ...(replyTo !== undefined && { replyTo }),
  };
}

function withoutGaps(spans: NonNullable<MessageCall["spans"]>): NonNullable<ChatMessage["spans"]> {
  return spans.map(({ start, end, style, value }) => ({
    start,
    end,
    style,
    ...(value !== undefined && { value }),
  }));
}

function refuseBlockedWords(text: string, words: readonly string[]): void {
  const folded = text.normalize("NFKC").toLowerCase();
  if (words.some((word) => folded.includes(word.normalize("NFKC").toLowerCase()))) {
    throw new Refusal(403, "blocked-words", "This message can't be sent.");
  }
}
