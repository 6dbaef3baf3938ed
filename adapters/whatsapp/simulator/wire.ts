/**
 * What the stand-in page and the simulated network say to each other. WhatsApp's own wire is encrypted and private; what
 * is real here is the page's inside, which whatsapp-web.js works on.
 */

/** A message as the network keeps it; `fields` are those of WhatsApp Web's own message model. */
export interface WireMessage {
  /** As in `id.id` of WhatsApp Web. */
  readonly id: string;
  /** Whose chat it is in: `…@c.us`, `…@lid` or `…@g.us`. */
  readonly chat: string;
  readonly fromMe: boolean;
  /** In groups: who wrote it. */
  readonly author?: string;
  /** Seconds since 1970. */
  readonly t: number;
  ack: number;
  type: string;
  fields: Readonly<Record<string, unknown>>;
}

export interface WireChat {
  readonly id: string;
  readonly title?: string;
  /** Of groups. */
  readonly participants?: readonly string[];
  /** Only admins may write, and we are none. */
  readonly announce?: boolean;
}

export interface WireContact {
  /** `…@c.us` */
  readonly id: string;
  readonly name: string;
  readonly lid?: string;
}

/** From the network to the page, numbered so that a page that was cut off can ask for what it missed. */
export type Push =
  | { readonly op: "ref"; readonly ref: string; readonly idle: boolean }
  | {
      readonly op: "linked";
      readonly me: string;
      readonly name: string;
      readonly chats: readonly WireChat[];
      readonly contacts: readonly WireContact[];
      /** The newest of each chat; earlier ones are asked for. */
      readonly messages: readonly WireMessage[];
    }
  | { readonly op: "contact"; readonly contact: WireContact }
  | { readonly op: "chat"; readonly chat: WireChat }
  | { readonly op: "message"; readonly message: WireMessage }
  /** A message that the page could not decrypt at first, and now can. */
  | { readonly op: "decrypted"; readonly message: WireMessage }
  | { readonly op: "ack"; readonly id: string; readonly ack: number }
  | { readonly op: "edit"; readonly id: string; readonly text: string; readonly at: number }
  | { readonly op: "revoke"; readonly id: string }
  | {
      readonly op: "reaction";
      readonly id: string;
      readonly from: string;
      readonly emoji: string;
      readonly at: number;
    }
  | { readonly op: "state"; readonly state: string }
  /** The page starts over, as it does by itself now and then: `authenticated` and `ready` come again. */
  | { readonly op: "resync" }
  /** The page loads itself anew, as it does after an update. */
  | { readonly op: "reload" }
  | { readonly op: "logout" }
  /** The page stops answering for ever, with its processor at full load. */
  | { readonly op: "freeze" };

/** From the page to the network. */
export type Call =
  | { readonly op: "refresh" }
  | { readonly op: "shown"; readonly ref: string }
  | { readonly op: "pair"; readonly phone: string }
  | { readonly op: "exists"; readonly id: string }
  | { readonly op: "send"; readonly message: WireMessage; readonly quoted?: string }
  | { readonly op: "edit"; readonly id: string; readonly text: string }
  | { readonly op: "revoke"; readonly id: string }
  | { readonly op: "react"; readonly id: string; readonly emoji: string }
  | { readonly op: "seen"; readonly chat: string }
  | { readonly op: "typing"; readonly chat: string; readonly typing: boolean }
  | { readonly op: "older"; readonly chat: string; readonly before: string | undefined }
  | { readonly op: "messages"; readonly ids: readonly string[] }
  | { readonly op: "unlink" };

/** What each call is answered with; nothing where there is nothing to say. */
export interface Answer {
  readonly code?: string;
  readonly exists?: boolean;
  /** Refused by the server, with its number. */
  readonly refused?: number;
  readonly messages?: readonly WireMessage[];
}
