import { once } from "node:events";
import { createServer } from "node:http";
import { readdir, readFile, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pino } from "pino";
import { expect, it, onTestFinished } from "vitest";
import { TelegramSimulator } from "../../adapters/telegram/simulator.ts";
import { readSettings } from "../../config/env.ts";
import { createApp } from "../../src/app.ts";
import { permissionNames } from "../../src/auth/permissions.ts";
import { createLog } from "../../src/log.ts";
import { emptyFolder, manyProcesses, switchboard } from "../support/command-line.ts";
import { startTelegram } from "../support/hub.ts";
import { until } from "../support/until.ts";

const password = "canary-password-of-the-admin";

/** A port that was free a moment ago: an address for webhooks has to be known before the hub listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A hub with all kinds of secrets in it, a Telegram channel by webhook, and a log that keeps nothing back. */
async function hubWithSecrets() {
  const telegram = new TelegramSimulator();
  const settings = await telegram.start({ webhook: true });
  onTestFinished(() => telegram.stop());
  const folder = await emptyFolder();
  const port = String(await freePort());
  const environment = {
    DATA_DIRECTORY: folder,
    ALLOW_PRIVATE_NETWORK: "true",
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: "trace",
  };
  const log: string[] = [];
  const app = await createApp(readSettings(environment), {
    log: createLog("trace", { write: (line) => void log.push(line) }),
  });
  const url = await app.start();
  onTestFinished(() => app.stop());
  const setupToken = (await app.auth.setup.ensureSetupToken()) ?? "";
  const answers: string[] = [];
  const call = async (
    address: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(url + address, {
      method: body === undefined ? "GET" : "POST",
      headers: { "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    answers.push(text);
    const json = response.headers.get("content-type")?.includes("json") === true;
    return {
      ...(json ? (JSON.parse(text) as object) : {}),
      cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "",
    };
  };
  const account = { token: setupToken, email: "li.na@example.com", name: "李娜", password };
  const { cookie } = await call("/api/v1/setup", {}, account);
  const browser = { Cookie: String(cookie), Origin: url };
  const key = { name: "key", scopes: permissionNames };
  const apiKey = String((await call("/api/v1/api-keys", browser, key))["secret"]);
  // The one time that it is shown.
  answers.pop();
  const program = { Authorization: `Bearer ${apiKey}` };
  const channel = { adapter: "telegram", name: "Shop", settings };
  const channelId = String((await call("/api/v1/channels", program, channel))["id"]);
  await until("the channel", async () => {
    return (await app.channels.get(channelId)).status.state === "connected";
  });
  const secrets = {
    "the bot's token": telegram.token,
    "the webhook's secret": String(settings["webhookSecret"]),
    "the set-up token": setupToken,
    "the password": password,
    "the session": String(cookie).split("=")[1] ?? "",
    "the API key": apiKey.slice(13),
  };
  return {
    app,
    telegram,
    environment,
    folder,
    url,
    log,
    answers,
    call,
    browser,
    program,
    channelId,
    secrets,
  };
}

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.relative(folder, file), await readFile(file));
  }
  return files;
}

it(
  "shows no secret again: not in a log, an answer, a file, a backup or what a command prints",
  manyProcesses,
  async () => {
    const hub = await hubWithSecrets();
    const { telegram, call, program, browser, channelId, secrets } = hub;
    await telegram.customer("王小明").send([{ type: "text", text: { text: "你好" } }]);
    const items = await until("the message", async () => {
      const list = (await call("/api/v1/conversations", program))["items"] as { id: string }[];
      return list.length > 0 && list;
    });
    const conversation = `/api/v1/conversations/${items[0]?.id ?? ""}`;
    telegram.fail({ type: "half" }, "sendMessage");
    await call(`${conversation}/messages`, program, {
      parts: [{ type: "text", text: { text: "Hi" } }],
    });
    // Requests that are wrong in all kinds of ways.
    await call(`/api/v1/channels?token=${telegram.token}`, browser);
    await call("/api/v1/session", {}, { email: "li.na@example.com", password: `${password}!` });
    await call("/api/v1/setup", {}, { token: secrets["the set-up token"], password });
    await call(`/api/v1/channels/${channelId}`, {
      Authorization: `Basic ${program.Authorization}`,
    });
    telegram.revokeCredentials();
    await call(`/api/v1/channels/${channelId}/reconnect`, program, {});
    await until("the loss of the bot", async () => {
      return (await hub.app.channels.get(channelId)).status.state === "failed";
    });
    for (const noun of [
      "channels",
      `channels/${channelId}`,
      `channels/${channelId}/health`,
      `channels/${channelId}/login`,
      `channels/${channelId}/quarantine`,
      "adapters",
      "adapters/telegram",
      "agents",
      "api-keys",
      "audit",
      "events",
      "contacts",
      "conversations",
      "session",
    ]) {
      await call(`/api/v1/${noun}`, noun === "session" ? browser : program);
    }
    const thread = (await call(`${conversation}/messages`, program))["items"] as { id: string }[];
    for (const { id } of thread) {
      for (const noun of ["details", "payload"]) {
        await call(`/api/v1/messages/${id}/${noun}`, program);
      }
    }
    expect(hub.answers.some((text) => text.includes('"update_id"'))).toBe(true);
    for (const address of ["/metrics", "/readyz", "/api/openapi.json", "/setup", "/nowhere"]) {
      await call(address, program);
    }
    const printed: string[] = [];
    const backup = path.join(hub.folder, "copy.db");
    for (const words of [["config", "print"], ["doctor"], ["setup-link"], ["backup", backup]]) {
      const { stdout, stderr } = await switchboard(words, hub.environment);
      printed.push(stdout, stderr);
    }
    expect((await stat(backup)).mode & 0o077).toBe(0);
    const files = await filesIn(hub.folder);
    expect([...files.keys()]).toEqual(
      expect.arrayContaining(["copy.db", "switchboard.db", "encryption.key"]),
    );
    const encryptionKey = String(files.get("encryption.key")).trim();
    files.delete("encryption.key");
    // They were looked into: what may be there is found.
    expect(String(files.get("copy.db"))).toContain("li.na@example.com");
    expect(hub.log.join("")).toContain(channelId);
    for (const [what, secret] of Object.entries({
      ...secrets,
      "the encryption key": encryptionKey,
    })) {
      expect(secret.length).toBeGreaterThan(15);
      const places = {
        log: hub.log.some((line) => line.includes(secret)),
        answers: hub.answers.filter((text) => text.includes(secret)),
        printed: printed.filter((text) => text.includes(secret)),
        files: [...files].filter(([, bytes]) => bytes.includes(secret)).map(([name]) => name),
      };
      expect([what, places]).toEqual([what, { log: false, answers: [], printed: [], files: [] }]);
    }
  },
);

it("takes a customer's message by webhook only from who knows the secret, which is in no address", async () => {
  const { app, telegram, url, channelId, secrets } = await hubWithSecrets();
  const {
    path: rest,
    headers,
    body,
  } = telegram.webhookRequest(telegram.customer("Ada"), [
    { type: "text", text: { text: "forged" } },
  ]);
  const send = async (
    proof: Readonly<Record<string, string>>,
    method = "POST",
  ): Promise<number> => {
    const response = await fetch(`${url}/webhooks/${channelId}${rest}`, {
      method,
      headers: { "Content-Type": "application/json", ...proof },
      ...(method === "POST" ? { body: Buffer.from(body) } : {}),
    });
    return response.status;
  };
  const name = "X-Telegram-Bot-Api-Secret-Token";
  const secret = secrets["the webhook's secret"];
  for (const guess of [
    undefined,
    "",
    "x",
    secret.slice(1),
    `${secret} `.toUpperCase(),
    telegram.token,
  ]) {
    expect(await send(guess === undefined ? {} : { [name]: guess })).toBe(401);
  }
  expect(await send({}, "GET")).toBe(401);
  const stored = () => app.database.queries.selectFrom("journal").select("dedupe_key").execute();
  expect(await stored()).toEqual([]);
  expect(await send({ [name]: headers.get(name) ?? "" })).toBe(200);
  expect(await stored()).toHaveLength(1);
  const { url: known } = await fetch(`${telegram.url}/bot${telegram.token}/getWebhookInfo`)
    .then((response) => response.json() as Promise<{ result: { url: string } }>)
    .then(({ result }) => result);
  expect(known).toBe(`${url}/webhooks/${channelId}`);
});

it("connects to nothing inside for an admin who names an inner address as Telegram's", async () => {
  const { telegram, settings } = await startTelegram();
  const folder = await emptyFolder();
  const app = await createApp(readSettings({ DATA_DIRECTORY: folder, PORT: "0" }), {
    log: pino({ level: "silent" }),
  });
  await app.start();
  onTestFinished(() => app.stop());
  const asked: string[] = [];
  const inner = createServer((request, response) => {
    asked.push(String(request.url));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(inner, "listening");
  onTestFinished(() => void inner.close());
  const { port } = inner.address() as AddressInfo;
  for (const host of [
    "127.0.0.1",
    "localhost",
    "[::1]",
    "[::ffff:7f00:1]",
    "2130706433",
    "0x7f.1",
  ]) {
    const channel = {
      adapter: "telegram",
      name: host,
      settings: { token: telegram.token, ...settings, apiRoot: `http://${host}:${port}` },
    };
    const { id } = await app.channels.create(channel, "agent:1");
    await until(`an end for ${host}`, async () => {
      const { state } = (await app.channels.get(id)).status;
      return state === "failed" || state === "reconnecting";
    });
    expect([host, asked]).toEqual([host, []]);
  }
});
