import type { InboundEvent } from "../adapter/index.ts";

/** A platform event on its way in. */
export interface Incoming<E extends InboundEvent = InboundEvent> {
  readonly channelId: string;
  readonly event: E;
  /** Time-ordered, given at arrival; becomes the message's id, so that ids break ties in order of arrival. */
  readonly arrivalId: string;
}

export type IncomingMessage = Incoming<Extract<InboundEvent, { readonly type: "message" }>>;

/** A message that the platform delivered to us from a person, and not an echo of our own account. */
export function isCustomerMessage(incoming: Incoming): incoming is IncomingMessage {
  return incoming.event.type === "message" && incoming.event.message.author.kind === "customer";
}

/** Joins parts of a key; no part contains the separator (NUL is not allowed in ids). */
export function keyOf(...parts: readonly string[]): string {
  return parts.join("\0");
}

/** An address on the way through maps: a channel and the platform's id there. */
export function addressKey(channelId: string, externalId: string): string {
  return keyOf(channelId, externalId);
}
