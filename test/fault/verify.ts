import type { Queries } from "../../src/db/database.ts";
import type { StoredPart } from "../../src/inbox/message-rows.ts";
import type { MessagesTable } from "../../src/db/schema/messages.ts";
import type { History } from "./history.ts";
import type { Bot, Site } from "./site.ts";
import { storedMessages, type StoredMessage } from "./stored-messages.ts";
import { verifyEvents } from "./verify-events.ts";
import { verifyFiles } from "./verify-files.ts";
import { eventually } from "./waiting.ts";

/** Waits until nothing is under way any more: all updates taken, all replies settled, all files fetched. */
export async function quiesce(site: Site, db: Queries): Promise<void> {
  const state = () =>
    site.bots.map(({ mode, simulator, updates }) => {
      return `${mode}: ${simulator.acknowledged()} of ${updates} updates`;
    });
  await eventually(
    "all updates to be acknowledged",
    () => site.bots.every(({ simulator, updates }) => simulator.acknowledged() >= updates),
    { found: () => `${state().join(", ")}; ${site.hub().complaints.slice(-5).join("\n")}` },
  );
  const replies = db
    .selectFrom("deliveries")
    .select(["kind", "state", "code", "attempts", "due_at", "lease_token"])
    .where("state", "in", ["queued", "sending"]);
  const files = db
    .selectFrom("attachments")
    .select(["state", "reason", "attempts", "due_at"])
    .where("state", "=", "pending");
  const underWay = async () => [...(await replies.execute()), ...(await files.execute())];
  await eventually(
    "all replies and files to be settled",
    async () => (await underWay()).length === 0,
    {
      // A send that hangs is given up after 30 s, a file that broke off is fetched again after as long.
      withinMs: 180_000,
      found: async () => {
        const left = await underWay();
        const complaints = site.hub().complaints.slice(-5).join("\n");
        return `${left.length} at ${Date.now()}: ${JSON.stringify(left.slice(0, 5))}\n${complaints}`;
      },
    },
  );
}

/** Compares what happened outside with what the hub has. Each violation begins with what kind it is. */
export async function verify(
  site: Site,
  history: History,
  db: Queries,
): Promise<readonly string[]> {
  const violations = [...history.violations];
  const messages = await storedMessages(db);
  violations.push(
    ...verifyInbound(history, messages),
    ...verifyReplies(site, history, messages),
    ...(await verifyRows(history, db)),
    ...(await verifyFiles(site, history, db)),
    ...(await verifyEvents(db, messages)),
    ...(await verifyApi(site, messages)),
  );
  return violations;
}

function verifyInbound(history: History, messages: readonly StoredMessage[]): readonly string[] {
  const violations: string[] = [];
  const inbound = grouped(
    messages.filter(({ direction }) => direction === "inbound"),
    (row) => `${row.channel_id} ${row.thread_id} ${row.external_id}`,
  );
  const known = new Set<string>();
  for (const said of history.said) {
    const key = `${said.bot.channelId} ${said.conversationId} ${said.messageId}`;
    known.add(key);
    const [row, ...others] = inbound.get(key) ?? [];
    if (row === undefined)
      violations.push(`lost: ${said.text}, written to the ${said.bot.mode} bot (${key})`);
    else if (textOf(row) !== said.text) {
      violations.push(`edit lost: ${textOf(row)} instead of ${said.text}`);
    }
    if (others.length > 0) violations.push(`doubled: ${said.text} has ${others.length + 1} rows`);
  }
  for (const key of inbound.keys()) {
    if (!known.has(key)) violations.push(`invented: an inbound message ${key}`);
  }
  for (const [thread, rows] of threads(messages, "inbound")) {
    const ids = rows.map(({ external_id: id }) => Number(id));
    const at = ids.findIndex((id, index) => index > 0 && id < (ids[index - 1] ?? 0));
    if (at > 0) violations.push(`order: in ${thread}, ${ids[at]} stands after ${ids[at - 1]}`);
  }
  return violations;
}

/** States that may stay. */
const settled = new Set(["sent", "unknown", "failed"]);

function verifyReplies(
  site: Site,
  history: History,
  messages: readonly StoredMessage[],
): readonly string[] {
  const violations: string[] = [];
  const arrived = new Map<string, string[]>();
  for (const { simulator } of site.bots) {
    for (const sent of simulator.sent()) {
      const [part] = sent.parts;
      const text = part?.type === "text" ? part.text.text : "";
      arrived.set(text, [...(arrived.get(text) ?? []), sent.messageId]);
    }
  }
  const outbound = messages.filter(({ direction }) => direction === "outbound");
  const byId = new Map(outbound.map((row) => [row.id, row]));
  for (const { messageId, text } of history.asked) {
    const row = messageId === undefined ? undefined : byId.get(messageId);
    const at = arrived.get(text) ?? [];
    if (at.length > 1) violations.push(`sent twice: ${text} arrived ${at.length} times`);
    if (row === undefined) {
      violations.push(`reply lost: ${text}, acknowledged as ${messageId}`);
      continue;
    }
    const state = row.delivery_state ?? "none";
    if (!settled.has(state)) violations.push(`reply stuck: ${text} is ${state}`);
    if (state === "sent" && at[0] !== row.external_id) {
      violations.push(`reply invented: ${text} is sent as ${row.external_id}, arrived as ${at[0]}`);
    }
    if (state === "failed") {
      const outcome = at.length > 0 ? "but arrived" : `(${row.delivery_code})`;
      violations.push(`reply failed: ${text} ${outcome}`);
    }
  }
  if (outbound.length !== history.asked.length) {
    violations.push(`replies: ${outbound.length} rows for ${history.asked.length} requests`);
  }
  for (const bot of site.bots) violations.push(...verifyOrderAtPlatform(bot, messages));
  return violations;
}

/** What was sent arrived in the order in which agents see it. */
function verifyOrderAtPlatform(bot: Bot, messages: readonly StoredMessage[]): readonly string[] {
  const own = messages.filter((row) => row.channel_id === bot.channelId);
  return [...threads(own, "outbound")].flatMap(([thread, rows]) => {
    const ids = rows.flatMap(({ external_id: id }) => (id === null ? [] : [Number(id)]));
    const at = ids.findIndex((id, index) => index > 0 && id < (ids[index - 1] ?? 0));
    return at > 0 ? [`order: in ${thread}, reply ${ids[at]} was sent before ${ids[at - 1]}`] : [];
  });
}

/** One conversation per thread, one person per address, one delivery per reply, nothing set aside. */
async function verifyRows(history: History, db: Queries): Promise<readonly string[]> {
  const violations: string[] = [];
  const expectCount = (what: string, found: number, wanted: number) => {
    if (found !== wanted) violations.push(`${what}: ${found} instead of ${wanted}`);
  };
  const conversations = await db.selectFrom("conversations").selectAll().execute();
  const threadsSaid = new Set(history.said.map((one) => `${one.bot.mode} ${one.conversationId}`));
  expectCount("conversations", conversations.length, threadsSaid.size);
  const people = new Set(history.said.map((one) => `${one.bot.mode} ${one.by}`));
  const identities = await db.selectFrom("identities").selectAll().execute();
  expectCount("identities", identities.length, people.size);
  const contacts = await db.selectFrom("contacts").select("id").execute();
  expectCount("contacts", contacts.length, people.size);
  const deliveries = await db.selectFrom("deliveries").selectAll().execute();
  expectCount("deliveries", deliveries.length, history.asked.length);
  const states = await db
    .selectFrom("deliveries")
    .innerJoin("messages", "messages.id", "deliveries.message_id")
    .select(["messages.id", "deliveries.state", "messages.delivery_state as shown"])
    .execute();
  for (const { id, state, shown } of states) {
    if (state !== shown) violations.push(`delivery: ${id} is ${state} and shown as ${shown}`);
  }
  for (const { reason } of await db.selectFrom("quarantined_events").selectAll().execute()) {
    violations.push(`quarantined: ${reason}`);
  }
  return violations;
}

/** The API shows what the database has, in its order. */
async function verifyApi(
  site: Site,
  messages: readonly StoredMessage[],
): Promise<readonly string[]> {
  const violations: string[] = [];
  const stored = grouped(messages, (row) => row.conversation_id);
  const listed = new Set<string>();
  for await (const { id } of site.pages("/api/v1/conversations?limit=200")) {
    const conversationId = String(id);
    if (listed.has(conversationId)) violations.push(`API: ${conversationId} is listed twice`);
    listed.add(conversationId);
    const target = `/api/v1/conversations/${conversationId}/messages?limit=200`;
    const shown: string[] = [];
    for await (const message of site.pages(target, "items", "olderCursor", "before")) {
      const { state } = (message["delivery"] ?? {}) as { readonly state?: string };
      shown.push(`${String(message["id"])} ${state ?? "-"}`);
    }
    const wanted = (stored.get(conversationId) ?? []).map((row) => {
      return `${row.id} ${row.delivery_state ?? "-"}`;
    });
    if (JSON.stringify(sortedPages(shown, 200)) !== JSON.stringify(wanted)) {
      violations.push(`API: ${conversationId} shows other messages than stored, or another order`);
    }
  }
  if (listed.size !== stored.size) {
    violations.push(`API: ${listed.size} conversations listed of ${stored.size}`);
  }
  return violations;
}

/** Pages come newest first, each oldest first. */
function sortedPages(shown: readonly string[], size: number): readonly string[] {
  const pages: (readonly string[])[] = [];
  for (let at = 0; at < shown.length; at += size) pages.unshift(shown.slice(at, at + size));
  return pages.flat();
}

function threads(messages: readonly StoredMessage[], direction: string) {
  const some = messages.filter((row) => row.direction === direction);
  return grouped(some, (row) => `${row.channel_id} ${row.thread_id}`);
}

function grouped<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function textOf({ parts }: Pick<MessagesTable, "parts">): string {
  const [part] = JSON.parse(parts) as readonly StoredPart[];
  if (part?.type === "text") return part.text.text;
  return part?.type === "media" ? (part.caption?.text ?? "") : "";
}
