import type { FormattedText, InboundEvent } from "../adapter/index.ts";

/** An event that can't be stored as it is. It is quarantined with this message, which names field and reason. */
class UnusableEventError extends Error {
  override readonly name = "UnusableEventError";
}

/** Names longer than this are cut for display; the journal has them whole. */
const longestName = 500;

/**
 * The border rule for text from outside: a lone surrogate becomes U+FFFD, NUL is removed (style spans move along), and
 * nothing else is touched. Ids are not text: one that breaks the rule makes the event unusable, because two ids must
 * never become one. The journal keeps the platform's payload as it came.
 */
export function normaliseEvent(event: InboundEvent): InboundEvent {
  if (!Object.hasOwn(timesOf, event.type)) {
    throw new UnusableEventError("type is none that this version knows");
  }
  for (const [what, id] of idsOf(event)) requireKey(what, id);
  for (const what of timesOf[event.type]) requireTime(what, event);
  return isClean(event) ? event : (clean(event) as InboundEvent);
}

/** The border rule for one string. */
export function cleanText(text: string): string {
  return isCleanText(text) ? text : text.toWellFormed().replaceAll("\0", "");
}

/** For names and titles: the border rule, one line, not endless. */
export function cleanName(name: string): string {
  const line = cleanText(name).replaceAll(/\s+/gu, " ").trim();
  return line.length > longestName ? line.slice(0, longestName).toWellFormed() : line;
}

type Time = "at" | "message.sentAt";

/** The times that are stored of each type of event. */
const timesOf: Readonly<Record<InboundEvent["type"], readonly Time[]>> = {
  message: ["message.sentAt"],
  "message-edited": ["at", "message.sentAt"],
  "message-deleted": ["at"],
  reactions: ["at"],
  receipt: [],
  typing: [],
  "contact-changed": [],
  "conversation-changed": [],
};

function requireTime(what: Time, event: InboundEvent): void {
  const time = what === "at" ? event.at : "message" in event ? event.message.sentAt : undefined;
  if (time instanceof Date && !Number.isNaN(time.getTime())) return;
  throw new UnusableEventError(`${what} is not a time`);
}

function idsOf(event: InboundEvent): [string, string | undefined][] {
  const ids: [string, string | undefined][] = [["dedupeKey", event.dedupeKey ?? ""]];
  switch (event.type) {
    case "message":
    case "message-edited":
      ids.push(
        ["message.id", event.message.id],
        ["message.conversation.id", event.message.conversation.id],
        ["message.conversation.threadId", event.message.conversation.threadId],
        ["message.author.contact.id", event.message.author.contact?.id],
        ...(event.message.resembles ?? []).map((one): [string, string] => [
          "message.resembles",
          one,
        ]),
      );
      break;
    case "message-deleted":
      ids.push(["target.messageId", event.target.messageId]);
      break;
    case "reactions":
      ids.push(["target.messageId", event.target.messageId], ["actor.id", event.actor.id]);
      break;
    case "contact-changed":
      ids.push(["contact.id", event.contact.id]);
      break;
    case "conversation-changed":
      ids.push(["conversation.id", event.conversation.id]);
      break;
    default:
  }
  return ids;
}

function requireKey(what: string, id: string | undefined): void {
  if (id === undefined) return;
  if (typeof id !== "string") throw new UnusableEventError(`${what} is not a string`);
  if (id === "") throw new UnusableEventError(`${what} is empty`);
  if (id.length > 255) throw new UnusableEventError(`${what} is longer than 255 characters`);
  if (!isCleanText(id)) throw new UnusableEventError(`${what} has a NUL or a lone surrogate in it`);
}

/** Whether it can be the id of something. */
export function isKey(id: unknown): id is string {
  return typeof id === "string" && id !== "" && id.length <= 255 && isCleanText(id);
}

function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

function isClean(value: unknown): boolean {
  if (typeof value === "string") return isCleanText(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return true;
  for (const [key, item] of Object.entries(value)) {
    if (key !== "raw" && !isClean(item)) return false;
  }
  return true;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(clean);
  if (isFormattedText(value)) return cleanFormattedText(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, key === "raw" ? item : clean(item)]),
  );
}

function isFormattedText(value: object): value is FormattedText {
  return "text" in value && typeof value.text === "string";
}

function cleanFormattedText({ text, spans }: FormattedText): FormattedText {
  const nuls = [...text.matchAll(/\0/g)].map((match) => match.index);
  const moved = (offset: number) => offset - nuls.filter((at) => at < offset).length;
  return {
    text: cleanText(text),
    ...(spans !== undefined && {
      spans: spans.map((span) => ({ ...span, start: moved(span.start), end: moved(span.end) })),
    }),
  };
}

/** The border rule for what agents write: the same as for customers. */
export function normaliseParts<T extends readonly unknown[]>(parts: T): T {
  return isClean(parts) ? parts : (clean(parts) as T);
}
