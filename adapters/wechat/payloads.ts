/** What the puppet hands over, free of the vendor library's classes: plain data that can be stored and compared. */

/** WeChat's kinds of messages: https://wechaty.js.org/docs/api/message#messagetype--messagetype */
export type MessageKind =
  | "text"
  | "image"
  | "voice"
  | "video"
  | "file"
  | "sticker"
  | "contact"
  | "location"
  | "link"
  | "mini-program"
  | "red-packet"
  | "transfer"
  | "chat-history"
  | "group-note"
  | "post"
  | "recalled"
  | "unknown";

export interface MessagePayload {
  readonly id: string;
  readonly kind: MessageKind;
  /** Who wrote it. */
  readonly talkerId: string;
  /** Whom it was written to; absent in groups. */
  readonly listenerId?: string;
  readonly roomId?: string;
  /** Of a recall: the id of the message that was taken back. Of rich kinds often WeChat's XML. */
  readonly text: string;
  readonly fileName?: string;
  /** As the puppet gives it: in milliseconds, or in seconds. */
  readonly timestamp: number;
  readonly mentionIds: readonly string[];
}

export interface ContactPayload {
  readonly id: string;
  readonly name: string;
  /** The name that our account gave them. */
  readonly remark?: string;
  /** The WeChat id that people exchange, where the puppet knows it. */
  readonly handle?: string;
  readonly phones: readonly string[];
  /** A company's account that publishes, not a person. */
  readonly isOfficial: boolean;
}

export interface RoomPayload {
  readonly id: string;
  readonly topic: string;
  readonly memberIds: readonly string[];
}

export interface LinkPayload {
  readonly url: string;
  readonly title?: string;
  readonly description?: string;
}

export interface LocationPayload {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
}

export interface MiniProgramPayload {
  readonly title?: string;
  readonly description?: string;
  readonly appId?: string;
  readonly pagePath?: string;
}

/** What goes with a message beyond its own payload; each is there for its kind, if the puppet handed it over. */
export interface Contents {
  readonly card?: ContactPayload;
  readonly link?: LinkPayload;
  readonly location?: LocationPayload;
  readonly miniProgram?: MiniProgramPayload;
}

/** A message with all that has to be looked up to read it. */
export interface Gathered {
  readonly message: MessagePayload;
  readonly talker?: ContactPayload;
  readonly room?: RoomPayload;
  readonly contents: Contents;
}

/** Somebody who isn't a contact yet wants to be one. */
export interface FriendRequestPayload {
  readonly id: string;
  readonly contactId: string;
  /** What they say of themselves; may be empty. */
  readonly hello: string;
}

/** Where a login by QR code stands: https://wechaty.js.org/docs/api/wechaty#scan */
export type ScanState = "waiting" | "scanned" | "confirmed" | "cancelled" | "timeout" | "unknown";

/** How a call to the puppet went wrong. */
export interface PuppetFailure {
  /** gRPC's, of gateways: https://grpc.io/docs/guides/status-codes/ */
  readonly code?: number;
  readonly words: string;
}

/** What happens at the puppet. No member may throw: the library drops the listeners after one that does. */
export interface PuppetListener {
  /** Anything at all was heard. */
  heard(): void;
  scan(state: ScanState, qrCode: string | undefined): void;
  login(selfId: string): void;
  logout(reason: string | undefined): void;
  message(messageId: string): void;
  roomTopic(roomId: string, topic: string): void;
  /** Somebody, us perhaps, is no longer in the group. */
  roomLeave(roomId: string, contactIds: readonly string[]): void;
  roomJoin(roomId: string, contactIds: readonly string[]): void;
  friendship(friendshipId: string): void;
  /** Something failed inside; it may go on all the same. */
  trouble(failure: PuppetFailure): void;
  /** Nothing will be heard any more. */
  lost(failure: PuppetFailure): void;
}
