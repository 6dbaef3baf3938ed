import { describe, expect, it } from "vitest";
import { ChannelError } from "../src/adapter/index.ts";
import { deliveryDesk } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ableTo, textOf } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

const unreachable = new ChannelError({ code: "unavailable", outcome: "not-sent" });

describe.each(databasesUnderTest())("replies on their way out on %s", (name) => {
  const database = useDatabase(name);

  it("arrive, and are shown as sent", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    const id = await desk.reply(conversation, "Good morning");
    const message = await desk.untilDelivery(id, "sent");
    expect(message.author).toEqual({ kind: "agent", id: "ann", name: "Ann" });
    expect(desk.platform.attempts).toEqual([
      {
        clientMessageId: id,
        conversation: { id: "customer", kind: "direct" },
        parts: [{ type: "text", text: { text: "Good morning" } }],
        attempt: 1,
      },
    ]);
  });

  it("keep their order in a conversation, also when the first ones need several attempts", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    desk.platform.answer = ({ attempt, parts }) => {
      if (textOf({ parts }) === "1" && attempt < 3) throw unreachable;
      return desk.platform.takes();
    };
    const ids = [];
    for (const text of ["1", "2", "3", "4"]) ids.push(await desk.reply(conversation, text));
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      await until(`attempt ${attempt}`, () => desk.platform.attempts.length === attempt);
      await desk.untilDelivery(ids[0] ?? "", "queued");
      await desk.later(2_000);
    }
    for (const id of ids) await desk.untilDelivery(id, "sent");
    expect(desk.platform.texts).toEqual(["1", "1", "1", "2", "3", "4"]);
  });

  it("of many conversations go side by side, each in its own order", async () => {
    const desk = await deliveryDesk(database());
    const customers = Array.from({ length: 12 }, (_, index) => `customer-${index}`);
    let atOnce = 0;
    let most = 0;
    desk.platform.answer = async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await until("company", () => most >= 12);
      atOnce -= 1;
      return desk.platform.takes();
    };
    const ids: string[] = [];
    for (const customer of customers) {
      const conversation = await desk.customerWrites("Hello?", customer);
      for (const text of ["a", "b", "c"]) ids.push(await desk.reply(conversation, text));
    }
    for (const id of ids) await desk.untilDelivery(id, "sent");
    for (const customer of customers) {
      const mine = desk.platform.attempts.filter((one) => one.conversation.id === customer);
      expect(mine.map(textOf)).toEqual(["a", "b", "c"]);
    }
  });

  it("don't wait for a conversation that hangs, nor for one that fails", async () => {
    const desk = await deliveryDesk(database());
    desk.platform.answer = async ({ conversation: { id } }, signal) => {
      if (id === "fails") throw unreachable;
      if (id === "hangs") {
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(unreachable)),
        );
      }
      return desk.platform.takes();
    };
    const fails = await desk.reply(await desk.customerWrites("Hello?", "fails"), "1");
    const hangs = await desk.reply(await desk.customerWrites("Hello?", "hangs"), "2");
    const works = await desk.reply(await desk.customerWrites("Hello?", "works"), "3");
    await desk.untilDelivery(works, "sent");
    expect((await desk.messages.get(hangs)).delivery?.state).toBe("sending");
    expect((await desk.untilDelivery(fails, "queued")).delivery?.code).toBe("unavailable");
  });

  it("leave room for others on a channel where many conversations hang", async () => {
    const desk = await deliveryDesk(database());
    let freed = (): void => undefined;
    const free = new Promise<void>((resolve) => (freed = resolve));
    desk.platform.answer = async ({ conversation: { id } }) => {
      if (id !== "works") await free;
      return desk.platform.takes();
    };
    for (let n = 0; n < 31; n += 1) {
      await desk.reply(await desk.customerWrites("Hello?", `hangs-${n}`), "x");
    }
    const id = await desk.reply(await desk.customerWrites("Hello?", "works"), "y");
    await desk.untilDelivery(id, "sent");
    expect(desk.platform.attempts).toHaveLength(32);
    freed();
  });

  it("go out no faster than the channel may, and none is forgotten", async () => {
    const desk = await deliveryDesk(database());
    desk.platform.capabilities = { ...ableTo, rate: { perSecond: 4 } };
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      ids.push(await desk.reply(await desk.customerWrites("Hello?", `c-${n}`), `${n}`));
    }
    await until("a second's worth", () => desk.platform.attempts.length === 4);
    await desk.later(500);
    await until("half a second's worth more", () => desk.platform.attempts.length === 6);
    await desk.later(10_000);
    for (const id of ids) await desk.untilDelivery(id, "sent");
    expect(desk.platform.attempts).toHaveLength(10);
  });

  it("of one conversation go out no faster than it may, while others are not held up", async () => {
    const desk = await deliveryDesk(database());
    desk.platform.capabilities = { ...ableTo, rate: { perConversationPerSecond: 1 } };
    const busy = await desk.customerWrites("Hello?", "busy");
    const first = await desk.reply(busy, "1");
    const second = await desk.reply(busy, "2");
    const other = await desk.reply(await desk.customerWrites("Hello?", "other"), "3");
    await desk.untilDelivery(first, "sent");
    await desk.untilDelivery(other, "sent");
    expect(desk.platform.texts).not.toContain("2");
    await desk.later(1_000);
    await desk.untilDelivery(second, "sent");
  });

  it("go out also over an adapter that can't say what it can do, and beside it", async () => {
    const desk = await deliveryDesk(database());
    await desk.dispatcher.stop();
    const id = await desk.reply(await desk.customerWrites("Hello?"), "1");
    Object.defineProperty(desk.platform, "capabilities", {
      get: () => {
        throw new TypeError("not yet");
      },
    });
    desk.restarted().start();
    await desk.untilDelivery(id, "sent");
    expect(desk.desk.logged()).toContain("can't say how fast");
  });

  it("are not sent any more when their author was removed meanwhile", async () => {
    const removed = new Set<string>();
    const desk = await deliveryDesk(database(), {
      mayStillSend: (requestedBy) => Promise.resolve(!removed.has(requestedBy)),
    });
    const conversation = await desk.customerWrites("Hello?");
    desk.platform.answer = () => {
      throw unreachable;
    };
    const id = await desk.reply(conversation, "Not on my account any more");
    await until("a first attempt", () => desk.platform.attempts.length === 1);
    await desk.untilDelivery(id, "queued");
    removed.add("agent:ann");
    await desk.later(1_000);
    expect((await desk.untilDelivery(id, "failed")).delivery).toMatchObject({
      code: "forbidden",
      reason: "Who wrote this may no longer send.",
    });
    expect(desk.platform.attempts).toHaveLength(1);
  });

  it("wait, and are not lost, while it can't be asked whether their author may send", async () => {
    let broken = true;
    const desk = await deliveryDesk(database(), {
      mayStillSend: () => (broken ? Promise.reject(new Error("no answer")) : Promise.resolve(true)),
    });
    const id = await desk.reply(await desk.customerWrites("Hello?"), "Soon");
    await until("a vain try", async () => {
      return (await desk.messages.get(id)).delivery?.code === "unavailable";
    });
    expect(desk.platform.attempts).toHaveLength(0);
    broken = false;
    await desk.later(1_000);
    await desk.untilDelivery(id, "sent");
  });

  it("failed when their channel was deleted before they went out", async () => {
    const desk = await deliveryDesk(database());
    desk.platform.answer = () => {
      throw unreachable;
    };
    const conversation = await desk.customerWrites("Hello?");
    const tried = await desk.reply(conversation, "1");
    const waiting = await desk.reply(conversation, "2");
    await until("a first attempt", () => desk.platform.attempts.length === 1);
    await desk.untilDelivery(tried, "queued");
    await desk.desk.channels.delete(desk.channelId, "agent:admin");
    for (const id of [tried, waiting]) {
      expect((await desk.untilDelivery(id, "failed")).delivery?.reason).toBe(
        "The channel was deleted.",
      );
    }
  });

  it("failed after a restart, when their channel was deleted by another process", async () => {
    const desk = await deliveryDesk(database(), { idle: true });
    const id = await desk.reply(await desk.customerWrites("Hello?"), "1");
    await desk.desk.channels.delete(desk.channelId, "agent:admin");
    desk.restarted().start();
    await desk.untilDelivery(id, "failed");
    expect(desk.platform.attempts).toEqual([]);
  });

  it("are finished when the hub stops, and nothing more is begun", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    let answer = (): void => undefined;
    desk.platform.answer = async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return desk.platform.takes();
    };
    const underWay = await desk.reply(conversation, "1");
    const waiting = await desk.reply(conversation, "2");
    await until("an attempt", () => desk.platform.attempts.length === 1);
    const stopped = desk.dispatcher.stop();
    answer();
    await stopped;
    expect((await desk.messages.get(underWay)).delivery?.state).toBe("sent");
    expect((await desk.messages.get(waiting)).delivery?.state).toBe("queued");
    expect(desk.platform.texts).toEqual(["1"]);
  });
});

describe("a hub on sqlite that stops", () => {
  const database = useDatabase("sqlite");

  it("begins nothing more, also when it was just looking for work", async () => {
    const desk = await deliveryDesk(database());
    const conversation = await desk.customerWrites("Hello?");
    let answer = (): void => undefined;
    desk.platform.answer = async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return desk.platform.takes();
    };
    const underWay = await desk.reply(conversation, "1");
    const waiting = await desk.reply(conversation, "2");
    await until("an attempt", () => desk.platform.attempts.length === 1);
    // Whoever holds the one connection holds up the look, until what was under way has come to its end before it.
    let release: (() => void) | undefined;
    const held = database().write(() => new Promise<void>((resolve) => (release = resolve)));
    await until("the connection", () => release);
    desk.dispatcher.wake();
    const stopped = desk.dispatcher.stop();
    answer();
    release?.();
    await Promise.all([held, stopped]);
    expect((await desk.messages.get(underWay)).delivery?.state).toBe("sent");
    expect((await desk.messages.get(waiting)).delivery?.state).toBe("queued");
    expect(desk.platform.texts).toEqual(["1"]);
  });
});
