import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { Ingest } from "../src/inbox/ingest.ts";
import { EventLog } from "../src/realtime/event-log.ts";
import { channelDesk } from "./support/channel-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ScriptedAdapter, connects, textMessage } from "./support/scripted-adapter.ts";

describe.each(databasesUnderTest())("a channel's life on %s", (name) => {
  const database = useDatabase(name);

  it("starts when it is created, and stores what it receives", async () => {
    const shop = new ScriptedAdapter("shop", connects);
    const desk = await channelDesk(database(), [shop], {
      sink: new Ingest({
        eventLog: new EventLog(database()),
        clock: { now: () => new Date() },
        log: pino({ level: "silent" }),
      }),
    });
    const id = await desk.open(shop);
    await desk.untilState(id, "connected");

    await shop.context.receive([textMessage("1", "你好 😀")], { key: "offset", value: "8" });

    expect(await shop.context.cursor("offset")).toMatchObject({ value: "8" });
    const messages = await database().queries.selectFrom("messages").selectAll().execute();
    expect(messages).toMatchObject([{ channel_id: id, author_name: "王小明" }]);
    expect(desk.supervisor.connected(id)).toMatchObject({ leaseToken: 1 });
  });
});
