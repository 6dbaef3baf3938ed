import type { Contact, ConversationRef, InboundEvent } from "switchboard/adapter";
import { contactOf } from "./inbound.ts";
import type { ContactPayload, FriendRequestPayload } from "./payloads.ts";

/** Pure: what happens besides messages. The puppet gives none of it an id or a time; each is told once. */

function header(what: string, at: Date) {
  return { dedupeKey: `${what}:${at.getTime()}`, at, origin: "live" } as const;
}

function group(roomId: string): ConversationRef {
  return { id: roomId, kind: "group" };
}

export function topicEvent(roomId: string, title: string, at: Date): InboundEvent {
  return {
    ...header(`topic:${roomId}`, at),
    type: "conversation-changed",
    conversation: group(roomId),
    title,
  };
}

/** We were taken into the group, or are no longer in it. */
export function membershipEvent(
  roomId: string,
  reachability: "open" | "left",
  at: Date,
): InboundEvent {
  return {
    ...header(`member:${roomId}`, at),
    type: "conversation-changed",
    conversation: group(roomId),
    reachability,
  };
}

/** Somebody wants to be a contact of the account: only on the phone can that be granted. */
export function friendRequestEvent(
  { id, hello }: FriendRequestPayload,
  from: ContactPayload | Contact,
  at: Date,
): InboundEvent {
  const contact = "isOfficial" in from ? contactOf(from) : from;
  const words = hello === "" ? "" : `: ${hello}`;
  return {
    dedupeKey: `friend-request:${id}`.slice(0, 255),
    at,
    origin: "live",
    type: "message",
    message: {
      id: `friend-request:${id}`.slice(0, 255),
      conversation: { id: contact.id, kind: "direct" },
      author: { kind: "customer", contact },
      sentAt: at,
      parts: [
        {
          type: "unsupported",
          platformType: "friend request",
          fallback: `好友请求，请在手机上通过 · Friend request, to be accepted on the phone${words}`,
        },
      ],
    },
  };
}
