import type { Migration } from "kysely";
import * as people from "./0001_people.ts";
import * as channels from "./0002_channels.ts";
import * as contacts from "./0003_contacts.ts";
import * as conversations from "./0004_conversations.ts";
import * as messages from "./0005_messages.ts";
import * as deliveries from "./0006_deliveries.ts";
import * as events from "./0007_events.ts";
import * as earlyChanges from "./0008_early_changes.ts";
import * as snooze from "./0009_snooze.ts";
import * as triage from "./0010_triage.ts";
import * as mentions from "./0011_mentions.ts";
import * as cannedReplies from "./0012_canned_replies.ts";
import * as drafts from "./0013_drafts.ts";
import * as labels from "./0014_labels.ts";
import * as teamwork from "./0015_teamwork.ts";
import * as joinedContacts from "./0016_joined_contacts.ts";
import * as hubSettings from "./0017_hub_settings.ts";
import * as search from "./0019_search.ts";

/** All migrations, by the name they are remembered under. A released one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001_people": people,
  "0002_channels": channels,
  "0003_contacts": contacts,
  "0004_conversations": conversations,
  "0005_messages": messages,
  "0006_deliveries": deliveries,
  "0007_events": events,
  "0008_early_changes": earlyChanges,
  "0009_snooze": snooze,
  "0010_triage": triage,
  "0011_mentions": mentions,
  "0012_canned_replies": cannedReplies,
  "0013_drafts": drafts,
  "0014_labels": labels,
  "0015_teamwork": teamwork,
  "0016_joined_contacts": joinedContacts,
  "0017_hub_settings": hubSettings,
  "0019_search": search,
};
