import { describe, expect, onTestFinished, test } from "vitest";
import { telegram } from "./index.ts";
import { TelegramSimulator } from "./simulator.ts";
import { connected, text } from "./simulator/stage.ts";

const connect = () => connected(onTestFinished);
const day = 24 * 60 * 60 * 1000;

test("what the hub could not store comes again, and is acknowledged only then", async () => {
  const { simulator, hub } = await connect();
  hub.journal.rejectNext(1);
  await simulator.customer("Ada").send([text("Hello?")]);
  await hub.until("a failed commit", () => hub.journal.calls === 1 && hub.journal.waiting === 0);
  expect(simulator.acknowledged()).toBe(0);
  hub.clock.hurry();
  await hub.event("message");
  await hub.until("the acknowledgement", () => simulator.acknowledged() === 1);
  hub.clock.relax();
});

test("a restart goes on from the cursor stored with the last events", async () => {
  const { simulator, hub, running } = await connect();
  const ada = simulator.customer("Ada");
  await ada.send([text("one")]);
  await hub.event("message");
  await running.stop();
  expect(hub.journal.cursor("offset")?.value).toMatch(/^7\d+$/);
  await ada.send([text("two")]);
  await hub.connect();
  await hub.until("the second", () => hub.journal.size === 2);
  expect(hub.journal.duplicates).toBe(0);
});

test("another bot's token is refused in a channel: its updates would be lost behind the old bot's", async () => {
  const { simulator, hub, running } = await connect();
  await simulator.customer("Ada").send([text("one")]);
  await hub.until("the acknowledgement", () => simulator.acknowledged() === 1);
  await running.stop();

  const other = new TelegramSimulator({
    token: "7000000002:AAF-simulated_token-0123456789abcdefg",
  });
  onTestFinished(() => other.stop());
  const config = telegram.settings.parse(await other.start());
  const session = telegram.createSession({ ...hub.context(), config });
  await other.customer("Ada").send([text("two")]);
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const ended = session.run(over.signal);
  await expect(ended).rejects.toMatchObject({ code: "config-invalid", outcome: "not-sent" });
  await expect(ended).rejects.toThrow("another bot");
  expect(other.acknowledged()).toBe(0);
  // The old one's goes on as before, also a new token of it.
  await hub.connect();
});

test("what Telegram repeats doesn't set the cursor back", async () => {
  const { simulator, hub } = await connect();
  const ada = simulator.customer("Ada");
  await ada.send([text("one")]);
  await ada.send([text("two")]);
  await hub.until("both, acknowledged", () => simulator.acknowledged() === 2);
  const before = hub.journal.cursor("offset")?.value;
  await simulator.redeliver(2);
  await hub.until("both again", () => hub.journal.duplicates === 2);
  expect(hub.journal.cursor("offset")?.value).toBe(before);
});

test("a stored offset older than six days is not used: it could confirm unseen updates", async () => {
  const { simulator, hub, running } = await connect();
  await hub.journal.receive([], { key: "offset", value: "999999999999" });
  await running.stop();
  hub.clock.hurry();
  await hub.clock.sleep(7 * day, new AbortController().signal);
  hub.clock.relax();
  await simulator.customer("Ada").send([text("After a long silence")]);
  await hub.connect();
  const { message } = await hub.event("message");
  expect(message.parts).toEqual([text("After a long silence")]);
});

test("an offset that grew old while running is let go of as well", async () => {
  const { simulator, hub } = await connect();
  await simulator.customer("Ada").send([text("one")]);
  await hub.until("its acknowledgement", () => simulator.acknowledged() === 1);
  hub.clock.hurry();
  await hub.clock.sleep(7 * day, new AbortController().signal);
  await hub.until("a note", () => hub.logs.some((it) => it.message.includes("days old")));
  hub.clock.relax();
  await simulator.customer("Ada").send([text("two")]);
  await hub.until("the second", () => hub.journal.size === 2);
  expect(hub.statuses.illegal).toEqual([]);
});

describe("trouble", () => {
  test.each([
    [
      "429",
      {
        type: "refuse",
        status: 429,
        description: "Too Many Requests",
        parameters: { retry_after: 5 },
      },
      "rate-limited",
    ],
    ["500", { type: "refuse", status: 500, description: "Internal Server Error" }, "unavailable"],
    ["a page of a proxy", { type: "page", status: 200 }, "protocol"],
    ["half an answer", { type: "half" }, "unavailable"],
    [
      "one conflict, which may be our own last call",
      { type: "refuse", status: 409, description: "Conflict: x" },
      "auth-conflict",
    ],
  ] as const)("%s is reported, waited for and got over", async (_, fault, code) => {
    const { simulator, hub } = await connect();
    simulator.fail(fault, "getUpdates");
    // The fault meets the call after the one that is being held.
    const ada = simulator.customer("Ada");
    await ada.send([text("one")]);
    await hub.until("a report", () => hub.statuses.state === "reconnecting");
    expect(hub.statuses.all.at(-1)).toMatchObject({ state: "reconnecting", code });
    hub.clock.hurry();
    await hub.until("a connection", () => hub.statuses.state === "connected");
    hub.clock.relax();
    await ada.send([text("two")]);
    await hub.until("the second", () => hub.journal.size === 2);
  });

  test("a wait that Telegram asks for is kept", async () => {
    const { simulator, hub } = await connect();
    simulator.fail(
      {
        type: "refuse",
        status: 429,
        description: "Too Many Requests",
        parameters: { retry_after: 50 },
      },
      "getUpdates",
    );
    await simulator.customer("Ada").send([text("one")]);
    await hub.until("a report", () => hub.statuses.state === "reconnecting");
    const status = hub.statuses.all.at(-1);
    const retryAt = status?.state === "reconnecting" ? status.retryAt.getTime() : 0;
    expect(retryAt - hub.clock.now().getTime()).toBeGreaterThan(40_000);
  });

  test("an outage is over as soon as Telegram answers, though nobody writes", async () => {
    const { simulator, hub } = await connect();
    await simulator.goOffline();
    await hub.until("a report", () => hub.statuses.state === "reconnecting");
    await simulator.comeBack();
    await hub.until("a connection", () => hub.statuses.state === "connected");
    expect(hub.statuses.illegal).toEqual([]);
  });

  test("a poll that nobody answers is noticed by the watchdog", async () => {
    const { simulator, hub } = await connect();
    simulator.fail({ type: "hang" }, "getUpdates");
    await simulator.customer("Ada").send([text("one")]);
    hub.clock.hurry();
    await hub.until("a report", () =>
      hub.logs.some(
        ({ details }) => "error" in details && String(details.error).includes("stopped answering"),
      ),
    );
    await hub.event("message");
    expect(hub.statuses.illegal).toEqual([]);
    hub.clock.relax();
  });

  test("another program that stays ends the session", async () => {
    const { simulator, hub, running } = await connect();
    simulator.takeOver();
    hub.clock.hurry();
    expect((await running.ended).error).toMatchObject({ code: "auth-conflict" });
  });

  test("a revoked token ends the session at once", async () => {
    const { simulator, running } = await connect();
    simulator.revokeCredentials();
    expect((await running.ended).error).toMatchObject({ code: "auth-lost" });
  });

  test("an update that can't be read is kept as it came, and the next ones come", async () => {
    const { simulator, hub } = await connect();
    simulator.push({
      message: { message_id: 1, chat: { id: 5, type: "private" }, date: 1, photo: 7 },
    });
    await simulator.customer("Ada").send([text("Still there?")]);
    await hub.until("both", () => hub.journal.size === 2);
    expect(hub.journal.events[0]).toMatchObject({
      message: {
        conversation: { id: "5" },
        parts: [{ type: "unsupported", platformType: "unreadable" }],
      },
    });
  });

  test("an update that names no chat is counted and logged, and the next ones come", async () => {
    const { simulator, hub } = await connect();
    simulator.push({ message: { nothing: "here" } });
    await simulator.customer("Ada").send([text("Still there?")]);
    await hub.event("message");
    expect(hub.logs.find(({ level }) => level === "warn")?.details).toMatchObject({
      kinds: ["message"],
      skipped: 1,
    });
  });
});

test("a webhook set earlier is taken away, and what waits is kept", async () => {
  const { simulator, hub, running } = await connect();
  await running.stop();
  const api = `${simulator.url}/bot${simulator.token}`;
  await fetch(`${api}/setWebhook?`, {
    method: "POST",
    body: new URLSearchParams({ url: "http://127.0.0.1:1/" }),
  });
  await simulator.customer("Ada").send([text("Hello?")]);
  await hub.connect();
  const { message } = await hub.event("message");
  expect(message.parts).toEqual([text("Hello?")]);
});
