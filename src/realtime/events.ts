/** Everything that the hub's change log can say. */
export const eventTypes = [
  "conversation.created",
  "conversation.updated",
  "message.created",
  "message.updated",
  "message.delivery",
  "contact.updated",
  "channel.created",
  "channel.updated",
  "channel.deleted",
  "agent.updated",
  "view.updated",
  "hub.updated",
  "label.updated",
] as const;

export type EventType = (typeof eventTypes)[number];

/** A change, before it has its number. */
export interface NewEvent {
  readonly type: EventType;
  readonly channelId?: string | undefined;
  readonly conversationId?: string | undefined;
  readonly messageId?: string | undefined;
  /** Small, plain, without secrets: what changed. The resource itself is read when the event is delivered. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** An entry of the change log. Numbers have no gaps and follow the order of the commits. */
export interface LoggedEvent extends NewEvent {
  readonly number: number;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
}
