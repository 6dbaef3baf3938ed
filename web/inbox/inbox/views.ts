import type { Conversation, Operations, ViewFilter } from "../api/schema.ts";
import { decodeFilter, encodeFilter } from "./filter-address.ts";

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
/** One of ours, the open conversations of a channel (`channel-<id>`), or whatever fits a filter: its address says it. */
export type View = ViewName | `channel-${string}` | `where-${string}`;

const filters: Readonly<Record<ViewName, ViewFilter>> = {
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

export function isFilter(view: View): boolean {
  return view.startsWith("where-");
}

export function isView(view: string): view is View {
  if (view.startsWith("where-")) return decodeFilter(view.slice("where-".length)) !== undefined;
  return isName(view) || /^channel-[\da-f-]{36}$/.test(view);
}

/** The view that shows what fits, always by the same address. */
export function viewOf(filter: ViewFilter): View {
  return `where-${encodeFilter(filter)}`;
}

export function filterOf(view: View): ViewFilter {
  if (isName(view)) return filters[view];
  if (view.startsWith("where-")) return decodeFilter(view.slice("where-".length)) ?? {};
  return { status: ["open", "pending"], channel: view.slice("channel-".length) };
}

/** As the list of the hub takes it. */
export function queryOf(view: View): Operations["listConversations"]["query"] {
  return filterOf(view);
}

/** Whether the hub would list it there. */
export function belongs(conversation: Conversation, view: View, agentId: string): boolean {
  const { status, assignee, channel, label, unread, priority, mentioned } = filterOf(view);
  const wantedAssignee = assignee === "me" ? agentId : assignee === "none" ? null : assignee;
  return (
    (status === undefined || status.includes(conversation.status)) &&
    (wantedAssignee === undefined || conversation.assigneeId === wantedAssignee) &&
    (mentioned === undefined || conversation.mentionedIds.includes(agentId)) &&
    (priority === undefined || conversation.priority === priority) &&
    (channel === undefined || conversation.channelId === channel) &&
    (label === undefined || conversation.labels.includes(label)) &&
    (unread === undefined || (unread === "true") === conversation.unreadCount > 0)
  );
}
