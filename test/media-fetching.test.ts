import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  ChannelError,
  type ChannelSession,
  type InboundEvent,
  type MediaRef,
} from "../src/adapter/index.ts";
import { Ingest } from "../src/inbox/ingest.ts";
import { Attachments } from "../src/media/attachments.ts";
import { DiskStorage } from "../src/media/disk-storage.ts";
import { MediaFetcher } from "../src/media/media-fetcher.ts";
import { type ChannelDesk, channelDesk } from "./support/channel-desk.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ScriptedAdapter, textMessage } from "./support/scripted-adapter.ts";
import { bytesOf, streamOf } from "./support/streams.ts";
import { until } from "./support/until.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const html = Buffer.from("<!doctype html><script>alert(1)</script>");
const maxBytes = 100_000;

type Fetch = NonNullable<ChannelSession["fetchMedia"]>;

describe.each(databasesUnderTest())("files of received messages on %s", (name) => {
  const database = useDatabase(name);

  it("are fetched after their message, and told of when they can be read", async () => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    const asked: MediaRef[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    fetchWith(shop, async (media) => {
      asked.push(media);
      await released;
      return { body: streamOf(png) };
    });
    await desk.untilState(await desk.open(shop), "connected");
    await shop.context.receive([photo("1", { fileName: "../‮cat.png", mimeType: "image/webp" })]);
    const { queries } = database();
    expect(await queries.selectFrom("messages").select("id").execute()).toHaveLength(1);
    fetcher.start();
    await until("the request", () => asked.length === 1);
    expect(asked).toEqual([{ ref: { file: "1" }, mimeType: "image/webp", fileName: "../‮cat.png" }]);
    const [row] = await queries.selectFrom("attachments").selectAll().execute();
    const id = row?.id ?? "";
    expect(await attachments.open(id)).toBeUndefined();
    expect(await updates(database())).toEqual([]);

    release();
    await until("the file", async () => (await attachments.find(id))?.state === "ready");
    expect(await attachments.find(id)).toMatchObject({
      state: "ready",
      kind: "image",
      mimeType: "image/png",
      fileName: "_cat.png",
      size: png.length,
      conversationId: row?.conversation_id,
      messageId: row?.message_id,
    });
    const opened = await attachments.open(id);
    expect(opened).toMatchObject({ mimeType: "image/png", fileName: "_cat.png", size: png.length });
    expect(await bytesOf(opened?.stream ?? streamOf(new Uint8Array()))).toEqual(png);
    expect(await updates(database())).toEqual([{ attachment: { id, state: "ready" } }]);
    const outbound = await attachments.outboundMedia(id);
    expect(await bytesOf(await outbound.open())).toEqual(await bytesOf(await outbound.open()));
  });

  it("are not fetched over and over while the database takes nothing down", async () => {
    let isFull = false;
    const full: TestDatabase = {
      ...database(),
      write: (work) =>
        isFull ? Promise.reject(new Error("disk is full")) : database().write(work),
    };
    const { desk, shop, fetcher, attachments } = await mediaDesk(full);
    let asked = 0;
    fetchWith(shop, () => {
      asked += 1;
      isFull = true;
      return Promise.resolve({ body: streamOf(png) });
    });
    fetcher.start();
    const id = await arrive(desk, shop, database());
    await until("the failure", () =>
      desk.logged().includes("what became of a file was not stored"),
    );
    // Time enough to do it again, and again.
    for (let turn = 0; turn < 50; turn += 1) await attachments.find(id);
    expect(asked).toBe(1);

    isFull = false;
    await pass(desk, 10_000);
    await until("another try", () => asked > 1);
  });

  it.each([
    ["a picture that is a web page", html, "image/png", "text/plain"],
    ["a web page", html, "text/html", "text/plain"],
    [
      "a drawing with a script",
      Buffer.from('<?xml version="1.0"?><svg/>'),
      "image/svg+xml",
      "application/xml",
    ],
    ["a table", Buffer.from("a,b\n1,2\n"), "text/csv; charset=utf-8", "text/csv"],
    ["a picture without a type", png, undefined, "image/png"],
    [
      "bytes that nobody knows",
      Buffer.from([0, 1, 2, 255]),
      "image/png",
      "application/octet-stream",
    ],
    [
      "half a character at the end of the head",
      Buffer.from("文".repeat(30_000)),
      undefined,
      "text/plain",
    ],
    ["nothing", Buffer.alloc(0), "image/png", "text/plain"],
  ])("are what their bytes are: %s", async (_what, bytes, declared, found) => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    fetchWith(shop, () =>
      Promise.resolve({
        body: streamOf(bytes),
        ...(declared !== undefined && { mimeType: declared }),
      }),
    );
    fetcher.start();
    const id = await arrive(desk, shop, database());
    await until("the file", async () => (await attachments.find(id))?.state === "ready");
    expect((await attachments.find(id))?.mimeType).toBe(found);
  });

  it.each([
    ["media-expired", "expired", "The platform no longer has the file."],
    ["media-too-large", "too-large", "The file is larger than the platform hands out."],
    ["unsupported", "failed", "The platform doesn't hand out this file."],
  ] as const)("that can't be had say why: %s", async (code, state, reason) => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    fetchWith(shop, () => Promise.reject(new ChannelError({ code, outcome: "not-sent" })));
    fetcher.start();
    const id = await arrive(desk, shop, database());
    await until("the end", async () => (await attachments.find(id))?.state !== "pending");
    expect(await attachments.find(id)).toMatchObject({ state, reason });
    expect(await updates(database())).toEqual([{ attachment: { id, state } }]);
    await expect(attachments.outboundMedia(id)).rejects.toMatchObject({ code: "media-expired" });
  });

  it.each([
    ["as announced with the message", { size: maxBytes + 1 }, undefined],
    ["as announced with the bytes", {}, maxBytes + 1],
    ["without a word", {}, undefined],
  ])("that are too large are not stored: %s", async (_how, media, size) => {
    const { desk, shop, fetcher, attachments, files } = await mediaDesk(database());
    const body = () => streamOf(Buffer.alloc(maxBytes + 1));
    fetchWith(shop, () => Promise.resolve({ body: body(), ...(size !== undefined && { size }) }));
    fetcher.start();
    const id = await arrive(desk, shop, database(), media);
    await until("the end", async () => (await attachments.find(id))?.state === "too-large");
    expect((await attachments.find(id))?.reason).toBe("The file has more than 100000 bytes.");
    expect(await files()).toEqual([]);
  });

  it("are tried five times within the hour, then given up", async () => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    const start = desk.clock.now().getTime();
    const tries: number[] = [];
    fetchWith(shop, () => {
      const minutes = (desk.clock.now().getTime() - start) / 60_000;
      tries.push(Math.round(minutes * 2) / 2);
      return Promise.reject(new Error("socket hang up"));
    });
    const id = await arrive(desk, shop, database());
    fetcher.start();
    for (let count = 1; count <= 5; count += 1) {
      await until("a try", () => tries.length === count);
      await until("its outcome", async () => {
        const found = await database().queries.selectFrom("attachments").selectAll().execute();
        const [row] = found;
        const due = (row?.due_at ?? 0) - desk.clock.now().getTime();
        if (row?.state === "pending" && row.attempts === count) await pass(desk, due);
        return row?.attempts === count || row?.state === "failed";
      });
    }
    await until("the end", async () => (await attachments.find(id))?.state === "failed");
    expect(tries).toEqual([0, 0.5, 2.5, 12.5, 57.5]);
    expect((await attachments.find(id))?.reason).toContain("in five tries");
  });

  it("that end halfway are not taken for whole", async () => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    let tries = 0;
    fetchWith(shop, () => {
      tries += 1;
      const bytes = tries === 1 ? png.subarray(0, 40) : png;
      return Promise.resolve({ body: streamOf(bytes), size: png.length });
    });
    fetcher.start();
    const id = await arrive(desk, shop, database());
    await until("a failure", async () => {
      const rows = await database().queries.selectFrom("attachments").select("attempts").execute();
      return rows[0]?.attempts === 1;
    });
    expect((await attachments.find(id))?.state).toBe("pending");
    await pass(desk, 60_000);
    await until("the file", async () => (await attachments.find(id))?.state === "ready");
    expect((await attachments.find(id))?.size).toBe(png.length);
  });

  it("that hang are given up in time, and hold nobody else up for longer", async () => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    const signals: AbortSignal[] = [];
    fetchWith(shop, (_media, signal) => {
      signals.push(signal);
      return Promise.resolve({ body: new ReadableStream<Uint8Array>() });
    });
    fetcher.start();
    const id = await arrive(desk, shop, database());
    await until("the request", () => signals.length === 1);
    await pass(desk, 5 * 60_000);
    await until("a failure", async () => {
      const rows = await database().queries.selectFrom("attachments").select("attempts").execute();
      return rows[0]?.attempts === 1;
    });
    expect(signals[0]?.aborted).toBe(true);
    expect((await attachments.find(id))?.state).toBe("pending");
  });

  it("are fetched after a restart when they weren't before", async () => {
    const first = await mediaDesk(database());
    let asked = 0;
    fetchWith(first.shop, () => {
      asked += 1;
      return Promise.resolve({ body: new ReadableStream<Uint8Array>() });
    });
    first.fetcher.start();
    const id = await arrive(first.desk, first.shop, database());
    await until("the request", () => asked === 1);
    await first.fetcher.stop();
    await first.desk.supervisor.stop();
    const [row] = await database().queries.selectFrom("attachments").selectAll().execute();
    expect(row).toMatchObject({ state: "pending", attempts: 0 });
    expect(await first.files()).toEqual([]);

    const second = await mediaDesk(database());
    fetchWith(second.shop, (media) => {
      expect(media.ref).toEqual({ file: "1" });
      return Promise.resolve({ body: streamOf(png) });
    });
    second.fetcher.start();
    await second.desk.supervisor.look();
    await until("the file", async () => (await second.attachments.find(id))?.state === "ready");
  });

  it("of one channel never wait for those of another, and come two at a time", async () => {
    const slow = new ScriptedAdapter("slow");
    const { desk, shop, fetcher } = await mediaDesk(database(), [slow]);
    let open = 0;
    fetchWith(slow, () => {
      open += 1;
      return new Promise(() => undefined);
    });
    fetchWith(shop, () => Promise.resolve({ body: streamOf(png) }));
    const slowId = await desk.open(slow);
    await desk.untilState(slowId, "connected");
    const many = Array.from({ length: 60 }, (_, index) => photo(`s${index}`, {}));
    await slow.context.receive(many);
    fetcher.start();
    await until("two requests", () => open === 2);
    const shopId = await desk.open(shop);
    await desk.untilState(shopId, "connected");
    await shop.context.receive([photo("1", {}), photo("2", {}), photo("3", {})]);
    await until("the other's files", async () => {
      const rows = await database()
        .queries.selectFrom("attachments")
        .select("id")
        .where("channel_id", "=", shopId)
        .where("state", "=", "ready")
        .execute();
      return rows.length === 3;
    });
    expect(open).toBe(2);
  });

  it("use up no try when the session goes away under them", async () => {
    const { desk, shop, fetcher } = await mediaDesk(database());
    let fail = (_error: Error): void => undefined;
    fetchWith(
      shop,
      () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    );
    fetcher.start();
    await arrive(desk, shop, database());
    await until("the request", () => fail.length > 0);
    const [channelId = ""] = desk.supervisor.heldChannels();
    shop.context.status({ state: "reconnecting", code: "unavailable", retryAt: new Date() });
    fail(new Error("socket hang up"));
    await desk.untilState(channelId, "reconnecting");
    const [row] = await database().queries.selectFrom("attachments").selectAll().execute();
    expect(row).toMatchObject({ state: "pending", attempts: 0 });
  });

  it("of a deleted channel are settled instead of waited for", async () => {
    const { desk, shop, fetcher, attachments } = await mediaDesk(database());
    const id = await arrive(desk, shop, database());
    const [channelId = ""] = desk.supervisor.heldChannels();
    await fetcher.sweep();
    expect((await attachments.find(id))?.state).toBe("pending");
    await desk.channels.delete(channelId, "agent:1");
    await fetcher.sweep();
    expect(await attachments.find(id)).toMatchObject({
      state: "failed",
      reason: "The channel was deleted.",
    });
  });
});

interface MediaDesk {
  readonly desk: ChannelDesk;
  readonly shop: ScriptedAdapter;
  readonly fetcher: MediaFetcher;
  readonly attachments: Attachments;
  files(): Promise<readonly string[]>;
}

async function mediaDesk(
  database: TestDatabase,
  others: readonly ScriptedAdapter[] = [],
): Promise<MediaDesk> {
  const shop = new ScriptedAdapter("shop");
  const clock = new ManualClock();
  const desk = await channelDesk(database, [shop, ...others], {
    clock,
    sink: { receive: (...call) => ingest.receive(...call) },
  });
  const ingest = new Ingest({ eventLog: desk.events, clock, log: desk.log });
  const storage = new DiskStorage(desk.dataDirectory);
  const parts = { ...desk, storage, sessions: desk.supervisor, maxBytes };
  const fetcher = new MediaFetcher(parts);
  onTestFinished(() => fetcher.stop());
  return {
    desk,
    shop,
    fetcher,
    attachments: new Attachments(database, storage),
    async files() {
      const folder = path.join(desk.dataDirectory, "files");
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    },
  };
}

function fetchWith(adapter: ScriptedAdapter, fetchMedia: Fetch): void {
  adapter.members = { fetchMedia };
}

/** Lets time pass while the hub keeps its leases. */
async function pass({ clock, supervisor }: ChannelDesk, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    await clock.advance(Math.min(left, 10_000));
    await supervisor.look();
  }
}

/** Opens the channel, lets one photo arrive, and resolves with its attachment's id. */
async function arrive(
  desk: ChannelDesk,
  shop: ScriptedAdapter,
  database: TestDatabase,
  media: Partial<MediaRef> = {},
): Promise<string> {
  const channelId = await desk.open(shop);
  await desk.untilState(channelId, "connected");
  await shop.context.receive([photo("1", media)]);
  const [row] = await database.queries.selectFrom("attachments").select("id").execute();
  return row?.id ?? "";
}

function photo(id: string, media: Partial<MediaRef>): InboundEvent {
  const event = textMessage(id, "");
  if (event.type !== "message") throw new Error("Not a message.");
  const part = { type: "media", kind: "image", media: { ref: { file: id }, ...media } } as const;
  return { ...event, message: { ...event.message, parts: [part] } };
}

async function updates(database: TestDatabase): Promise<unknown[]> {
  const rows = await database.queries
    .selectFrom("events")
    .select("data")
    .where("type", "=", "message.updated")
    .execute();
  return rows.map(({ data }) => JSON.parse(data) as unknown);
}
