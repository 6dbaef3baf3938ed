import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { Settings } from "../../config/settings.ts";
import type { Auth } from "../auth/auth.ts";
import type { AdapterRegistry } from "../channels/registry.ts";
import type { HubSettings } from "../hub/hub-settings.ts";
import type { ContactNotes } from "../inbox/contact-notes.ts";
import type { BulkChanges } from "../inbox/bulk-changes.ts";
import type { CannedReplies } from "../inbox/canned-replies.ts";
import type { Contacts } from "../inbox/contacts.ts";
import type { ConversationCapabilities } from "../inbox/conversation-capabilities.ts";
import type { ConversationFiles } from "../inbox/conversation-files.ts";
import type { ConversationCounts } from "../inbox/conversation-counts.ts";
import type { Conversations } from "../inbox/conversations.ts";
import type { Drafts } from "../inbox/drafts.ts";
import type { Joining } from "../inbox/joining.ts";
import type { Labels } from "../inbox/labels.ts";
import type { Presence } from "../inbox/presence.ts";
import type { SavedViews } from "../inbox/saved-views.ts";
import type { Signals } from "../inbox/signals.ts";
import type { Attachments } from "../media/attachments.ts";
import type { Uploads } from "../media/uploads.ts";
import type { EventFeed } from "../realtime/event-feed.ts";
import type { Search } from "../search/search.ts";
import type { StreamTiming } from "./event-streams.ts";
import type { RequestLimits } from "./rate-limits.ts";
import type { ChannelServices } from "./routes/channels/services.ts";
import type { MessageServices } from "./routes/messages/services.ts";
import type { Webhooks } from "./webhook-door.ts";

/** What the API stands on. */
export interface ApiDependencies extends MessageServices, ChannelServices {
  readonly settings: Pick<Settings, "PUBLIC_URL" | "TRUST_PROXY">;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly auth: Auth;
  readonly conversations: Conversations;
  readonly counts: ConversationCounts;
  readonly capabilities: ConversationCapabilities;
  readonly files: ConversationFiles;
  readonly signals: Signals;
  readonly drafts: Drafts;
  readonly hubSettings: HubSettings;
  readonly cannedReplies: CannedReplies;
  readonly labels: Labels;
  readonly presence: Presence;
  readonly savedViews: SavedViews;
  readonly bulkChanges: BulkChanges;
  readonly contacts: Contacts;
  readonly contactNotes: ContactNotes;
  readonly joining: Joining;
  readonly search: Search;
  readonly attachments: Attachments;
  readonly uploads: Uploads;
  readonly feed: EventFeed;
  readonly registry: AdapterRegistry;
  readonly webhooks: Webhooks;
  /** What has to answer before the hub can be used, by name: each rejects when it isn't so. */
  readonly readiness: Readonly<Record<string, () => Promise<void>>>;
  /** Whether an error means that the database is away, and not that something is wrong. */
  readonly isAway: (error: unknown) => boolean;
  /** Requests per minute; the defaults suit people. */
  readonly limits?: RequestLimits;
  readonly streamTiming?: StreamTiming;
}
