import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { Settings } from "../config/settings.ts";
import type { ChannelAdapter, Clock } from "./adapter/index.ts";
import { createApi } from "./api/api.ts";
import type { NewAuditEntry } from "./auth/audit-entry.ts";
import { type Auth, createAuth } from "./auth/auth.ts";
import { CurrentCapabilities } from "./channels/capabilities.ts";
import { Channels } from "./channels/channels.ts";
import { encryptionKey } from "./channels/encryption-key.ts";
import { guardedFetch } from "./channels/guarded-fetch.ts";
import { Health } from "./channels/health.ts";
import { type LeaseOwner, thisProcess } from "./channels/lease-owner.ts";
import type { LiveSignal } from "./channels/live.ts";
import { LoginPrompts } from "./channels/login-prompts.ts";
import { PrivateDirectories } from "./channels/private-directory.ts";
import { type AdapterLoader, AdapterRegistry } from "./channels/registry.ts";
import { Sealing } from "./channels/sealing.ts";
import { redactionOf } from "./channels/stored-redaction.ts";
import { Supervisor } from "./channels/supervisor.ts";
import { systemClock } from "./channels/system-clock.ts";
import { Webhooks } from "./channels/webhooks.ts";
import { type Database, openDatabase, type Writes } from "./db/database.ts";
import { isConnectionLost } from "./db/errors.ts";
import { migrationState } from "./db/migrate.ts";
import { queueLengths } from "./delivery/delivery-store.ts";
import { Dispatcher } from "./delivery/dispatcher.ts";
import { HubSettings } from "./hub/hub-settings.ts";
import { ContactNotes } from "./inbox/contact-notes.ts";
import { BulkChanges } from "./inbox/bulk-changes.ts";
import { BulkWorker } from "./inbox/bulk-worker.ts";
import { CannedReplies } from "./inbox/canned-replies.ts";
import { Contacts } from "./inbox/contacts.ts";
import { ConversationCapabilities } from "./inbox/conversation-capabilities.ts";
import { ConversationFiles } from "./inbox/conversation-files.ts";
import { ConversationCounts } from "./inbox/conversation-counts.ts";
import { Conversations } from "./inbox/conversations.ts";
import { Drafts } from "./inbox/drafts.ts";
import { forgetEarlyChanges } from "./inbox/early-changes.ts";
import { forgetOldAnswers } from "./inbox/idempotency.ts";
import { Ingest } from "./inbox/ingest.ts";
import { Joining } from "./inbox/joining.ts";
import { Labels } from "./inbox/labels.ts";
import { MessageChanges } from "./inbox/message-changes.ts";
import { MessageRecords } from "./inbox/message-records.ts";
import { Messages } from "./inbox/messages.ts";
import { Presence } from "./inbox/presence.ts";
import { QuarantinedEvents } from "./inbox/quarantined-events.ts";
import { Replies } from "./inbox/replies.ts";
import { SavedViews } from "./inbox/saved-views.ts";
import { Signals } from "./inbox/signals.ts";
import { Snoozes } from "./inbox/snoozes.ts";
import { createLog } from "./log.ts";
import { Attachments } from "./media/attachments.ts";
import { DiskStorage } from "./media/disk-storage.ts";
import { MediaFetcher } from "./media/media-fetcher.ts";
import { MediaUpkeep } from "./media/upkeep.ts";
import { Uploads } from "./media/uploads.ts";
import { practice, practiceName } from "./practice/practice-adapter.ts";
import { EventFeed } from "./realtime/event-feed.ts";
import { EventLog } from "./realtime/event-log.ts";
import { Search } from "./search/search.ts";
import { SearchIndex } from "./search/search-index.ts";

/** What a test may put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  readonly log?: Logger;
  readonly owner?: LeaseOwner;
  /** More adapters, or others under the same name. */
  readonly adapters?: Readonly<Record<string, AdapterLoader>>;
}

/** A hub, put together and not yet started. */
export interface App {
  readonly auth: Auth;
  readonly channels: Channels;
  readonly database: Database;
  readonly hubSettings: HubSettings;
  readonly log: Logger;
  readonly supervisor: Supervisor;
  /** Migrates, listens and runs the channels. Resolves with the address once it is ready. */
  start(): Promise<string>;
  /** The reverse of `start`: nothing new is taken, what is under way is finished or handed back. */
  stop(): Promise<void>;
}

/** The composition root: everything there is is built here, by hand. */
export async function createApp(settings: Settings, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? systemClock;
  const log = overrides.log ?? createLog(settings.LOG_LEVEL);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });

  const database = openDatabase(databaseUrl(settings));
  const events = new EventLog(database);
  const auth = createAuth({ database, events, now: () => clock.now() });
  const ingest = new Ingest({ eventLog: events, clock, log: log.child({ part: "ingest" }) });

  const registry = new AdapterRegistry({
    ...ownAdapters,
    [practiceName]: () => Promise.resolve(practice),
    ...overrides.adapters,
  });
  await registry.addPackages(settings.ADAPTER_PACKAGES, path.resolve("."));
  for (const problem of registry.problems()) log.error(problem, "An adapter package is not usable");
  const prompts = new LoginPrompts(() => undefined);
  const channelParts = {
    database,
    events,
    registry,
    sink: ingest,
    live: (signal: LiveSignal) => {
      if (signal.type !== "typing") return;
      const { channelId, conversation, actor, expiresInMs } = signal;
      void signals
        .customerTypes(channelId, conversation, actor, expiresInMs)
        .catch((error: unknown) => {
          log.debug({ err: error, channelId }, "A customer's typing could not be shown");
        });
    },
    sealing: new Sealing(await encryptionKey(settings.ENCRYPTION_KEY, settings.DATA_DIRECTORY)),
    directories: new PrivateDirectories(settings.DATA_DIRECTORY),
    prompts,
    fetch: guardedFetch({
      allowPrivateNetwork: settings.ALLOW_PRIVATE_NETWORK,
      maxBytes: settings.MAX_MEDIA_BYTES,
    }),
    clock,
    log: log.child({ part: "channels" }),
    owner: overrides.owner ?? thisProcess(),
  };
  const supervisor = new Supervisor({
    ...channelParts,
    ...(settings.PUBLIC_URL !== undefined && {
      webhookUrl: (id: string) => new URL(`/webhooks/${id}`, settings.PUBLIC_URL).href,
    }),
  });
  const channels = new Channels({
    ...channelParts,
    supervisor,
    audit: (trx, act) => auth.audit.note(trx, act),
  });

  const signals = new Signals({
    database,
    sessions: supervisor,
    log: log.child({ part: "signals" }),
  });
  const storage = new DiskStorage(settings.DATA_DIRECTORY);
  const attachments = new Attachments(database, storage);
  const uploads = new Uploads({ database, storage, clock, maxBytes: settings.MAX_UPLOAD_BYTES });
  const mediaLog = log.child({ part: "media" });
  const media = new MediaFetcher({
    database,
    events,
    storage,
    sessions: supervisor,
    clock,
    log: mediaLog,
    maxBytes: settings.MAX_MEDIA_BYTES,
  });
  const presence = new Presence({
    database,
    clock,
    onError: (error) => log.warn({ err: error }, "Who is where can't be read now; trying again"),
  });
  const bulkChanges = new BulkChanges({
    database,
    clock,
    isAgent: (agentId) => auth.standing.isAgent(agentId),
  });
  const bulkWorker = new BulkWorker({
    database,
    events,
    bulkChanges,
    mayStillChange: (actorKey) => auth.standing.stillMay(actorKey, "conversations:write"),
    clock,
    log: log.child({ part: "bulk changes" }),
  });
  const upkeep = new MediaUpkeep({
    sweeps: [
      () => uploads.sweep(),
      () => storage.sweep(clock.now()),
      () => media.sweep(),
      () => forgetOldAnswers(database, clock.now()),
      () => forgetEarlyChanges(database, clock.now()),
      () => presence.sweep(),
      () => bulkChanges.sweep(),
    ],
    clock,
    log: mediaLog,
  });

  const dispatcher = new Dispatcher({
    database,
    events,
    sessions: supervisor,
    files: attachments,
    mayStillSend: (requestedBy) => auth.standing.stillMay(requestedBy, "messages:send"),
    clock,
    log: log.child({ part: "delivery" }),
  });
  const snoozes = new Snoozes({ database, events, clock, log: log.child({ part: "snoozes" }) });
  const inbox = {
    database,
    events,
    clock,
    drafts: new Drafts({ database, clock }),
    channels: new CurrentCapabilities({ database, registry, supervisor }),
    isAgent: (agentId: string) => auth.standing.isAgent(agentId),
    audit: (trx: Writes, act: NewAuditEntry) => auth.audit.note(trx, act),
  };
  const feed = new EventFeed(database, events, (error) =>
    log.warn({ err: error }, "The change log can't be read now; trying again"),
  );

  const messages = new Messages(database);
  const searchIndex = new SearchIndex({
    database,
    events,
    clock,
    log: log.child({ part: "search" }),
  });

  const hubSettings = new HubSettings(inbox);
  const api = createApi({
    settings,
    log: log.child({ part: "api" }),
    metrics,
    auth,
    counts: new ConversationCounts(database),
    conversations: new Conversations(inbox),
    capabilities: new ConversationCapabilities(inbox),
    cannedReplies: new CannedReplies(inbox),
    contacts: new Contacts(inbox),
    contactNotes: new ContactNotes(inbox),
    joining: new Joining(inbox),
    drafts: inbox.drafts,
    hubSettings,
    labels: new Labels(inbox),
    presence,
    savedViews: new SavedViews(inbox),
    bulkChanges,
    files: new ConversationFiles(inbox),
    messages,
    records: new MessageRecords({
      database,
      redact: async (id, value) => (await redactionOf(channelParts, id)).value(value),
    }),
    search: new Search(database, messages),
    replies: new Replies(inbox),
    messageChanges: new MessageChanges(inbox),
    attachments,
    uploads,
    feed,
    signals,
    registry,
    channels,
    health: new Health({
      channels,
      supervisor,
      queueLength: async (id) => (await queueLengths(database.queries, [id])).get(id) ?? 0,
    }),
    quarantined: new QuarantinedEvents(inbox),
    webhooks: new Webhooks(supervisor),
    isAway: isConnectionLost,
    readiness: {
      database: () => database.ping(),
      migrations: async () => {
        const { pending } = await migrationState(database.queries);
        if (pending.length > 0) throw new Error(`Migrations are missing: ${pending.join(", ")}`);
      },
    },
  });
  let ready = false;
  let stopping = false;
  const server = createServer(unhurriedCallersEnd, (request, response) => {
    // Whoever keeps a connection busy must not keep the hub from stopping.
    if (stopping) response.setHeader("Connection", "close");
    if (ready) return api.handle(request, response);
    // The port is taken before anything else is begun; callers are asked to come back.
    response.writeHead(503, { "Retry-After": "1" }).end();
  });

  return {
    auth,
    channels,
    database,
    hubSettings,
    log,
    supervisor,
    async start() {
      const ran = await database.migrate();
      if (ran.length > 0) log.info({ migrations: ran }, "The database is up to date");
      for (const warning of await database.selfTest()) log.warn(warning);
      const address = await listen(server, settings);
      await supervisor.start();
      dispatcher.start();
      media.start();
      upkeep.start();
      snoozes.start();
      bulkWorker.start();
      searchIndex.start();
      ready = true;
      return address;
    },
    async stop() {
      stopping = true;
      const closed = close(server);
      api.close();
      feed.close();
      await searchIndex.stop();
      await bulkWorker.stop();
      await snoozes.stop();
      await upkeep.stop();
      await media.stop();
      await dispatcher.stop();
      await supervisor.stop();
      await closed;
      await database.close();
    },
  };
}

/** Whoever takes longer to say what they want holds a connection for nothing. A body may take as long as Node allows. */
const unhurriedCallersEnd = { headersTimeout: 20_000, connectionsCheckingInterval: 5_000 };

/** The adapters of this repository; their code is loaded when a channel uses them. */
export const ownAdapters: Readonly<Record<string, () => Promise<ChannelAdapter>>> = {
  telegram: async () => (await import("../adapters/telegram/index.ts")).default,
  whatsapp: async () => (await import("../adapters/whatsapp/index.ts")).default,
  wechat: async () => (await import("../adapters/wechat/index.ts")).default,
  webchat: async () => (await import("../adapters/webchat/index.ts")).default,
};

function databaseUrl(settings: Settings): string {
  return settings.DATABASE_URL ?? `sqlite:${path.join(settings.DATA_DIRECTORY, "switchboard.db")}`;
}

async function listen(server: Server, { HOST, PORT }: Settings): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const host = HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Stops listening; connections that idle are dropped, answers under way are finished. */
async function close(server: Server): Promise<void> {
  // A connection whose answer was under way is idle only after that.
  const again = setInterval(() => server.closeIdleConnections(), 100);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearInterval(again);
}
