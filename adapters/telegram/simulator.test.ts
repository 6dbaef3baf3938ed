import { describe, expect, onTestFinished, test } from "vitest";
import { TelegramSimulator } from "./simulator.ts";
import { text } from "./simulator/stage.ts";

interface Answer {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly result?: unknown;
}

async function started() {
  const simulator = new TelegramSimulator();
  await simulator.start();
  onTestFinished(() => simulator.stop());
  const call = async (
    method: string,
    params: object = {},
    token = simulator.token,
  ): Promise<Answer> => {
    const response = await fetch(`${simulator.url}/bot${token}/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(params),
    });
    return (await response.json()) as Answer;
  };
  const ada = simulator.customer("Ada Lovelace", { username: "ada", languageCode: "en" });
  return { simulator, call, ada };
}

function ids({ result }: Answer): readonly number[] {
  return (result as readonly { readonly update_id: number }[]).map((one) => one.update_id);
}

describe("getUpdates", () => {
  test("gives what waits again until an offset confirms it", async () => {
    const { simulator, call, ada } = await started();
    await ada.send([text("one")]);
    await ada.send([text("two")]);
    const [first = 0, second = 0] = ids(await call("getUpdates"));
    expect(ids(await call("getUpdates", { limit: 1 }))).toEqual([first]);
    expect(ids(await call("getUpdates", { offset: second }))).toEqual([second]);
    expect(simulator.acknowledged()).toBe(1);
    expect(ids(await call("getUpdates", { offset: second + 1 }))).toEqual([]);
  });

  test("holds a call until something comes", async () => {
    const { call, ada } = await started();
    const held = call("getUpdates", { timeout: 25 });
    await ada.send([text("one")]);
    expect(ids(await held)).toHaveLength(1);
  });

  test("gives at most 100", async () => {
    const { call, ada } = await started();
    for (let n = 0; n < 101; n += 1) await ada.send([text(`${n}`)]);
    expect(ids(await call("getUpdates", { limit: 500 }))).toHaveLength(100);
  });

  test("serves one program at a time, and none while a webhook is set", async () => {
    const { call } = await started();
    const first = call("getUpdates", { timeout: 25 });
    // Sent after the first, on another connection; the server is where they meet.
    await new Promise((resolve) => setImmediate(resolve));
    const second = call("getUpdates", { timeout: 0 });
    const answers = await Promise.all([first, second, call("getUpdates")]);
    expect(answers.map((it) => it.error_code)).toContain(409);
    await call("setWebhook", { url: "http://127.0.0.1:9/" });
    expect(await call("getUpdates")).toMatchObject({ ok: false, error_code: 409 });
  });

  test("brings reactions only to those who ask", async () => {
    const { call, ada } = await started();
    const sent = await ada.send([text("one")]);
    await ada.react(sent, ["👍"]);
    expect(
      ids(await call("getUpdates", { allowed_updates: ["message", "message_reaction"] })),
    ).toHaveLength(1);
    await ada.react(sent, ["👍"]);
    expect(ids(await call("getUpdates"))).toHaveLength(2);
  });
});

describe("refuses as Telegram does", () => {
  const entity = { type: "bold", offset: 0, length: 3 };
  test.each([
    ["a chat that nobody wrote from", { chat_id: 1, text: "x" }, 400, /chat not found/],
    ["no text", { text: " " }, 400, /text is empty/],
    ["4097 letters", { text: "x".repeat(4097) }, 400, /too long/],
    ["an entity beyond the text", { text: "x", entities: [entity] }, 400, /entities/],
    [
      "an answer to nothing",
      { text: "x", reply_parameters: { message_id: 99 } },
      400,
      /replied not found/,
    ],
  ])("%s", async (_, params, error_code, description) => {
    const { simulator, call, ada } = await started();
    await ada.send([text("Hello")]);
    const answer = await call("sendMessage", { chat_id: ada.id, ...params });
    expect(answer).toMatchObject({ ok: false, error_code });
    expect(answer.description).toMatch(description);
    expect(simulator.sent()).toEqual([]);
  });

  test("an answer to nothing passes when it may", async () => {
    const { call, ada } = await started();
    await ada.send([text("Hello")]);
    const reply_parameters = { message_id: 99, allow_sending_without_reply: true };
    expect(
      await call("sendMessage", { chat_id: ada.id, text: "x", reply_parameters }),
    ).toMatchObject({ ok: true });
  });

  test("another token, and a method it doesn't have", async () => {
    const { call } = await started();
    expect(await call("getMe", {}, "1:wrong")).toMatchObject({ error_code: 401 });
    expect(await call("nonsense")).toMatchObject({ error_code: 404 });
  });

  test("a caption of 1025 letters, and a picture of more than 10 MB", async () => {
    const { simulator, ada } = await started();
    await ada.send([text("Hello")]);
    const upload = async (bytes: number, caption: string): Promise<Answer> => {
      const body = new FormData();
      body.set("chat_id", ada.id);
      body.set("caption", caption);
      body.set("photo", new Blob([new Uint8Array(bytes)], { type: "image/jpeg" }), "p.jpg");
      const response = await fetch(`${simulator.url}/bot${simulator.token}/sendPhoto`, {
        method: "POST",
        body,
      });
      return (await response.json()) as Answer;
    };
    expect(await upload(10, "x".repeat(1025))).toMatchObject({ ok: false });
    expect(await upload(10 * 1024 ** 2 + 1, "")).toMatchObject({ ok: false });
    expect(await upload(10, "x".repeat(1024))).toMatchObject({ ok: true });
  });
});

test("a thousand messages pass in one go, each once", async () => {
  const { simulator, call, ada } = await started();
  await Promise.all(Array.from({ length: 1000 }, (_, n) => ada.send([text(`${n}`)])));
  const seen = new Set<number>();
  let offset = 0;
  while (seen.size < 1000) {
    const batch = ids(await call("getUpdates", { offset }));
    for (const id of batch) seen.add(id);
    offset = (batch.at(-1) ?? 0) + 1;
  }
  expect(seen.size).toBe(1000);
  expect(simulator.acknowledged()).toBe(900);
});

test("a fixed port can be asked for, and is kept over a pause", async () => {
  const { simulator } = await started();
  const { url } = simulator;
  await simulator.goOffline();
  await expect(fetch(url)).rejects.toThrow("fetch failed");
  await simulator.comeBack();
  expect(simulator.url).toBe(url);
  await simulator.stop();
  const again = new TelegramSimulator({ port: Number(new URL(url).port) });
  await again.start();
  onTestFinished(() => again.stop());
  expect(again.url).toBe(url);
});
