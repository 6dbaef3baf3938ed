import type { ConversationCapabilities } from "../../../inbox/conversation-capabilities.ts";
import type { ConversationFiles } from "../../../inbox/conversation-files.ts";
import type { ConversationCounts } from "../../../inbox/conversation-counts.ts";
import type { Conversations } from "../../../inbox/conversations.ts";
import type { Signals } from "../../../inbox/signals.ts";
import type { Route } from "../../route.ts";
import { getCapabilities } from "./capabilities.ts";
import { changeConversation } from "./change.ts";
import { countConversations } from "./count.ts";
import { listFiles } from "./files.ts";
import { getConversation } from "./get.ts";
import { listConversations } from "./list.ts";
import { markConversationRead } from "./mark-read.ts";
import { markConversationUnread } from "./mark-unread.ts";
import { showTyping } from "./typing.ts";

export const conversationRoutes = ({
  conversations,
  counts,
  capabilities,
  files,
  signals,
}: {
  readonly conversations: Conversations;
  readonly counts: ConversationCounts;
  readonly capabilities: ConversationCapabilities;
  readonly files: ConversationFiles;
  readonly signals: Signals;
}): readonly Route[] => [
  listConversations(conversations),
  // Before the route of a conversation, whose id it would be taken for.
  countConversations(counts),
  getConversation(conversations),
  getCapabilities(capabilities),
  listFiles(files),
  changeConversation(conversations),
  markConversationRead(conversations, signals),
  markConversationUnread(conversations),
  showTyping(conversations, signals),
];
