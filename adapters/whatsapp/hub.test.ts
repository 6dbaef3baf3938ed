import { readFile } from "node:fs/promises";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { listProcesses } from "../../src/channels/isolation/process-table.ts";
import { manyProcesses } from "../../test/support/command-line.ts";
import { startHub } from "../../test/support/hub.ts";
import { describeInBrowser } from "../../test/support/requirements.ts";
import { until } from "../../test/support/until.ts";
import { WhatsAppSimulator } from "./simulator.ts";

const statusSchema = z.object({
  status: z.object({
    state: z.string(),
    code: z.string().nullable(),
    message: z.string().nullable(),
  }),
});
const promptSchema = z.object({
  prompt: z.object({ type: z.string(), data: z.string() }),
});
const itemsSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      delivery: z.object({ state: z.string() }).nullish(),
    }),
  ),
});

describeInBrowser("WhatsApp in a real hub", () => {
  it(
    "is linked by a QR code from the API, talks both ways, and comes back from kills as it was",
    manyProcesses,
    async () => {
      const { simulator, channels, api, status, texts, states, browser, folder } =
        await startSite();
      simulator.phone.scansByItself = false;
      const settings = await simulator.start();
      const { id } = z
        .object({ id: z.string() })
        .parse(await api("/channels", { adapter: "whatsapp", name: "Shop", settings }));
      await until("a code", () => channels.prompt(id));
      const { prompt } = promptSchema.parse(await api(`/channels/${id}/login`));
      expect(prompt.type).toBe("qr");
      simulator.phone.scan(prompt.data);
      await until(
        "a connection",
        async () => (await channels.get(id)).status.state === "connected",
      );

      const ada = simulator.customer("Ada Lovelace");
      const write = (text: string) => ada.send([{ type: "text", text: { text } }]);
      await write("1 Hello");
      await until("the first message", async () => (await texts()).length === 1);
      const [conversation] = itemsSchema.parse(await api("/conversations")).items;
      const thread = `/conversations/${conversation?.id}/messages`;
      const parts = [{ type: "text", text: { text: "2 您好" } }];
      await api(thread, { parts });
      await simulator.untilSent((sent) => sent.length === 1);
      await ada.read();
      await until("the blue ticks", async () => (await states()).includes("read"));
      const { items } = itemsSchema.parse(await api(thread));
      expect(items.map(({ delivery }) => delivery?.state)).toContain("read");

      process.kill((await browser()).pid, "SIGKILL");
      await until(
        "the browser's end",
        async () => (await channels.get(id)).status.state === "reconnecting",
      );
      expect(await status(id)).toMatchObject({
        code: "unavailable",
        message: "The browser of this channel ended unexpectedly.",
      });
      await write("3 Meanwhile");
      await until(
        "another connection",
        async () => (await channels.get(id)).status.state === "connected",
      );
      await until("what came meanwhile", async () => (await texts()).length === 3);

      const { pid, parent } = await browser();
      process.kill(parent, "SIGKILL");
      await until(
        "the process's end",
        async () => (await channels.get(id)).status.state === "reconnecting",
      );
      expect(await status(id)).toMatchObject({
        code: "internal",
        message: "The adapter's process was ended by SIGKILL.",
      });
      await write("4 Again");
      await until(
        "a third connection",
        async () => (await channels.get(id)).status.state === "connected",
      );
      await until("what came then", async () => (await texts()).length === 4);
      expect(await texts()).toEqual(["1 Hello", "2 您好", "3 Meanwhile", "4 Again"]);
      expect(simulator.sent()).toHaveLength(1);
      const running = await commandLines();
      expect(running.filter((one) => one.pid === pid && one.line.includes(folder))).toEqual([]);
    },
  );
});

async function startSite() {
  const simulator = new WhatsAppSimulator();
  onTestFinished(() => simulator.stop());
  const hub = await startHub();
  const api = async (path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${hub.address}/api/v1${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${hub.apiKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { channels, database } = hub.app;
  const { queries } = database;
  return {
    simulator,
    channels,
    api,
    folder: hub.folder,
    status: async (id: string) => statusSchema.parse(await api(`/channels/${id}`)).status,
    /** What stands in all conversations together. */
    async texts(): Promise<readonly string[]> {
      const rows = await queries.selectFrom("messages").select("parts").execute();
      return rows.map(({ parts }) => /"text":"(.*?)"/.exec(parts)?.[1] ?? "").toSorted();
    },
    async states(): Promise<readonly string[]> {
      const rows = await queries.selectFrom("deliveries").select("state").execute();
      return rows.map(({ state }) => state);
    },
    /** The browser of this hub's only channel; its parent is the session's process. */
    browser: () =>
      until("a browser", async () =>
        (await commandLines()).find(
          ({ line }) => line.includes(`--user-data-dir=${hub.folder}`) && !line.includes("--type="),
        ),
      ),
  };
}

async function commandLines() {
  const all = await listProcesses();
  return await Promise.all(
    all.map(async ({ pid, parent }) => {
      // A process that has ended has none.
      const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return { pid, parent, line: line.replaceAll("\0", " ") };
    }),
  );
}
