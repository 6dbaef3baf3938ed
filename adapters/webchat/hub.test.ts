import { randomBytes, randomUUID } from "node:crypto";
import type { Json } from "switchboard/adapter";
import { expect, it, onTestFinished } from "vitest";
import { startHub } from "../../test/support/hub.ts";
import { until } from "../../test/support/until.ts";
import { WebchatSimulator } from "./simulator.ts";

/** The real hub with a site's chat in it, over its own door. */
async function startChannel(given: Readonly<Record<string, Json>> = {}) {
  const simulator = new WebchatSimulator();
  const settings = { ...((await simulator.start()) as Readonly<Record<string, Json>>), ...given };
  const hub = await startHub();
  onTestFinished(() => simulator.stop());
  const channel = { adapter: "webchat", name: "Shop", settings };
  const { id } = await hub.app.channels.create(channel, "test");
  await expect.poll(async () => (await hub.app.channels.get(id)).status.state).toBe("connected");
  const address = `${hub.address}/webhooks/${id}`;
  simulator.channelAt(address);
  const texts = async (): Promise<readonly string[]> => {
    const rows = await hub.app.database.queries.selectFrom("messages").select("parts").execute();
    return rows.map(({ parts }) => /"text":"(.*?)"/.exec(parts)?.[1] ?? "");
  };
  return { hub, id, address, simulator, texts };
}

it("stores what a visitor writes, once, however often it is posted", async () => {
  const { simulator, texts } = await startChannel();
  const ada = simulator.customer("Ada");
  await ada.send([{ type: "text", text: { text: "你好" } }]);
  await until("the message", async () => (await texts()).length === 1);
  await simulator.redeliver(1);
  expect(await texts()).toEqual(["你好"]);
});

it("gives the frame to be shown on the allowed sites, and a visitor their own file, byte for byte", async () => {
  const { address } = await startChannel({
    signedOnly: false,
    allowedOrigins: ["https://shop.example"],
  });
  const frame = await fetch(`${address}/frame`);
  expect(frame.headers.get("content-security-policy")).toContain(
    "frame-ancestors https://shop.example",
  );
  expect(frame.headers.has("x-frame-options")).toBe(false);
  const Authorization = `Bearer ${randomBytes(32).toString("base64url")}`;
  const body = randomBytes(300_000);
  const stored = await fetch(`${address}/files`, {
    method: "POST",
    headers: { Authorization, "Content-Type": "image/png", "X-File-Name": "%E7%8C%AB.png" },
    body,
  });
  expect(stored.status).toBe(201);
  const { fileId } = (await stored.json()) as { fileId: string };
  const got = await fetch(`${address}/files/${fileId}`, { headers: { Authorization } });
  expect(got.headers.get("x-content-type-options")).toBe("nosniff");
  expect(Buffer.compare(Buffer.from(await got.arrayBuffer()), body)).toBe(0);
  expect((await fetch(`${address}/files/${fileId}`)).status).toBe(401);
});

it("keeps no visitor's network address anywhere", async () => {
  const { hub, address } = await startChannel({ signedOnly: false });
  const Authorization = `Bearer ${randomBytes(32).toString("base64url")}`;
  const response = await fetch(`${address}/messages`, {
    method: "POST",
    headers: { Authorization, "Content-Type": "application/json" },
    body: JSON.stringify({ id: randomUUID(), text: "Hello" }),
  });
  expect(response.status).toBe(201);
  const journal = await hub.app.database.queries.selectFrom("journal").selectAll().execute();
  expect(journal).not.toEqual([]);
  expect(JSON.stringify(journal)).not.toContain("127.0.0.1");
});
