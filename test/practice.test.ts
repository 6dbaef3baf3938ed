import { sql } from "kysely";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { readSettings } from "../config/env.ts";
import { createApp } from "../src/app.ts";
import { permissionNames } from "../src/auth/permissions.ts";
import { emptyFolder } from "./support/command-line.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

interface Item {
  readonly id: string;
  readonly direction: string;
  readonly contactId: string;
  readonly channelId: string;
  readonly parts: readonly { readonly text: { readonly text: string } }[];
}

const tables = [
  "attachments",
  "bulk_items",
  "channel_cursors",
  "contact_notes",
  "contacts",
  "conversation_aliases",
  "conversation_labels",
  "conversations",
  "deliveries",
  "delivery_steps",
  "drafts",
  "identities",
  "identity_aliases",
  "journal",
  "joined_contacts",
  "mentions",
  "message_aliases",
  "messages",
  "presence",
  "search_documents",
] as const;

describe.each(databasesUnderTest())("a simulated customer on %s", (name) => {
  const database = useDatabase(name);

  it("writes, answers each of ours, and goes with all that was said, while real ones stay", async () => {
    const { ask, listOf } = await hubOn(database());
    const other = await ask("POST", "channels", {
      adapter: "practice",
      name: "One that stays",
      settings: {},
    });
    const messagesOf = async (id: string): Promise<readonly string[]> =>
      (await listOf(`conversations/${id}/messages`)).map(({ parts }) => parts[0]?.text.text ?? "");
    await until("the one that stays", async () => {
      const [first] = await listOf(`conversations?channel=${String(other["id"])}`);
      return first !== undefined && (await found(database())) > 0;
    });
    const before = await counts(database());

    const { id } = await ask("POST", "channels", {
      adapter: "practice",
      name: "模拟客户",
      settings: { language: "zh-CN" },
    });
    const conversation = await until("the first words", async () => {
      const [first] = await listOf(`conversations?channel=${String(id)}`);
      return first;
    });
    const hub = await ask("GET", "hub");
    expect(hub["hasAnswered"]).toBe(false);
    const reply = (text: string): Promise<unknown> =>
      ask("POST", `conversations/${conversation.id}/messages`, {
        parts: [{ type: "text", text: { text } }],
      });
    await reply("有的。");
    await until("an answer", async () => (await messagesOf(conversation.id)).length === 3);
    await reply("三天。");
    await until("another", async () => (await messagesOf(conversation.id)).length === 5);
    expect((await ask("GET", "hub"))["hasAnswered"]).toBe(true);
    expect(new Set(await messagesOf(conversation.id)).size).toBe(5);

    await ask("POST", `conversations/${conversation.id}/notes`, {
      parts: [{ type: "text", text: { text: "试用" } }],
    });
    await ask("PATCH", `conversations/${conversation.id}`, { labels: ["test"] });
    await ask("POST", `contacts/${conversation.contactId}/notes`, { text: "Made up" });
    await until("the search knows it", async () => {
      const { items } = await ask("GET", `search/messages?q=${encodeURIComponent("三天")}`);
      return (items as readonly unknown[]).length > 0;
    });
    await ask("DELETE", `channels/${String(id)}`);

    expect(await counts(database())).toEqual(before);
    expect(await listOf("conversations")).toHaveLength(1);
    const { items } = await ask("GET", `search/messages?q=${encodeURIComponent("三天")}`);
    expect(items).toEqual([]);
  });

  it("goes on where it was after a restart, and repeats nothing", async () => {
    const first = await hubOn(database());
    const { id } = await first.ask("POST", "channels", {
      adapter: "practice",
      name: "Simulated customer",
      settings: {},
    });
    const list = `conversations?channel=${String(id)}`;
    const conversation = await until("the first words", async () => (await first.listOf(list))[0]);
    await first.stop();
    const second = await hubOn(database());
    const messages = `conversations/${conversation.id}/messages`;
    await second.ask("POST", messages, {
      parts: [{ type: "text", text: { text: "Yes, we do." } }],
    });
    await until("an answer", async () => (await second.listOf(messages)).length === 3);
    const inbound = (await second.listOf(messages)).filter(
      ({ direction }) => direction === "inbound",
    );
    expect(new Set(inbound.map(({ parts }) => parts[0]?.text.text))).toEqual(
      new Set([
        "Hello! I am a simulated customer. Do you have this cup in blue?",
        "Thank you, that was quick! How long does shipping take?",
      ]),
    );
    expect(inbound).toHaveLength(2);
  });
});

async function found(database: TestDatabase): Promise<number> {
  return (await counts(database))["search_documents"] ?? 0;
}

async function counts(database: TestDatabase): Promise<Readonly<Record<string, number>>> {
  const rows = await Promise.all(
    tables.map(async (table) => {
      const result = await sql<{
        n: number;
      }>`select count(*) as n from ${sql.table(table)}`.execute(database.queries);
      return [table, Number(result.rows[0]?.n)] as const;
    }),
  );
  return Object.fromEntries(rows);
}

async function hubOn(database: TestDatabase) {
  const settings = readSettings({
    DATABASE_URL: database.url,
    DATA_DIRECTORY: await emptyFolder(),
    PORT: "0",
  });
  const app = await createApp(settings, { log: pino({ level: "silent" }) });
  const address = await app.start();
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await app.stop();
  };
  onTestFinished(stop);
  const token = await app.auth.setup.ensureSetupToken();
  if (token !== undefined) {
    const account = { email: "li.na@example.com", name: "Li Na", password: "a long password" };
    await app.auth.setup.complete({ token, ...account });
  }
  const [admin] = await app.auth.agents.list();
  if (admin === undefined) throw new Error("There is an admin by now.");
  const { secret } = await app.auth.apiKeys.create(
    { ...admin, kind: "agent" },
    { name: "test", scopes: permissionNames },
  );
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const response = await fetch(`${address}/api/v1/${path}`, {
      method,
      headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    expect(response.ok, `${method} ${path}: ${answer}`).toBe(true);
    return answer === "" ? {} : (JSON.parse(answer) as Readonly<Record<string, unknown>>);
  };
  const listOf = async (path: string): Promise<readonly Item[]> =>
    (await ask("GET", path))["items"] as readonly Item[];
  return { ask, listOf, stop };
}
