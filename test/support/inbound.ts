import { pino } from "pino";
import type { Capabilities, InboundEvent, Message } from "../../src/adapter/index.ts";
import type { InboxActor } from "../../src/inbox/author.ts";
import { Drafts } from "../../src/inbox/drafts.ts";
import { Ingest } from "../../src/inbox/ingest.ts";
import type { StoredPart } from "../../src/inbox/message-rows.ts";
import { Replies } from "../../src/inbox/replies.ts";
import { EventLog } from "../../src/realtime/event-log.ts";
import type { TestDatabase } from "./database.ts";

/** When the tests of the way in happen, unless they say otherwise. */
export const noon = new Date("2026-03-02T12:00:00.000Z");

export function secondsAfterNoon(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1000);
}

/** What differs from one text of one customer to the next. */
export interface Text {
  readonly id: string;
  readonly text?: string;
  /** The customer, and so the thread where `thread` doesn't say another one. */
  readonly from?: string;
  readonly name?: string;
  /** A group, with several people in it. */
  readonly group?: string;
  readonly topic?: string;
  readonly sentAt?: Date;
  readonly dedupeKey?: string;
  readonly origin?: InboundEvent["origin"];
}

/** A customer's message, as adapters hand it over. */
export function textEvent(text: Text): Extract<InboundEvent, { type: "message" }> {
  const { dedupeKey, origin = "live", sentAt = noon } = text;
  return {
    type: "message",
    dedupeKey: dedupeKey ?? `${text.group ?? text.from ?? "anna"}:${text.id}`,
    at: sentAt,
    origin,
    message: message(text),
  };
}

/** The same message as it reads after an edit at `at`. */
export function editEvent(text: Text, at: Date): Extract<InboundEvent, { type: "message-edited" }> {
  const dedupeKey = text.dedupeKey ?? `${text.from ?? "anna"}:${text.id}:${at.getTime()}`;
  return { type: "message-edited", dedupeKey, at, origin: "live", message: message(text) };
}

function message({ id, text, from = "anna", name, group, topic, sentAt }: Text): Message {
  return {
    id,
    conversation: {
      ...(group === undefined ? { id: from, kind: "direct" } : { id: group, kind: "group" }),
      ...(topic !== undefined && { threadId: topic }),
    },
    author: { kind: "customer", contact: { id: from, name: name ?? from } },
    sentAt: sentAt ?? noon,
    parts: [{ type: "text", text: { text: text ?? `text of ${id}` } }],
  };
}

const can: Capabilities = {
  text: { maxLength: 1000, styles: [] },
  media: {},
  parts: {},
  partsPerMessage: 100,
  reply: "native",
  reactions: "none",
  typing: { send: false, receive: false },
  edit: { support: "none" },
  delete: { support: "none" },
  receipts: [],
  markRead: false,
  groups: true,
  startConversation: false,
  history: "none",
  mediaRetention: "durable",
  identity: "stable",
  sendOutcome: "exact",
};

/** Who answers. */
export const liNa: InboxActor = { key: "agent:1", agentId: null, name: "Li Na" };

/** The way in over a test's database, with the time in the test's hands. */
export class InboundDesk {
  readonly database: TestDatabase;
  readonly eventLog: EventLog;
  now = noon;

  constructor(database: TestDatabase) {
    this.database = database;
    this.eventLog = new EventLog(database);
  }

  /** A way in with a memory of its own, as each process and each start has one. */
  ingest(): Ingest {
    return new Ingest({
      eventLog: this.eventLog,
      clock: { now: () => this.now },
      log: pino({ level: "silent" }),
    });
  }

  /** The way out, on a channel that takes any text. */
  replies(at = this.now): Replies {
    return new Replies({
      database: this.database,
      events: this.eventLog,
      drafts: new Drafts({ database: this.database, clock: { now: () => at } }),
      channels: { capabilities: () => Promise.resolve(can) },
      isAgent: () => Promise.resolve(false),
      clock: { now: () => at },
    });
  }

  /** Texts of a thread in the order in which agents see them, from its former ids too. */
  async shown(thread = "anna"): Promise<readonly string[]> {
    const rows = await this.database.queries
      .selectFrom("messages")
      .innerJoin("conversations", "conversations.id", "messages.conversation_id")
      .select("messages.parts")
      .where("conversations.thread_id", "=", thread)
      .orderBy("messages.ordered_at")
      .orderBy("messages.id")
      .execute();
    return rows.map(({ parts }) => textIn(parts));
  }

  /** How many rows a table has. */
  async count(
    table: "messages" | "conversations" | "contacts" | "identities" | "journal" | "events",
  ): Promise<number> {
    const { count } = await this.database.queries
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number | string>().as("count"))
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}

/** The text of a message as it is stored. */
export function textIn(parts: string): string {
  const [part] = JSON.parse(parts) as readonly StoredPart[];
  return part?.type === "text" ? part.text.text : "";
}
