import type { Conversations } from "../../../inbox/conversations.ts";
import type { Route } from "../../route.ts";
import { changeConversation } from "./change.ts";
import { getConversation } from "./get.ts";
import { listConversations } from "./list.ts";
import { markConversationRead } from "./mark-read.ts";

export const conversationRoutes = (conversations: Conversations): readonly Route[] => [
  listConversations(conversations),
  getConversation(conversations),
  changeConversation(conversations),
  markConversationRead(conversations),
];
