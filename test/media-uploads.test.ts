import { pino } from "pino";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { Attachments } from "../src/media/attachments.ts";
import { DiskStorage } from "../src/media/disk-storage.ts";
import { TooLargeError } from "../src/media/storage.ts";
import { MediaUpkeep } from "../src/media/upkeep.ts";
import { Uploads } from "../src/media/uploads.ts";
import { useDatabase } from "./support/database.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { bytesOf, streamOf } from "./support/streams.ts";
import { until } from "./support/until.ts";

const day = 24 * 60 * 60_000;
const pdf = Buffer.from("%PDF-1.7\n%âãÏÓ\n");

describe.each(databasesUnderTest())("agents' uploads on %s", (name) => {
  const database = useDatabase(name);
  let directory: string;
  let clock: ManualClock;
  let storage: DiskStorage;
  let uploads: Uploads;
  let attachments: Attachments;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "switchboard-uploads-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    clock = new ManualClock();
    storage = new DiskStorage(directory);
    uploads = new Uploads({ database: database(), storage, clock, maxBytes: 1_000 });
    attachments = new Attachments(database(), storage);
  });
  const files = async (): Promise<readonly string[]> => {
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };
  const rows = () => database().queries.selectFrom("attachments").select("id").execute();
  const upload = (bytes: Uint8Array, fileName = "合同.pdf") =>
    uploads.store(streamOf(bytes), { fileName, mimeType: "application/pdf" }, "agent-1");

  it("can be read and sent at once, by the type that they are", async () => {
    const stored = await upload(pdf);
    expect(stored).toMatchObject({
      kind: "file",
      mimeType: "application/pdf",
      fileName: "合同.pdf",
      size: pdf.length,
    });
    expect(await attachments.find(stored.id)).toMatchObject({ state: "ready", agentId: "agent-1" });
    const { stream } = (await attachments.open(stored.id)) ?? {};
    expect(await bytesOf(stream ?? streamOf(new Uint8Array()))).toEqual(pdf);
    expect(await upload(Buffer.from("<script>"), "\0x.pdf")).toMatchObject({
      mimeType: "text/plain",
      fileName: "x.pdf",
    });
    const gif = Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1");
    expect(await upload(gif)).toMatchObject({ kind: "image", mimeType: "image/gif" });
  });

  it("that are too large, or break off, leave nothing behind", async () => {
    await expect(upload(Buffer.alloc(1_001))).rejects.toThrow(TooLargeError);
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("connection closed")),
    });
    await expect(uploads.store(broken, { fileName: "x" }, "agent-1")).rejects.toThrow("closed");
    expect(await rows()).toEqual([]);
    expect(await files()).toEqual([]);
  });

  it("are removed after a day unless they became part of a message", async () => {
    const sent = await upload(pdf);
    const forgotten = await upload(pdf);
    await database()
      .queries.updateTable("attachments")
      .set({ message_id: "m1", conversation_id: "c1" })
      .where("id", "=", sent.id)
      .execute();
    const log = pino({ enabled: false });
    const failing = () => Promise.reject(new Error("disk away"));
    const upkeep = new MediaUpkeep({ sweeps: [failing, () => uploads.sweep()], clock, log });
    upkeep.start();
    onTestFinished(() => upkeep.stop());
    await clock.advance(day - 1);
    expect(await files()).toHaveLength(2);
    const recent = await upload(pdf);
    await until("the end of the sweep before it", () => clock.nextIn() !== undefined);
    await clock.advance(2 * 60 * 60_000);
    await until("the sweep", async () => (await files()).length === 2);
    expect((await files()).toSorted()).toEqual([sent.id, recent.id].toSorted());
    expect((await rows()).map(({ id }) => id).toSorted()).toEqual([sent.id, recent.id].toSorted());
    expect(await attachments.find(forgotten.id)).toBeUndefined();
  });

  it("that a crash left half stored are removed too", async () => {
    const { id } = await upload(pdf);
    await database().queries.updateTable("attachments").set({ state: "pending" }).execute();
    expect(await attachments.open(id)).toBeUndefined();
    await clock.advance(day + 1);
    await uploads.sweep();
    expect(await rows()).toEqual([]);
    expect(await files()).toEqual([]);
  });
});
