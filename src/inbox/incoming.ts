import { uuidv7 } from "uuidv7";
import type { InboundEvent } from "../adapter/index.ts";
import { toJson } from "./event-json.ts";
import { normaliseEvent } from "./normalise.ts";
import { previewOf } from "./preview.ts";

/** A platform event on its way in. */
export interface Incoming<E extends InboundEvent = InboundEvent> {
  readonly channelId: string;
  readonly event: E;
  /** `addressKey` of its dedupe key. */
  readonly key: string;
  /** Time-ordered, given at arrival; becomes the message's id, so that ids break ties in order of arrival. */
  readonly arrivalId: string;
  /** The platform's payload, for the journal. */
  readonly raw: string | null;
  /** Of a message. */
  readonly columns?: MessageColumns;
}

/** What needs no look at anything but the message itself. */
interface MessageColumns {
  /** Absent where there are files: what is stored of those is known later. */
  readonly parts: string | undefined;
  readonly preview: string;
}

export type IncomingMessage = Incoming<Extract<InboundEvent, { readonly type: "message" }>>;

/**
 * Gets an event ready while the batch before it still waits for the disk: what is left to do once it is its turn holds up
 * everybody. @throws what makes the event unusable; it is then to be quarantined.
 */
export function toIncoming(
  channelId: string,
  asItCame: InboundEvent,
  arrivalId = uuidv7(),
): Incoming {
  const event = normaliseEvent(asItCame);
  return {
    channelId,
    event,
    key: addressKey(channelId, event.dedupeKey),
    arrivalId,
    // A payload that can't be kept must not keep out what it brought.
    raw: toJson(event.raw) ?? null,
    ...(event.type === "message" && { columns: columnsOf(event.message) }),
  };
}

function columnsOf({ parts }: IncomingMessage["event"]["message"]): MessageColumns {
  return {
    parts: parts.some((part) => part.type === "media") ? undefined : JSON.stringify(parts),
    preview: JSON.stringify(previewOf("inbound", parts)),
  };
}

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
