import type { Contact, ConversationRef, InboundEvent } from "../adapter/index.ts";

/** What is shown to whoever looks and never stored. */
export type LiveSignal =
  | {
      readonly type: "typing";
      readonly channelId: string;
      readonly conversation: ConversationRef;
      readonly actor: Contact;
      readonly expiresInMs: number;
    }
  /** Another login step, or none any more; what it is has to be asked for. */
  | { readonly type: "login-prompt"; readonly channelId: string };

/** Must not throw. */
export type Live = (signal: LiveSignal) => void;

/** Where a session's events go: stored, with the cursor, in one transaction. Rejects when nothing was stored. */
export interface EventSink {
  receive(
    channelId: string,
    events: readonly InboundEvent[],
    cursor?: { readonly key: string; readonly value: string },
  ): Promise<void>;
}
