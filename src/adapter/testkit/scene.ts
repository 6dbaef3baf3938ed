import { expect, test } from "vitest";
import {
  type Capabilities,
  type ChannelError,
  channelErrorCodes,
  type ChannelSession,
  type InboundEvent,
  type OutboundMedia,
  type Part,
  type SendRequest,
  type SendResult,
} from "../index.ts";
import { type Running, TestHub } from "./harness.ts";
import type {
  PlatformSimulator,
  SentMessage,
  SimulatedCustomer,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
  SimulatorAbilities,
} from "./simulator.ts";
import type { Subject } from "./subject.ts";

export type MessageEvent = Extract<InboundEvent, { type: "message" }>;

/** One platform, one hub, one channel between them, and a customer: the stage of every test. */
export class Scene {
  readonly hub: TestHub;
  readonly simulator: PlatformSimulator;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly customer: SimulatedCustomer;
  readonly #subject: Subject;
  #requests = 0;

  constructor(
    subject: Subject,
    simulator: PlatformSimulator,
    settings: Scene["settings"],
    webhook: boolean,
  ) {
    this.#subject = subject;
    this.simulator = simulator;
    this.settings = settings;
    this.customer = simulator.customer("Ada Lovelace");
    this.hub = new TestHub(subject.adapter, settings, { ...subject.options, webhook });
  }

  connect(): Promise<Running> {
    return this.hub.connect();
  }

  /** The stored event of a message at the platform. */
  stored(message: SimulatedMessage): Promise<MessageEvent> {
    return this.hub.event("message", (event) => isOf(event, message));
  }

  /** The customer writes first, as most platforms want it. Resolves with what the hub stored. */
  async greet(thread?: SimulatedThread): Promise<MessageEvent> {
    const parts: SimulatedPart[] = [{ type: "text", text: { text: "Hello, is anybody there?" } }];
    const options = thread === undefined ? {} : { in: thread };
    return this.stored(await this.customer.send(parts, options));
  }

  /** Resolves with everything we sent, as soon as `condition` holds of what has arrived. */
  arrived(condition: (sent: readonly SentMessage[]) => boolean): Promise<readonly SentMessage[]> {
    return this.simulator.untilSent(condition, this.#subject.options.patienceMs);
  }

  /**
   * Connections break without a goodbye. Resolves when what customers write may be expected again: where the platform tells
   * everything once, to whoever is connected, that is after the next connection.
   */
  async cut(): Promise<void> {
    const connections = this.#connections();
    this.simulator.crash();
    if (!(this.#subject.abilities.pushesOnce ?? false)) return;
    await this.hub.until("another connection", () => this.#connections() > connections);
  }

  /** The next send is refused, with whichever error the platform has. */
  refuseNext(): void {
    if (this.#subject.abilities.rateLimits ?? true) this.simulator.rateLimit(1000);
    else if (!channelErrorCodes.some((code) => this.simulator.refuse(code))) {
      throw new Error("The simulator can refuse nothing.");
    }
  }

  /** A first attempt to answer `to`. */
  request(parts: readonly Part<OutboundMedia>[], to: MessageEvent): SendRequest {
    this.#requests += 1;
    const { conversation, replyContext } = to.message;
    return {
      clientMessageId: `01890000-0000-7000-8000-${String(this.#requests).padStart(12, "0")}`,
      conversation,
      parts,
      attempt: 1,
      ...(replyContext !== undefined && { replyContext }),
    };
  }

  send(parts: readonly Part<OutboundMedia>[], to: MessageEvent): Promise<SendResult> {
    return this.hub.session.send(this.request(parts, to), unhurried());
  }

  say(text: string, to: MessageEvent): Promise<SendResult> {
    return this.send([{ type: "text", text: { text } }], to);
  }

  #connections(): number {
    return this.hub.statuses.all.filter(({ state }) => state === "connected").length;
  }
}

function isOf(event: MessageEvent, message: SimulatedMessage): boolean {
  return (
    event.message.id === message.messageId &&
    event.message.conversation.id === message.conversationId
  );
}

/** A test with a stage of its own, torn down whatever happens. */
export function play(
  name: string,
  subject: Subject,
  act: (scene: Scene) => Promise<void>,
  options: { readonly webhook?: boolean; readonly timeoutMs?: number } = {},
): void {
  const timeout = options.timeoutMs ?? 30_000 + 2 * subject.options.stopMs;
  test(name, { timeout }, () => stage(subject, act, options));
}

/** What `play` does, for tests that need to stand outside of it. */
export async function stage(
  subject: Subject,
  act: (scene: Scene) => Promise<void>,
  options: { readonly webhook?: boolean } = {},
): Promise<void> {
  const simulator = subject.createSimulator();
  const webhook = options.webhook ?? subject.abilities.polling === false;
  try {
    const settings = await simulator.start(webhook ? { webhook } : undefined);
    const scene = new Scene(subject, simulator, settings, webhook);
    try {
      await scene.hub.open();
      if (scene.hub.webhookUrl !== undefined) simulator.channelAt?.(scene.hub.webhookUrl);
      await act(scene);
    } finally {
      await scene.hub.close();
    }
  } finally {
    await simulator.stop();
  }
}

/** What an adapter and its platform say of themselves at run time. */
export interface Declared {
  readonly session: ChannelSession;
  readonly capabilities: Capabilities;
  readonly abilities: SimulatorAbilities;
}

/** Shows in the report what is left out, and proves that it is declared: by the session itself, not only at import. */
export function declares(
  what: string,
  subject: Subject,
  read: (declared: Declared) => unknown,
  value: unknown,
): void {
  test(`declares: ${what}`, () =>
    stage(subject, async ({ hub, simulator }) => {
      const session = subject.adapter.createSession(hub.context());
      const capabilities = session.capabilities();
      expect(read({ session, capabilities, abilities: simulator.abilities })).toEqual(value);
    }));
}

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<ChannelError> {
  return call.then(
    () => expect.fail("The call succeeded, although it had to be refused."),
    (error: unknown) => error as ChannelError,
  );
}

/** A signal that nobody aborts. */
export function unhurried(): AbortSignal {
  return new AbortController().signal;
}
