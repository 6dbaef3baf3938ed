import { afterEach, expect, test } from "vitest";
import { TestHub } from "switchboard/adapter/testkit";
import { telegram } from "./index.ts";
import { TelegramSimulator } from "./simulator.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function connect(options: { readonly webhook?: boolean } = {}) {
  const simulator = new TelegramSimulator();
  const settings = await simulator.start(options);
  cleanups.push(() => simulator.stop());
  const hub = new TestHub(telegram, settings, { webhook: options.webhook === true });
  cleanups.push(() => hub.close());
  await hub.open();
  const running = await hub.connect();
  return { simulator, hub, running, signal: new AbortController().signal };
}

test("text goes both ways", async () => {
  const { simulator, hub, signal } = await connect();
  const ada = simulator.customer("Ada Lovelace");
  await ada.send([{ type: "text", text: { text: "Hello?" } }]);
  const { message } = await hub.event("message");
  expect(message.parts).toEqual([{ type: "text", text: { text: "Hello?" } }]);

  const result = await hub.session.send(
    {
      clientMessageId: "c1",
      conversation: message.conversation,
      parts: [{ type: "text", text: { text: "Hello!" } }],
      attempt: 1,
    },
    signal,
  );
  expect(result.level).toBe("sent");
  expect(simulator.sent()).toMatchObject([
    { conversationId: ada.id, messageId: result.messageIds[0] },
  ]);
});
