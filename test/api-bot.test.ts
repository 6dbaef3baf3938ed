import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { readSettings } from "../config/env.ts";
import { type App, createApp } from "../src/app.ts";
import { permissionNames } from "../src/auth/permissions.ts";
import { emptyFolder, manyProcesses, RunningCommand } from "./support/command-line.ts";
import { freePort } from "./support/free-port.ts";
import { guardedEnvironment } from "./support/network-guard.ts";
import { adapter } from "./support/sms/adapter.ts";
import { SmsSimulator } from "./support/sms/simulator.ts";
import { root } from "./support/sources.ts";

/** A hub with an SMS channel, that can be stopped and started again at the same address. */
async function startHub(folder: string, port: number): Promise<App> {
  const address = `http://127.0.0.1:${port}`;
  const settings = readSettings({
    DATA_DIRECTORY: folder,
    PORT: String(port),
    PUBLIC_URL: address,
    ALLOW_PRIVATE_NETWORK: "true",
  });
  const app = await createApp(settings, {
    log: pino({ level: "silent" }),
    adapters: { sms: () => Promise.resolve(adapter) },
  });
  await app.start();
  onTestFinished(() => app.stop());
  return app;
}

async function startBot(environment: NodeJS.ProcessEnv): Promise<RunningCommand> {
  const { PATH = "" } = process.env;
  const env = guardedEnvironment({ PATH, ...environment });
  const child = spawn(process.execPath, [path.join(root, "test/support/bot.mjs")], { env });
  const bot = new RunningCommand(child, root);
  onTestFinished(() => bot.signal("SIGKILL").then(() => undefined));
  await bot.until(/Following from \d+/);
  return bot;
}

const events = z.object({
  items: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) })),
});

/** What events tell that the API's own description of their type doesn't speak of. */
function undocumented(
  items: z.output<typeof events>["items"],
  document: string,
): readonly string[] {
  return items.flatMap(({ type, data }) => {
    const said = document.match(new RegExp(`- \`${type}\`: .*?\\(shown with`))?.[0] ?? "";
    const missing = Object.keys(data).filter((key) => !said.includes(`\`${key}\``));
    return missing.map((key) => `${type}: ${key}`);
  });
}

describe("the bot that the documents show", () => {
  it(
    "answers each message once, over restarts of its own and of the hub",
    manyProcesses,
    async () => {
      const folder = await emptyFolder();
      const port = await freePort();
      const hub = await startHub(folder, port);
      const token = (await hub.auth.setup.ensureSetupToken()) ?? "";
      const email = "li.na@example.com";
      const person = { token, email, name: "李娜", password: "correct horse battery" };
      const admin = { ...(await hub.auth.setup.complete(person)), kind: "agent" as const };
      const scopes = ["events:read", "conversations:read", "messages:send"] as const;
      const { secret } = await hub.auth.apiKeys.create(admin, { name: "bot", scopes });
      const gateway = new SmsSimulator();
      onTestFinished(() => gateway.stop());
      const settings = { ...(await gateway.start()) };
      await hub.channels.create({ adapter: "sms", name: "Texts", settings }, `agent:${admin.id}`);
      const ada = gateway.customer("Ada");
      const says = async (text: string): Promise<void> => {
        await ada.send([{ type: "text", text: { text } }]);
      };
      const answered = async (count: number): Promise<readonly unknown[]> => {
        const sent = await gateway.untilSent(({ length }) => length >= count, 60_000);
        return sent.map(({ parts: [part] }) => (part?.type === "text" ? part.text.text : part));
      };

      const PLACE = path.join(folder, "bot.place");
      const environment = { HUB: `http://127.0.0.1:${port}`, KEY: secret, PLACE };
      const first = await startBot(environment);
      const start = await readFile(PLACE, "utf8");
      await says("one");
      await answered(1);
      await first.signal("SIGKILL");
      await says("two");
      // As if it had been killed right after it answered, before it noted so.
      await writeFile(PLACE, start);
      const second = await startBot(environment);
      await answered(2);

      const cut = second.until(/fetch failed|terminated/);
      await hub.stop();
      await cut;
      const again = await startHub(folder, port);
      await says("three");
      await answered(3);
      // What it could still say twice stands before this in the log.
      await says("four");
      expect(await answered(4)).toEqual(
        ["one", "two", "three", "four"].map((text) => `You said: ${text}`),
      );

      const read = async (what: string): Promise<unknown> => {
        const all = await again.auth.apiKeys.create(admin, { name: what, scopes: permissionNames });
        const headers = { authorization: `Bearer ${all.secret}` };
        return await (await fetch(environment.HUB + what, { headers })).json();
      };
      const { items } = events.parse(await read("/api/v1/events"));
      expect(undocumented(items, JSON.stringify(await read("/api/openapi.json")))).toEqual([]);
      expect(new Set(items.map(({ type }) => type)).size).toBeGreaterThan(4);
    },
  );
});
