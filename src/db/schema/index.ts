import type { AgentsTable } from "./agents.ts";
import type { ApiKeysTable } from "./api-keys.ts";
import type { AttachmentsTable } from "./attachments.ts";
import type { AuditEntriesTable } from "./audit-entries.ts";
import type { ChannelCursorsTable } from "./channel-cursors.ts";
import type { ChannelSecretsTable } from "./channel-secrets.ts";
import type { ChannelsTable } from "./channels.ts";
import type { ContactsTable } from "./contacts.ts";
import type { ConversationAliasesTable } from "./conversation-aliases.ts";
import type { ConversationLabelsTable } from "./conversation-labels.ts";
import type { ConversationsTable } from "./conversations.ts";
import type { DeliveriesTable } from "./deliveries.ts";
import type { EventCounterTable } from "./event-counter.ts";
import type { EventsTable } from "./events.ts";
import type { IdempotencyKeysTable } from "./idempotency-keys.ts";
import type { IdentitiesTable } from "./identities.ts";
import type { IdentityAliasesTable } from "./identity-aliases.ts";
import type { JournalTable } from "./journal.ts";
import type { MessageAliasesTable } from "./message-aliases.ts";
import type { MessagesTable } from "./messages.ts";
import type { SessionsTable } from "./sessions.ts";
import type { SetupTokensTable } from "./setup-tokens.ts";

/** The tables, as Kysely needs to know them. Times are milliseconds since 1970. */
export interface Schema {
  agents: AgentsTable;
  api_keys: ApiKeysTable;
  attachments: AttachmentsTable;
  audit_entries: AuditEntriesTable;
  channel_cursors: ChannelCursorsTable;
  channel_secrets: ChannelSecretsTable;
  channels: ChannelsTable;
  contacts: ContactsTable;
  conversation_aliases: ConversationAliasesTable;
  conversation_labels: ConversationLabelsTable;
  conversations: ConversationsTable;
  deliveries: DeliveriesTable;
  event_counter: EventCounterTable;
  events: EventsTable;
  idempotency_keys: IdempotencyKeysTable;
  identities: IdentitiesTable;
  identity_aliases: IdentityAliasesTable;
  journal: JournalTable;
  message_aliases: MessageAliasesTable;
  messages: MessagesTable;
  sessions: SessionsTable;
  setup_tokens: SetupTokensTable;
}
