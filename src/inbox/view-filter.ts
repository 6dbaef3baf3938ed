import type { ConversationFilter } from "./conversation-list-store.ts";
import type { ConversationStatus, Priority } from "./conversation.ts";

/** What a view shows, in the words of the API's list: "me" is whoever looks. */
export interface ViewFilter {
  readonly status?: readonly ConversationStatus[] | undefined;
  /** "me", "none" or an agent's id. */
  readonly assignee?: string | undefined;
  readonly channel?: string | undefined;
  readonly label?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly mentioned?: "me" | undefined;
  readonly unread?: "true" | "false" | undefined;
}

/** As it is for an agent. */
export function filterFor(filter: ViewFilter, agentId: string): ConversationFilter {
  const { status, assignee, channel, label, priority, mentioned, unread } = filter;
  const someone = assignee === "me" ? agentId : assignee;
  return {
    statuses: status,
    assigneeId: someone === "none" ? null : someone,
    channelId: channel,
    label,
    priority,
    mentionedId: mentioned && agentId,
    unread: unread === undefined ? undefined : unread === "true",
  };
}
