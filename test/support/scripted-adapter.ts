import { z } from "zod";
import {
  type Capabilities,
  type ChannelAdapter,
  type ChannelSession,
  defineAdapter,
  type InboundEvent,
  secret,
  type SessionContext,
  type SessionStatus,
} from "../../src/adapter/index.ts";

const settings = z.object({
  account: z.string().min(1),
  token: secret(z.string().min(8)),
  note: secret(z.string()).optional(),
  server: z.url().optional(),
});

export type ScriptedSettings = z.infer<typeof settings>;
export type ScriptedContext = SessionContext<ScriptedSettings>;

/** What a session does, from its creation on; whatever it leaves out, a well-behaved one does. */
export type Script = (context: ScriptedContext, signal: AbortSignal) => Promise<void> | void;

const capabilities: Capabilities = {
  text: { maxLength: 1000, styles: [] },
  media: {},
  parts: {},
  partsPerMessage: 1,
  reply: "none",
  reactions: "none",
  typing: { send: false, receive: true },
  edit: { support: "none" },
  delete: { support: "none" },
  receipts: [],
  markRead: false,
  groups: false,
  startConversation: false,
  history: "none",
  mediaRetention: "durable",
  identity: "stable",
  sendOutcome: "exact",
};

/** An adapter whose sessions do what a test wrote for them. */
export class ScriptedAdapter {
  readonly name: string;
  readonly contexts: ScriptedContext[] = [];
  readonly signals: AbortSignal[] = [];
  /** Further members for each session. */
  members: Partial<ChannelSession> = {};
  onCreate: (context: ScriptedContext) => void = () => undefined;
  #script: Script;

  constructor(name: string, script: Script = connects) {
    this.name = name;
    this.#script = script;
  }

  get adapter(): ChannelAdapter {
    return defineAdapter<ScriptedSettings>({
      apiVersion: 1,
      name: this.name,
      displayName: this.name,
      settings,
      capabilities,
      createSession: (context) => this.#session(context),
    });
  }

  /** The context of the newest session. */
  get context(): ScriptedContext {
    const context = this.contexts.at(-1);
    if (context === undefined) throw new Error("No session was created yet.");
    return context;
  }

  /** How many sessions ran. */
  get runs(): number {
    return this.signals.length;
  }

  /** What sessions do from the next one on. */
  next(script: Script): void {
    this.#script = script;
  }

  #session(context: ScriptedContext): ChannelSession {
    this.contexts.push(context);
    this.onCreate(context);
    return {
      run: async (signal) => {
        this.signals.push(signal);
        await this.#script(context, signal);
      },
      send: () => Promise.resolve({ messageIds: ["1"], level: "sent" }),
      capabilities: () => capabilities,
      ...this.members,
    };
  }
}

export const connected: SessionStatus = { state: "connected", self: { id: "us", name: "Shop" } };

/** Connects, and stays until told to end. */
export const connects: Script = async (context, signal) => {
  context.status(connected);
  await aborted(signal);
};

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A customer's text. */
export function textMessage(id: string, text: string, from = "customer"): InboundEvent {
  return {
    type: "message",
    dedupeKey: `message ${id}`,
    at: new Date("2026-01-05T09:00:00Z"),
    origin: "live",
    message: {
      id,
      conversation: { id: from, kind: "direct" },
      author: { kind: "customer", contact: { id: from, name: "王小明" } },
      sentAt: new Date("2026-01-05T09:00:00Z"),
      parts: [{ type: "text", text: { text } }],
    },
  };
}
