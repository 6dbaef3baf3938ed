import { createHmac, timingSafeEqual } from "node:crypto";
import {
  type Capabilities,
  ChannelError,
  type ChannelSession,
  type ConversationRef,
  type MediaRef,
  type MessageRef,
  type SendRequest,
  type SessionContext,
  type WebhookRequest,
} from "switchboard/adapter";
import { z } from "zod";
import type { PlainSettings } from "./settings.ts";
import { PlainClient } from "./client.ts";
import { inbound } from "./inbound.ts";
import { outbound } from "./outbound.ts";
import type { PlainEvent, PlainPerson } from "./wire.ts";

export class PlainSession implements ChannelSession {
  readonly #context: SessionContext<PlainSettings>;
  readonly #capabilities: Capabilities;
  readonly #client: PlainClient;

  constructor(context: SessionContext<PlainSettings>, capabilities: Capabilities) {
    this.#context = context;
    this.#capabilities = capabilities;
    this.#client = new PlainClient(context);
  }

  capabilities(): Capabilities {
    return this.#capabilities;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { config, status, webhookUrl } = this.#context;
    try {
      const self = await this.#client.call("me", {}, signal);
      if (config.receive === "webhook") {
        if (webhookUrl === undefined) {
          const message = "Webhooks need a public address.";
          throw new ChannelError({ code: "config-invalid", outcome: "not-sent", message });
        }
        await this.#client.call("webhook", { url: webhookUrl }, signal);
        status({ state: "connected", self });
        await aborted(signal);
      } else {
        status({ state: "connected", self });
        await this.#poll(self, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #poll(self: PlainPerson, signal: AbortSignal): Promise<void> {
    const { clock, cursor, log, receive, status } = this.#context;
    let after = Number((await cursor("after"))?.value ?? 0);
    let failures = 0;
    while (!signal.aborted) {
      try {
        const { events } = await this.#client.call("events", { after }, signal);
        if (failures > 0) status({ state: "connected", self });
        failures = 0;
        const last = events.at(-1);
        if (last === undefined) continue;
        await receive(
          events.map((it) => inbound(it, self)),
          { key: "after", value: String(last.seq) },
        );
        after = last.seq;
      } catch (error) {
        if (signal.aborted) return;
        const waitMs = Math.min(60_000, 1000 * 2 ** failures);
        if (!(error instanceof ChannelError)) {
          // Not stored, so not acknowledged: the platform hands it out again.
          log.warn({ waitMs }, "events could not be stored");
        } else if (error.code === "unavailable" || error.code === "rate-limited") {
          failures += 1;
          const retryAt = new Date(clock.now().getTime() + waitMs);
          status({ state: "reconnecting", code: error.code, retryAt });
        } else throw error;
        await clock.sleep(waitMs, signal);
      }
    }
  }

  async send(request: SendRequest, signal: AbortSignal) {
    const messageIds: string[] = [];
    const degraded: string[] = [];
    const messages = outbound(request.parts, this.#capabilities, degraded);
    try {
      for (const parts of messages) {
        const uploaded = await Promise.all(parts.map((part) => this.#client.upload(part, signal)));
        const { id } = await this.#client.call(
          "send",
          {
            thread: request.conversation.id,
            clientId: request.clientMessageId,
            parts: uploaded,
            ...(request.replyTo && { replyTo: request.replyTo.messageId }),
          },
          signal,
        );
        messageIds.push(id);
      }
    } catch (error) {
      const { code, message } = ChannelError.from(error);
      // A part of it is there: to send all of it again would double that part.
      if (messageIds.length > 0) throw new ChannelError({ code, message, outcome: "unknown" });
      throw error;
    }
    return { messageIds, level: "sent" as const, degraded };
  }

  async reconcile(request: SendRequest, signal: AbortSignal) {
    const { ids } = await this.#client.call("find", { clientId: request.clientMessageId }, signal);
    if (ids.length === 0) return "not-sent";
    const complete = ids.length === outbound(request.parts, this.#capabilities).length;
    return complete ? { messageIds: ids, level: "sent" as const } : "unresolved";
  }

  async fetchMedia({ ref }: MediaRef, signal: AbortSignal) {
    return { body: await this.#client.download(ref as string, signal) };
  }

  async edit(target: MessageRef, parts: SendRequest["parts"], signal: AbortSignal) {
    const [message = []] = outbound(parts, this.#capabilities);
    const uploaded = await Promise.all(message.map((part) => this.#client.upload(part, signal)));
    await this.#client.call("edit", { id: target.messageId, parts: uploaded }, signal);
  }

  async delete(target: MessageRef, signal: AbortSignal) {
    await this.#client.call("delete", { id: target.messageId }, signal);
  }

  async react(target: MessageRef, emojis: readonly string[], signal: AbortSignal) {
    await this.#client.call("react", { id: target.messageId, emojis }, signal);
  }

  async markRead(conversation: ConversationRef, _upTo: unknown, signal: AbortSignal) {
    await this.#client.call("signal", { type: "read", thread: conversation.id }, signal);
  }

  async setTyping(conversation: ConversationRef, typing: boolean, signal: AbortSignal) {
    if (typing)
      await this.#client.call("signal", { type: "typing", thread: conversation.id }, signal);
  }

  async fetchHistory(
    _conversation: ConversationRef | undefined,
    after: Date,
    page: string | undefined,
    signal: AbortSignal,
  ) {
    const self = await this.#client.call("me", {}, signal);
    const input = { since: after.toISOString(), page: Number(page ?? 0) };
    const { events, next } = await this.#client.call("history", input, signal);
    return {
      events: events.map((it) => ({ ...inbound(it, self), origin: "catch-up" as const })),
      ...(next !== undefined && { next: String(next) }),
    };
  }

  async handleWebhook({ headers, body }: WebhookRequest) {
    const proof = createHmac("sha256", this.#context.config.webhookSecret)
      .update(body)
      .digest("hex");
    const given = Buffer.from(headers.get("x-plain-signature") ?? "");
    if (given.length !== proof.length || !timingSafeEqual(given, Buffer.from(proof)))
      return { status: 401 };
    const call = webhookCall.safeParse(parseJson(body));
    if (!call.success) return { status: 400 };
    const { event, self } = call.data as { event: PlainEvent; self: PlainPerson };
    try {
      await this.#context.receive([inbound(event, self)]);
    } catch {
      this.#context.log.warn({ event: event.id }, "an event could not be stored");
      return { status: 503 };
    }
    return { status: 204 };
  }
}

const webhookCall = z.object({
  event: z.looseObject({ id: z.string(), type: z.string(), at: z.iso.datetime() }),
  self: z.object({ id: z.string(), name: z.string() }),
});

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
