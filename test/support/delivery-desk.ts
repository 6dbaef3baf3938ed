import { onTestFinished } from "vitest";
import type { InboundEvent, Part } from "../../src/adapter/index.ts";
import { CurrentCapabilities } from "../../src/channels/capabilities.ts";
import type { LeaseOwner } from "../../src/channels/lease-owner.ts";
import type { TimeBox } from "../../src/delivery/attempt.ts";
import { Dispatcher } from "../../src/delivery/dispatcher.ts";
import type { InboxActor } from "../../src/inbox/author.ts";
import { Conversations } from "../../src/inbox/conversations.ts";
import { Ingest } from "../../src/inbox/ingest.ts";
import { MessageChanges } from "../../src/inbox/message-changes.ts";
import type { Message } from "../../src/inbox/message.ts";
import type { StoredMedia } from "../../src/inbox/message-rows.ts";
import { Messages } from "../../src/inbox/messages.ts";
import { Drafts } from "../../src/inbox/drafts.ts";
import { type NewReply, Replies } from "../../src/inbox/replies.ts";
import { Attachments } from "../../src/media/attachments.ts";
import { DiskStorage } from "../../src/media/disk-storage.ts";
import { Uploads } from "../../src/media/uploads.ts";
import { type ChannelDesk, channelDesk } from "./channel-desk.ts";
import type { TestDatabase } from "./database.ts";
import { ManualClock } from "./manual-clock.ts";
import { ScriptedPlatform } from "./scripted-platform.ts";
import { textMessage } from "./scripted-adapter.ts";
import { until } from "./until.ts";

export const ann: InboxActor = { key: "agent:ann", agentId: "ann", name: "Ann" };
export const ben: InboxActor = { key: "agent:ben", agentId: "ben", name: "Ben" };

/** A hub's inbox with one channel that is connected to a scripted platform. */
export interface DeliveryDesk {
  readonly database: TestDatabase;
  readonly desk: ChannelDesk;
  readonly platform: ScriptedPlatform;
  readonly channelId: string;
  /** Of inbox and deliveries; that of the channels stands still. */
  readonly clock: ManualClock;
  readonly dispatcher: Dispatcher;
  readonly replies: Replies;
  readonly changes: MessageChanges;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly uploads: Uploads;
  /** Another dispatcher like the first, as after a restart. */
  restarted(): Dispatcher;
  /** What the platform tells us. */
  hears(...events: readonly InboundEvent[]): Promise<void>;
  /** A customer writes; resolves with the conversation's id. */
  customerWrites(text: string, from?: string): Promise<string>;
  /** An agent replies; resolves with the message's id. */
  reply(conversationId: string, text: string, more?: Partial<NewReply>): Promise<string>;
  /** Resolves with the message as soon as its delivery is there. */
  untilDelivery(messageId: string, state: string): Promise<Message>;
  /** Moves on and looks for work, as the dispatcher does by itself as time goes by. */
  later(ms: number): Promise<void>;
}

interface Wishes {
  readonly platform: ScriptedPlatform;
  readonly owner: LeaseOwner;
  readonly clock: ManualClock;
  readonly timeBox: TimeBox;
  readonly mayStillSend: (requestedBy: string) => Promise<boolean>;
  /** The channel, where another desk has opened it. */
  readonly channelId: string;
  /** Without a dispatcher that runs. */
  readonly idle: boolean;
}

/** Sets the desk up and takes it down after the test. */
export async function deliveryDesk(
  database: TestDatabase,
  wishes: Partial<Wishes> = {},
): Promise<DeliveryDesk> {
  const platform = wishes.platform ?? new ScriptedPlatform();
  const clock = wishes.clock ?? new ManualClock();
  const desk = await channelDesk(database, [platform.adapter], {
    ...(wishes.owner !== undefined && { owner: wishes.owner }),
    sink: { receive: (channelId, events, cursor) => ingest.receive(channelId, events, cursor) },
  });
  const { events, log } = desk;
  const ingest = new Ingest({ eventLog: events, clock, log });
  const storage = new DiskStorage(desk.dataDirectory);
  const inbox = {
    database,
    events,
    clock,
    drafts: new Drafts({ database, clock }),
    channels: new CurrentCapabilities({ ...desk, database }),
    isAgent: (id: string) => Promise.resolve(id === "ann" || id === "ben"),
  };
  const replies = new Replies(inbox);
  const messages = new Messages(database);
  const dispatchers: Dispatcher[] = [];
  const newDispatcher = (): Dispatcher => {
    const dispatcher = new Dispatcher({
      database,
      events,
      sessions: desk.supervisor,
      files: new Attachments(database, storage),
      mayStillSend: wishes.mayStillSend ?? (() => Promise.resolve(true)),
      clock,
      log,
      timeBox: wishes.timeBox ?? { textMs: 30_000, mediaMs: 30_000 },
    });
    dispatchers.push(dispatcher);
    return dispatcher;
  };
  const dispatcher = newDispatcher();
  onTestFinished(async () => {
    await Promise.all(dispatchers.map((one) => one.stop(50)));
  });
  const channelId = wishes.channelId ?? (await desk.open(platform.adapter));
  if (wishes.channelId === undefined) await desk.untilState(channelId, "connected");
  if (wishes.idle !== true) dispatcher.start();
  let inbound = 0;

  return {
    database,
    desk,
    platform,
    channelId,
    clock,
    dispatcher,
    replies,
    changes: new MessageChanges(inbox),
    conversations: new Conversations(inbox),
    messages,
    uploads: new Uploads({ database, storage, clock, maxBytes: 1_000_000 }),
    restarted: newDispatcher,
    hears: (...heard) => platform.adapter.context.receive(heard),
    async customerWrites(text, from = "customer") {
      inbound += 1;
      await platform.adapter.context.receive([textMessage(`in-${inbound}`, text, from)]);
      const { conversation_id: id } = await database.queries
        .selectFrom("messages")
        .select("conversation_id")
        .where("dedupe_key", "=", `message in-${inbound}`)
        .executeTakeFirstOrThrow();
      return id;
    },
    reply: (conversationId, text, more = {}) =>
      replies.reply(ann, { conversationId, parts: [textPart(text)], ...more }),
    untilDelivery: (messageId, state) =>
      until(`delivery ${state}`, async () => {
        const message = await messages.get(messageId);
        return message.delivery?.state === state && message;
      }),
    async later(ms) {
      await clock.advance(ms);
      for (const one of dispatchers) one.wake();
    },
  };
}

export function textPart(text: string): Part<StoredMedia> {
  return { type: "text", text: { text } };
}
