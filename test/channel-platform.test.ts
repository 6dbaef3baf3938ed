import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { readSettings } from "../config/env.ts";
import { type App, createApp } from "../src/app.ts";
import { useDatabase } from "./support/database.ts";
import { plainAdapter } from "./support/plain/adapter.ts";
import { PlainSimulator } from "./support/plain/simulator.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const picture = Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1");

describe.each(databasesUnderTest())("a hub between two platforms on %s", (name) => {
  const database = useDatabase(name);

  /** A hub on the test's database; a second one takes up where the first was stopped. */
  const startHub = async (dataDirectory: string): Promise<App> => {
    const settings = readSettings({
      DATA_DIRECTORY: dataDirectory,
      DATABASE_URL: database().url,
      PORT: "0",
      ALLOW_PRIVATE_NETWORK: "true",
    });
    const app = await createApp(settings, {
      log: pino({ enabled: false }),
      adapters: { plain: () => Promise.resolve(plainAdapter) },
    });
    await app.start();
    return app;
  };

  it("survives the platforms' ups and downs, one channel at a time, and loses nothing", async () => {
    const dataDirectory = await mkdtemp(path.join(tmpdir(), "switchboard-hub-"));
    onTestFinished(() => rm(dataDirectory, { recursive: true }));
    const platforms = { north: new PlainSimulator(), south: new PlainSimulator() };
    let app = await startHub(dataDirectory);
    onTestFinished(async () => {
      await app.stop();
      await platforms.north.stop();
      await platforms.south.stop();
    });
    const connect = async (which: keyof typeof platforms): Promise<string> => {
      const started: Record<string, unknown> = await platforms[which].start();
      const settings = started as Record<string, string>;
      return (await app.channels.create({ adapter: "plain", name: which, settings }, "test")).id;
    };
    const state = async (id: string): Promise<string> => (await app.channels.get(id)).status.state;
    const untilState = (id: string, wanted: string) =>
      until(wanted, async () => (await state(id)) === wanted);
    const texts = async (): Promise<readonly string[]> => {
      const rows = await database().queries.selectFrom("messages").select("parts").execute();
      return rows.map(({ parts }) => /"text":"(.*?)"/.exec(parts)?.[1] ?? "").toSorted();
    };
    const north = await connect("north");
    const south = await connect("south");
    await untilState(north, "connected");
    await untilState(south, "connected");
    const wang = platforms.north.customer("王小明");
    const ana = platforms.south.customer("Ana");

    // A picture is there as soon as its message says so, byte for byte.
    const file = {
      kind: "image",
      bytes: picture,
      mimeType: "image/gif",
      fileName: "猫.gif",
    } as const;
    await wang.send([
      { type: "text", text: { text: "1 你好" } },
      { type: "media", file },
    ]);
    const ready = await until("the picture", async () => {
      const { queries } = database();
      const rows = await queries.selectFrom("attachments").selectAll().execute();
      return rows.find((row) => row.state === "ready");
    });
    expect(ready).toMatchObject({ mime_type: "image/gif", size: picture.length });

    // One platform is away; the other one's customers don't notice.
    await platforms.north.goOffline();
    await untilState(north, "reconnecting");
    await ana.send([{ type: "text", text: { text: "2 olá" } }]);
    await until("the other's message", async () => (await texts()).length === 2);
    expect(await state(south)).toBe("connected");
    await platforms.north.comeBack();
    await wang.send([{ type: "text", text: { text: "3 我回来了" } }]);
    await untilState(north, "connected");
    await until("the first words after it", async () => (await texts()).length === 3);

    // The hub is away; what was said meanwhile is there once it is back, once.
    await app.stop();
    await wang.send([{ type: "text", text: { text: "4 在吗" } }]);
    app = await startHub(dataDirectory);
    await until("what was said meanwhile", async () => (await texts()).length === 4);
    await platforms.north.redeliver(2);
    await ana.send([{ type: "text", text: { text: "5 bom dia" } }]);
    await until("the next message", async () => (await texts()).length === 5);
    expect(await texts()).toEqual(["1 你好", "2 olá", "3 我回来了", "4 在吗", "5 bom dia"]);

    // One account is locked out: a person is asked, and told what to do.
    platforms.south.revokeCredentials();
    platforms.south.crash();
    await untilState(south, "failed");
    expect((await app.channels.get(south)).status).toMatchObject({
      code: "auth-lost",
      action: "relogin",
    });
    expect(await state(north)).toBe("connected");
  });
});
