import { z } from "zod";
import type { Permission } from "../../auth/permissions.ts";
import { type EventType, eventTypes, type LoggedEvent } from "../../realtime/events.ts";
import { id, time } from "../fields.ts";

export const eventSchema = z
  .object({
    number: z.int().meta({ description: "Its place in the log" }),
    type: z.enum(eventTypes),
    at: time,
    channelId: id.nullable(),
    conversationId: id.nullable(),
    messageId: id.nullable(),
    data: z.record(z.string(), z.unknown()).meta({ description: "What changed" }),
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
};
