import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach } from "vitest";
import type { Capabilities } from "../../src/adapter/index.ts";
import type { Api } from "../../src/api/api.ts";
import { createApi } from "../../src/api/api.ts";
import { openApiPath } from "../../src/api/openapi.ts";
import type { ApiDependencies } from "../../src/api/dependencies.ts";
import type { NewAuditEntry } from "../../src/auth/audit-entry.ts";
import { type Auth, createAuth } from "../../src/auth/auth.ts";
import type { Permission, Role } from "../../src/auth/permissions.ts";
import { Channels } from "../../src/channels/channels.ts";
import { Health } from "../../src/channels/health.ts";
import { redactionOf } from "../../src/channels/stored-redaction.ts";
import { HubSettings } from "../../src/hub/hub-settings.ts";
import { ContactNotes } from "../../src/inbox/contact-notes.ts";
import { BulkChanges } from "../../src/inbox/bulk-changes.ts";
import { CannedReplies } from "../../src/inbox/canned-replies.ts";
import { Contacts } from "../../src/inbox/contacts.ts";
import { ConversationCapabilities } from "../../src/inbox/conversation-capabilities.ts";
import { ConversationFiles } from "../../src/inbox/conversation-files.ts";
import { ConversationCounts } from "../../src/inbox/conversation-counts.ts";
import { Conversations } from "../../src/inbox/conversations.ts";
import { Drafts } from "../../src/inbox/drafts.ts";
import { Ingest } from "../../src/inbox/ingest.ts";
import { Joining } from "../../src/inbox/joining.ts";
import { Labels } from "../../src/inbox/labels.ts";
import { MessageChanges } from "../../src/inbox/message-changes.ts";
import { MessageRecords } from "../../src/inbox/message-records.ts";
import { Messages } from "../../src/inbox/messages.ts";
import { Presence } from "../../src/inbox/presence.ts";
import { QuarantinedEvents } from "../../src/inbox/quarantined-events.ts";
import { type ChannelCapabilities, Replies } from "../../src/inbox/replies.ts";
import { SavedViews } from "../../src/inbox/saved-views.ts";
import { Signals } from "../../src/inbox/signals.ts";
import { Attachments } from "../../src/media/attachments.ts";
import { DiskStorage } from "../../src/media/disk-storage.ts";
import { Uploads } from "../../src/media/uploads.ts";
import { Search } from "../../src/search/search.ts";
import { EventFeed } from "../../src/realtime/event-feed.ts";
import type { Writes } from "../../src/db/database.ts";
import { isConnectionLost } from "../../src/db/errors.ts";
import type { EventLog } from "../../src/realtime/event-log.ts";
import { type ChannelDesk, channelDesk } from "./channel-desk.ts";
import type { TestDatabase } from "./database.ts";
import { ScriptedAdapter, textMessage } from "./scripted-adapter.ts";

/** What a test sends, and as whom. */
export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: Client | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON; a bare object when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Someone with credentials: a browser with its cookie, or a program with its key. */
export interface Client {
  readonly headers: Readonly<Record<string, string>>;
  /** Of a person. */
  readonly agentId?: string;
}

export interface TestApi {
  readonly url: string;
  readonly api: Api;
  readonly auth: Auth;
  readonly events: EventLog;
  /** What was logged, as lines of JSON. */
  readonly log: string[];
  readonly clock: { now: Date };
  /** The channels' side: its clock, its sessions. */
  readonly desk: ChannelDesk;
  /** Adapter `shop`, the one there is. */
  readonly shop: ScriptedAdapter;
  /** What the channel can do beyond what the adapter says; filled by the test. */
  readonly can: Partial<Writable<Capabilities>>;
  readonly ingest: Ingest;
  readonly signals: Signals;
  /** Nobody carries them out: a test has a worker of its own. */
  readonly bulkChanges: BulkChanges;
  readonly storage: DiskStorage;
  /** A channel with a conversation that a customer began, by the ids. */
  conversation(text?: string): Promise<{ channelId: string; conversationId: string }>;
  call(path: string, call?: Call): Promise<Answer>;
  /** An agent who has signed in. */
  person(role: Role, name?: string): Promise<Client & { readonly agentId: string }>;
  program(
    scopes: readonly Permission[],
    maker: Client & { readonly agentId: string },
  ): Promise<Client>;
}

/** Small, so that the limit can be tried. */
export const maxUploadBytes = 200_000;

export const password = "correct horse battery";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

type Overrides = Partial<ApiDependencies> & {
  readonly throttleLimits?: { perAccount: number; perAddress: number };
};

/** Gives each test of the suite the API over real HTTP on a free port, on the suite's database. */
export function useApi(database: () => TestDatabase, overrides: Overrides = {}): () => TestApi {
  let current: { readonly api: TestApi; readonly server: Server } | undefined;
  beforeEach(async () => {
    current = await startApi(database(), overrides);
  });
  afterEach(async () => {
    current?.server.closeAllConnections();
    await new Promise((resolve) => current?.server.close(resolve));
    current = undefined;
  });
  return () => {
    if (current === undefined) throw new Error("There is an API only inside of tests.");
    return current.api;
  };
}

async function startApi(
  database: TestDatabase,
  { throttleLimits, ...overrides }: Overrides,
): Promise<{ api: TestApi; server: Server }> {
  const clock = { now: new Date("2026-01-05T09:00:00.000Z") };
  const shop = new ScriptedAdapter("shop");
  const desk = await channelDesk(database, [shop], {
    sink: { receive: (...call) => ingest.receive(...call) },
  });
  const { events, registry } = desk;
  const ingest = new Ingest({ eventLog: events, clock: desk.clock, log: desk.log });
  const auth = createAuth({
    database,
    events,
    now: () => clock.now,
    ...(throttleLimits === undefined ? {} : { throttleLimits }),
  });
  const can: Partial<Writable<Capabilities>> = {};
  const channels = new Channels({ ...desk, audit: (trx, act) => auth.audit.note(trx, act) });
  const log: string[] = [];
  const inbox = inboxOf(database, desk, auth, () => ({ ...shop.adapter.capabilities, ...can }));
  const api = createApi({
    settings: { PUBLIC_URL: undefined, TRUST_PROXY: false },
    log: pino({ level: "debug" }, { write: (line) => void log.push(line) }),
    metrics: new Registry(),
    auth,
    ...inbox,
    ...filesOf(database, desk),
    registry,
    channels,
    health: new Health({ ...desk, queueLength: () => Promise.resolve(0) }),
    webhooks: { isKnown: () => false, handle: () => Promise.resolve(undefined) },
    isAway: isConnectionLost,
    readiness: {},
    limits: { perActor: 1_000_000, perAddress: 1_000_000 },
    ...overrides,
  });
  const server = createServer(api.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const person = async (role: Role, name: string = role): ReturnType<TestApi["person"]> => {
    const agent = await addAgent(auth, events, role, name);
    const token = await auth.sessions.start(agent);
    return { agentId: agent, headers: { Cookie: `switchboard=${token}`, Origin: url } };
  };
  const program: TestApi["program"] = async (scopes, { agentId }) => {
    const { id, name, email, role, locale } = await auth.agents.get(agentId);
    const maker = { kind: "agent", id, name, email, role, locale } as const;
    const { secret } = await auth.apiKeys.create(maker, { name: "key", scopes });
    return { headers: { Authorization: `Bearer ${secret}` } };
  };
  const conversation: TestApi["conversation"] = async (text = "你好") => {
    const channelId = await desk.open(shop);
    await ingest.receive(channelId, [textMessage("1", text)]);
    const found = await database.queries
      .selectFrom("conversations")
      .select("id")
      .where("channel_id", "=", channelId)
      .executeTakeFirstOrThrow();
    return { channelId, conversationId: found.id };
  };
  const call: TestApi["call"] = async (path, options) => {
    const answer = await send(url + path, options);
    mustBeDocumented(api, options?.method ?? "GET", path, answer);
    return answer;
  };
  const storage = new DiskStorage(desk.dataDirectory);
  const parts = { url, api, auth, events, log, clock, desk, shop, can, ingest, storage };
  const { signals, bulkChanges } = inbox;
  return { api: { ...parts, signals, bulkChanges, conversation, call, person, program }, server };
}

function inboxOf(
  database: TestDatabase,
  desk: ChannelDesk,
  auth: Auth,
  capabilities: () => Capabilities,
) {
  const { events, clock } = desk;
  const channels: ChannelCapabilities = {
    capabilities: () => Promise.resolve(capabilities()),
  };
  const drafts = new Drafts({ database, clock });
  const isAgent = (id: string) => auth.standing.isAgent(id);
  const audit = (trx: Writes, entry: NewAuditEntry) => auth.audit.note(trx, entry);
  const parts = { database, events, clock, channels, drafts, isAgent, audit };
  const signals = new Signals({ database, sessions: desk.supervisor, log: desk.log });
  const messages = new Messages(database);
  return {
    conversations: new Conversations(parts),
    counts: new ConversationCounts(database),
    cannedReplies: new CannedReplies(parts),
    contacts: new Contacts(parts),
    contactNotes: new ContactNotes(parts),
    joining: new Joining(parts),
    drafts,
    hubSettings: new HubSettings(parts),
    labels: new Labels(parts),
    messages,
    files: new ConversationFiles(parts),
    records: new MessageRecords({
      database,
      redact: async (id, value) => (await redactionOf({ ...desk, database }, id)).value(value),
    }),
    search: new Search(database, messages),
    replies: new Replies(parts),
    messageChanges: new MessageChanges(parts),
    capabilities: new ConversationCapabilities(parts),
    bulkChanges: new BulkChanges({ database, clock, isAgent }),
    savedViews: new SavedViews(parts),
    presence: new Presence({
      database,
      clock,
      onError: (error) => desk.log.error({ err: error }, "presence"),
    }),
    quarantined: new QuarantinedEvents(parts),
    signals,
    feed: new EventFeed(database, events, (error) => desk.log.error({ err: error }, "feed")),
  };
}

function filesOf(database: TestDatabase, { clock, dataDirectory }: ChannelDesk) {
  const storage = new DiskStorage(dataDirectory);
  return {
    attachments: new Attachments(database, storage),
    uploads: new Uploads({ database, storage, clock, maxBytes: maxUploadBytes }),
  };
}

/** The way the command line would make one: without another agent who allows it. */
async function addAgent(auth: Auth, events: EventLog, role: Role, name: string): Promise<string> {
  const email = `${name.toLowerCase().replaceAll(" ", ".")}@example.com`;
  const { agent, passwordHash } = await auth.agents.prepare({ email, name, role, password });
  await events.write((trx, record) =>
    auth.agents.insert(trx, record, { agent, passwordHash, actor: "test" }),
  );
  return agent.id;
}

/** Each refusal that a test sees has to be in the document, under its status and with its code. */
function mustBeDocumented(api: Api, method: string, path: string, { status, body }: Answer): void {
  if (status < 400) return;
  const [address = ""] = path.split("?");
  const route = api.routes.find(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replaceAll(/:\w+/g, "[^/]+")}$`).test(address),
  );
  const code = body["code"];
  if (route === undefined || code === undefined) return;
  const { paths } = api.openApi as {
    paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
  };
  const operation = paths[openApiPath(route.path)]?.[method.toLowerCase()];
  const documented = operation?.responses[status]?.description.includes(`\`${code as string}\``);
  if (documented !== true)
    throw new Error(`${route.name} doesn't document ${status} ${code as string}.`);
}

async function send(
  url: string,
  { method = "GET", body, headers, as }: Call = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    redirect: "manual",
    headers: {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...as?.headers,
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json") ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {},
  };
}
