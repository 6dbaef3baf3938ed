import type { Contact, InboundEvent } from "switchboard/adapter";
import type { FriendRequestPayload } from "./payloads.ts";

/** Pure: what happens besides messages. The puppet gives none of it an id or a time; each is told once. */

/** A group has another name; or we were taken into it, or are no longer in it. */
export function groupEvent(
  roomId: string,
  change: { readonly title: string } | { readonly reachability: "open" | "left" },
  at: Date,
): InboundEvent {
  const what = "title" in change ? "topic" : "member";
  return {
    dedupeKey: `${what}:${roomId}:${at.getTime()}`,
    at,
    origin: "live",
    type: "conversation-changed",
    conversation: { id: roomId, kind: "group" },
    ...change,
  };
}

/** Somebody wants to be a contact of the account: only on the phone can that be granted. */
export function friendRequestEvent(
  { id, hello }: FriendRequestPayload,
  contact: Contact,
  at: Date,
): InboundEvent {
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
