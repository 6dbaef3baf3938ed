import type { Capabilities, SendRequest, SendResult } from "../../src/adapter/index.ts";
import { ScriptedAdapter } from "./scripted-adapter.ts";

type Answer = (request: SendRequest, signal: AbortSignal) => SendResult | Promise<SendResult>;

/** The far end of a scripted channel: keeps what it is sent, and answers each send as a test wants it. */
export class ScriptedPlatform {
  readonly adapter: ScriptedAdapter;
  /** Every attempt that got here, whatever was answered. */
  readonly attempts: SendRequest[] = [];
  /** What the channel can do; everything, until a test takes something away. */
  capabilities: Capabilities = ableTo;
  answer: Answer = () => this.takes();
  #ids = 0;

  constructor(name = "shop") {
    this.adapter = new ScriptedAdapter(name);
    this.adapter.members = {
      capabilities: () => this.capabilities,
      send: async (request, signal) => {
        this.attempts.push(request);
        return await this.answer(request, signal);
      },
    };
  }

  /** The answer of a platform that took the message. */
  takes(...messageIds: readonly string[]): SendResult {
    this.#ids += 1;
    return { messageIds: messageIds.length > 0 ? messageIds : [`out-${this.#ids}`], level: "sent" };
  }

  /** The texts that were attempted, in order. */
  get texts(): readonly string[] {
    return this.attempts.map(textOf);
  }
}

export function textOf({ parts }: Pick<SendRequest, "parts">): string {
  return parts.map((part) => (part.type === "text" ? part.text.text : part.type)).join("+");
}

export const ableTo: Capabilities = {
  text: { maxLength: 1000, styles: ["bold"] },
  media: {
    image: { support: "native", mimeTypes: ["image/*"], maxBytes: 100 },
    file: { support: "native" },
    voice: { support: "none" },
  },
  parts: { location: "native", link: "fallback", poll: "none" },
  partsPerMessage: 3,
  reply: "native",
  reactions: "native",
  typing: { send: false, receive: true },
  edit: { support: "native" },
  delete: { support: "native" },
  receipts: ["delivered", "read"],
  markRead: false,
  groups: true,
  startConversation: false,
  history: "none",
  mediaRetention: "durable",
  identity: "stable",
  sendOutcome: "exact",
};
