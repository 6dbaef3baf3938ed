import { expect, onTestFinished, test } from "vitest";
import { TestHub } from "switchboard/adapter/testkit";
import { telegram } from "./index.ts";
import { TelegramSimulator } from "./simulator.ts";
import { connected, text } from "./simulator/stage.ts";

const connect = (settings: Readonly<Record<string, unknown>> = {}) =>
  connected(onTestFinished, { webhook: true, settings });

function call(headers: Readonly<Record<string, string>>, body: object = { update_id: 1 }) {
  return {
    method: "POST",
    path: "",
    query: new URLSearchParams(),
    headers: new Headers(headers),
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}

test("updates come by webhook, in order, and what failed comes again", async () => {
  const { simulator, hub } = await connect();
  const ada = simulator.customer("Ada");
  hub.journal.rejectNext(2);
  for (let n = 1; n <= 20; n += 1) await ada.send([text(`Line ${n}`)]);
  await hub.until("all", () => hub.journal.size === 20);
  expect(hub.journal.events.map((it) => it.type === "message" && it.message.parts[0])).toEqual(
    Array.from({ length: 20 }, (_, n) => text(`Line ${n + 1}`)),
  );
  await hub.until("all acknowledged", () => simulator.acknowledged() === 20);
});

test("without a secret of the operator's one is made, kept, and asked for", async () => {
  const { simulator, hub } = await connect({ webhookSecret: undefined });
  await simulator.customer("Ada").send([text("Hello?")]);
  await hub.event("message");
  const calls = hub.journal.calls;
  const forged = call({ "x-telegram-bot-api-secret-token": "a-guess-of-somebody" });
  expect(await hub.session.handleWebhook?.(forged)).toEqual({ status: 401 });
  expect(await hub.session.handleWebhook?.(call({}))).toEqual({ status: 401 });
  expect(hub.journal.calls).toBe(calls);
  expect(await hub.context().secrets.get("webhook-secret")).toMatch(/^[\w-]{43}$/);
});

test("only POST is taken, once the caller has proved who they are", async () => {
  const { hub } = await connect({ webhookSecret: "a-secret-of-the-operator" });
  const proof = { "x-telegram-bot-api-secret-token": "a-secret-of-the-operator" };
  expect(await hub.session.handleWebhook?.({ ...call(proof), method: "GET" })).toMatchObject({
    status: 405,
  });
  expect(await hub.session.handleWebhook?.({ ...call({}), method: "GET" })).toMatchObject({
    status: 401,
  });
});

test("a polling channel takes no webhook calls, whatever they carry", async () => {
  const { hub } = await connected(onTestFinished, {
    settings: { webhookSecret: "a-secret-of-the-operator" },
  });
  const proof = { "x-telegram-bot-api-secret-token": "a-secret-of-the-operator" };
  expect(await hub.session.handleWebhook?.(call(proof))).toEqual({ status: 401 });
  expect(hub.journal.calls).toBe(0);
});

test("webhook mode without a public address fails with what to do", async () => {
  const simulator = new TelegramSimulator();
  onTestFinished(() => simulator.stop());
  const hub = new TestHub(telegram, await simulator.start({ webhook: true }));
  onTestFinished(() => hub.close());
  const { error } = await hub.start().ended;
  expect(error).toMatchObject({ code: "config-invalid" });
  expect(String(error)).toContain("PUBLIC_URL");
});

test("what Telegram can't deliver is reported with its reason, until it can", async () => {
  const { simulator, hub } = await connect();
  hub.journal.rejectNext(Number.POSITIVE_INFINITY);
  await simulator.customer("Ada").send([text("Hello?")]);
  await hub.until("a failed delivery", () => hub.journal.calls > 0 && hub.journal.waiting === 0);
  hub.clock.hurry();
  await hub.until("a report", () => hub.statuses.state === "reconnecting");
  const report = hub.logs.find(
    ({ message }) => message === "Telegram can't deliver updates to us.",
  );
  expect(report?.details).toMatchObject({
    pending: 1,
    message: "Wrong response from the webhook: 503 Service Unavailable",
  });
  hub.journal.rejectNext(0);
  await hub.until("a connection", () => hub.statuses.state === "connected");
  hub.clock.relax();
});

test("a webhook set by somebody else ends the session", async () => {
  const { simulator, hub, running } = await connect();
  const body = new URLSearchParams({ url: "http://127.0.0.1:9/elsewhere" });
  await fetch(`${simulator.url}/bot${simulator.token}/setWebhook`, { method: "POST", body });
  hub.clock.hurry();
  expect((await running.ended).error).toMatchObject({ code: "auth-conflict" });
});
