import type { Conversation, Operations } from "../api/schema.ts";

export const viewNames = [
  "mine",
  "mentions",
  "unassigned",
  "open",
  "urgent",
  "unread",
  "pending",
  "snoozed",
  "resolved",
] as const;
export type ViewName = (typeof viewNames)[number];
/** One of ours, or the open conversations of a channel: `channel-<id>`. */
export type View = ViewName | `channel-${string}`;

export type Filter = Pick<
  NonNullable<Operations["listConversations"]["query"]>,
  "status" | "assignee" | "channel" | "unread" | "priority" | "mentioned"
>;

const filters: Readonly<Record<ViewName, Filter>> = {
  mine: { status: ["open"], assignee: "me" },
  mentions: { status: ["open", "pending", "snoozed"], mentioned: "me" },
  unassigned: { status: ["open"], assignee: "none" },
  open: { status: ["open"] },
  unread: { status: ["open", "pending"], unread: "true" },
  urgent: { status: ["open", "pending"], priority: "urgent" },
  pending: { status: ["pending"] },
  snoozed: { status: ["snoozed"] },
  resolved: { status: ["resolved"] },
};

const isName = (view: string): view is ViewName => viewNames.some((name) => name === view);

export function isView(view: string): view is View {
  return isName(view) || /^channel-[\da-f-]{36}$/.test(view);
}

export function filterOf(view: View): Filter {
  return isName(view)
    ? filters[view]
    : { status: ["open", "pending"], channel: view.slice("channel-".length) };
}

/** Whether the hub would list it there. */
export function belongs(conversation: Conversation, view: View, agentId: string): boolean {
  const { status, assignee, channel, unread, priority, mentioned } = filterOf(view);
  const wantedAssignee = assignee === "me" ? agentId : assignee === "none" ? null : assignee;
  return (
    (status === undefined || [status].flat().includes(conversation.status)) &&
    (wantedAssignee === undefined || conversation.assigneeId === wantedAssignee) &&
    (mentioned === undefined || conversation.mentionedIds.includes(agentId)) &&
    (priority === undefined || conversation.priority === priority) &&
    (channel === undefined || conversation.channelId === channel) &&
    (unread === undefined || (unread === "true") === conversation.unreadCount > 0)
  );
}
