import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { TestHub } from "switchboard/adapter/testkit";
import peer from "telegram-test-api";
import { telegram } from "./index.ts";
import { answerTo, text, unhurried } from "./simulator/stage.ts";

// A Bot API server that others wrote, so that a mistake of ours in both adapter and simulator would show. It knows
// little: text only, no long polling, and it forgets an update as soon as it has given it out.
// The class itself is the module; its types say that it is a member of it.
const TelegramServer = peer as unknown as (typeof peer)["default"];

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("text goes both ways with an independent server", async () => {
  const token = "7000000001:AAF-independent_peer-0123456789";
  const server = new TelegramServer({ port: await freePort(), host: "127.0.0.1" });
  await server.start();
  onTestFinished(async () => {
    await server.stop();
  });
  const hub = new TestHub(telegram, { token, apiRoot: server.config.apiURL });
  onTestFinished(() => hub.close());
  await hub.connect();

  const ada = server.getClient(token, {
    userId: 51,
    chatId: 51,
    firstName: "Ada",
    type: "private",
  });
  await ada.sendMessage(ada.makeMessage("Hello? 2*3*4"));
  const { message } = await hub.event("message");
  expect(message).toMatchObject({
    conversation: { id: "51", kind: "direct" },
    author: { kind: "customer", contact: { id: "51", name: "Ada" } },
    parts: [text("Hello? 2*3*4")],
  });

  const { messageIds } = await hub.session.send(
    answerTo(message, [text("Hello! 👋")]),
    unhurried(),
  );
  expect(messageIds).toHaveLength(1);
  const { result } = await ada.getUpdates();
  expect(result).toMatchObject([{ message: { chat_id: "51", text: "Hello! 👋" } }]);
});
