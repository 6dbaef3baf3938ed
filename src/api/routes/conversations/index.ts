import type { ConversationCapabilities } from "../../../inbox/conversation-capabilities.ts";
import type { Conversations } from "../../../inbox/conversations.ts";
import type { Signals } from "../../../inbox/signals.ts";
import type { Route } from "../../route.ts";
import { getCapabilities } from "./capabilities.ts";
import { changeConversation } from "./change.ts";
import { getConversation } from "./get.ts";
import { listConversations } from "./list.ts";
import { markConversationRead } from "./mark-read.ts";
import { showTyping } from "./typing.ts";

export const conversationRoutes = ({
  conversations,
  capabilities,
  signals,
}: {
  readonly conversations: Conversations;
  readonly capabilities: ConversationCapabilities;
  readonly signals: Signals;
}): readonly Route[] => [
  listConversations(conversations),
  getConversation(conversations),
  getCapabilities(capabilities),
  changeConversation(conversations),
  markConversationRead(conversations, signals),
  showTyping(conversations, signals),
];
