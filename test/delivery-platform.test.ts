import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { readSettings } from "../config/env.ts";
import { createApp } from "../src/app.ts";
import { MessageChanges } from "../src/inbox/message-changes.ts";
import { Messages } from "../src/inbox/messages.ts";
import { Drafts } from "../src/inbox/drafts.ts";
import { Replies } from "../src/inbox/replies.ts";
import { systemClock } from "../src/channels/system-clock.ts";
import { DiskStorage } from "../src/media/disk-storage.ts";
import { Uploads } from "../src/media/uploads.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { textPart } from "./support/delivery-desk.ts";
import { plainAdapter } from "./support/plain/adapter.ts";
import { PlainSimulator } from "./support/plain/simulator.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

describe.each(databasesUnderTest())("replies over a real platform's wire on %s", (name) => {
  const database = useDatabase(name);

  it("arrive once after the platform was away", async () => {
    const hub = await start(database());
    await hub.platform.goOffline();
    const first = await hub.reply("1");
    const second = await hub.reply("2");
    await until("the break", async () => {
      return (await hub.app.channels.get(hub.channelId)).status.state === "reconnecting";
    });
    expect(await hub.delivery(first)).toMatchObject({ state: "queued" });
    await hub.platform.comeBack();
    // Plain's client notices by the next thing that happens.
    await hub.customer.send([{ type: "text", text: { text: "?" } }]);
    await hub.untilState(second, "sent");
    expect(hub.texts()).toEqual(["1", "2"]);
  });

  it("are there once, and known to be, when the platform's answer got lost", async () => {
    const hub = await start(database());
    hub.platform.dropResponseAfterProcessing();
    const first = await hub.reply("1");
    await hub.untilState(first, "sent");
    await hub.untilState(await hub.reply("2"), "sent");
    expect(hub.texts()).toEqual(["1", "2"]);
  });

  it("wait while the platform asks us to slow down", async () => {
    const hub = await start(database());
    hub.platform.rateLimit(200);
    const first = await hub.reply("1");
    const second = await hub.reply("2");
    await hub.untilState(second, "sent");
    expect(await hub.delivery(first)).toMatchObject({ state: "sent", code: null });
    expect(hub.texts()).toEqual(["1", "2"]);
  });

  it("fail with the platform's words when it refuses them", async () => {
    const hub = await start(database());
    hub.platform.refuse("content-rejected");
    const id = await hub.reply("Buy now");
    await hub.untilState(id, "failed");
    expect(await hub.delivery(id)).toMatchObject({
      code: "content-rejected",
      reason: "No: content-rejected.",
    });
  });

  it("are held when the platform no longer knows us, and people are told", async () => {
    const hub = await start(database());
    hub.platform.revokeCredentials();
    const id = await hub.reply("1");
    await until("the channel's end", async () => {
      return (await hub.app.channels.get(hub.channelId)).status.state === "failed";
    });
    expect(await hub.delivery(id)).toMatchObject({ state: "queued" });
  });

  it("are seen, read, changed and taken back by the people at the other end", async () => {
    const hub = await start(database());
    const id = await hub.reply("Helo");
    await hub.untilState(id, "sent");
    await hub.customer.read();
    await hub.untilState(id, "read");
    await hub.changes.edit(hub.agent, id, [textPart("Hello")]);
    await hub.platform.untilSent((sent) => sent[0]?.edited === true);
    expect(hub.texts()).toEqual(["Hello"]);
    await hub.changes.delete(hub.agent, id);
    await hub.platform.untilSent((sent) => sent[0]?.deleted === true);
    await until("the deletion", async () => (await hub.messages.get(id)).deletedAt !== null);
  });

  it("carry files byte for byte, streamed from the disk", async () => {
    const hub = await start(database());
    const bytes = randomBytes(3_000_000);
    const { id: attachmentId } = await hub.uploads.store(
      new Blob([bytes]).stream(),
      { fileName: "数据.bin" },
      hub.agent.agentId,
    );
    const id = await hub.reply("", [{ type: "media", kind: "file", media: { attachmentId } }]);
    await hub.untilState(id, "sent");
    const [part] = hub.platform.sent()[0]?.parts ?? [];
    if (part?.type !== "media") throw new Error("No file came.");
    expect(part.file.fileName).toBe("数据.bin");
    expect(hash(part.file.bytes)).toBe(hash(bytes));
  });

  it("that are too long for one message arrive as several, in order, and are one reply here", async () => {
    const hub = await start(database());
    const id = await hub.reply("word ".repeat(300).trim());
    await hub.untilState(id, "sent");
    const pieces = hub.platform.sent();
    expect(pieces.length).toBeGreaterThan(2);
    await hub.customer.read();
    await hub.untilState(id, "read");
    await hub.changes.delete(hub.agent, id);
    await hub.platform.untilSent((sent) => sent.every(({ deleted }) => deleted));
  });
});

/** A hub with one customer who wrote. Replies are stored by another process, so that nobody wakes the hub. */
async function start(database: TestDatabase) {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), "switchboard-hub-"));
  onTestFinished(() => rm(dataDirectory, { recursive: true }));
  const platform = new PlainSimulator();
  const app = await createApp(
    readSettings({
      DATA_DIRECTORY: dataDirectory,
      DATABASE_URL: database.url,
      PORT: "0",
      ALLOW_PRIVATE_NETWORK: "true",
    }),
    { log: pino({ enabled: false }), adapters: { plain: () => Promise.resolve(plainAdapter) } },
  );
  await app.start();
  onTestFinished(async () => {
    await app.stop();
    await platform.stop();
  });
  const token = (await app.auth.setup.ensureSetupToken()) ?? "";
  const password = "correct horse battery";
  const person = { token, email: "ann@example.org", name: "Ann", password };
  const { id: ann } = await app.auth.setup.complete(person);
  const agent = { key: `agent:${ann}`, agentId: ann, name: "Ann" };
  const settings: Record<string, string> = await platform.start();
  const { id: channelId } = await app.channels.create(
    { adapter: "plain", name: "p", settings },
    "t",
  );
  const customer = platform.customer("王小明");
  await customer.send([{ type: "text", text: { text: "你好" } }]);
  const conversationId = await until("the conversation", async () => {
    return (await database.queries.selectFrom("conversations").select("id").executeTakeFirst())?.id;
  });
  const inbox = {
    database,
    events: new EventLog(database),
    clock: systemClock,
    drafts: new Drafts({ database, clock: systemClock }),
    channels: { capabilities: () => Promise.resolve(plainAdapter.capabilities) },
    isAgent: () => Promise.resolve(false),
  };
  const replies = new Replies(inbox);
  const messages = new Messages(database);
  const storage = new DiskStorage(dataDirectory);
  const delivery = async (id: string) => (await messages.get(id)).delivery;
  return {
    app,
    agent,
    channelId,
    customer,
    platform,
    messages,
    delivery,
    changes: new MessageChanges(inbox),
    uploads: new Uploads({ database, storage, clock: systemClock, maxBytes: 10_000_000 }),
    reply: (text: string, parts: Parameters<Replies["reply"]>[1]["parts"] = [textPart(text)]) =>
      replies.reply(agent, { conversationId, parts }),
    untilState: (id: string, state: string) =>
      until(state, async () => (await delivery(id))?.state === state),
    texts: () =>
      platform
        .sent()
        .map(({ parts }) =>
          parts.map((part) => (part.type === "text" ? part.text.text : part.type)),
        )
        .map((texts) => texts.join("+")),
  };
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
