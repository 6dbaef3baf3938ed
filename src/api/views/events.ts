import { z } from "zod";
import type { Permission } from "../../auth/permissions.ts";
import { type EventType, eventTypes, type LoggedEvent } from "../../realtime/events.ts";
import { id, time } from "../fields.ts";

/** What one has to be allowed in order to learn of a change. */
export const neededFor: Readonly<Record<EventType, Permission>> = {
  "conversation.created": "conversations:read",
  "conversation.updated": "conversations:read",
  "message.created": "conversations:read",
  "message.updated": "conversations:read",
  "message.delivery": "conversations:read",
  "contact.updated": "contacts:read",
  "channel.created": "channels:read",
  "channel.updated": "channels:read",
  "channel.deleted": "channels:read",
  "agent.updated": "agents:read",
  "view.updated": "conversations:read",
  "hub.updated": "channels:read",
  "label.updated": "conversations:read",
};

/** What is in `data`, for those who write programs. */
const dataOf: Readonly<Record<EventType, string>> = {
  "conversation.created": "nothing",
  "conversation.updated":
    "what is new, out of `status` (with `from`), `snoozedUntil`, `assigneeId`, `contactId`, `priority`, `labels`, `unreadCount` (with `at`), `title`, `reachability`, or `movedFrom` and `merged`; `by`",
  "message.created":
    "`direction`; of a message from outside its `origin`, of a reply its `state`; of a note the agents it `mentions`; `wokeUp`, when a snooze is over; `files`, when it has any",
  "message.updated":
    "`change` (`edited`, `deleted`, `reactions`, or `replaced` by `messageId`), `by`, `files`; or `attachment` with its `id` and `state`",
  "message.delivery":
    "`state`; `kind` (`send`, `edit`, …) or, of a receipt, the state it was `from`; `code` and `reason`, when refused; `dueAt` of the next try",
  "contact.updated":
    "`contactId`; `joined` or `takenApart`, the contact that became part of it or is one of its own again; the `note` about it that is new or gone; `by`",
  "channel.created": "`status`",
  "channel.updated": "`status`; or the id of an event that was `quarantined` or `replayed`",
  "channel.deleted": "`status`",
  "agent.updated": "`agentId`; `removed`",
  "view.updated": "`viewId` of a saved view, one's own or another's; `removed`",
  "hub.updated": "the names of the hub's `settings` that changed",
  "label.updated":
    "`labelId`, `name`; `renamedFrom`, which the conversations that had it have no more; `removed`, also from them; `by`",
};

const dataDescription = eventTypes
  .map((type) => `- \`${type}\`: ${dataOf[type]} (shown with \`${neededFor[type]}\`)`)
  .join("\n");

export const eventSchema = z
  .object({
    number: z.int().meta({ description: "Its place in the log" }),
    type: z.enum(eventTypes),
    at: time,
    channelId: id.nullable(),
    conversationId: id.nullable(),
    messageId: id.nullable(),
    data: z.record(z.string(), z.unknown()).meta({
      description: `What changed; ask for the rest. More may be added.\n${dataDescription}`,
    }),
  })
  .meta({ id: "Event", description: "A change, as the log has it" });

export function eventView(event: LoggedEvent): z.input<typeof eventSchema> {
  return {
    number: event.number,
    type: event.type,
    at: event.at.toISOString(),
    channelId: event.channelId ?? null,
    conversationId: event.conversationId ?? null,
    messageId: event.messageId ?? null,
    data: { ...event.data },
  };
}
