import { ChannelError } from "switchboard/adapter";
import type { SendRequest, SendResult, SessionContext } from "switchboard/adapter";
import type { Connection } from "./connection.ts";
import type { Content } from "./client/content.ts";
import { within } from "./deadline.ts";
import { errorOf, failedCall, nothingSent, refused } from "./errors.ts";
import type { Lane } from "./lane.ts";
import { base64Of, messageIdOf, type Piece, planSend } from "./outbound.ts";
import { findMessage, prepareToSend } from "./page.ts";
import type { WhatsAppSettings } from "./settings.ts";
import type { WebMessage } from "./web.ts";

/** A connection that comes back within this long may still bring the acknowledgement. */
const graceMs = 3000;
/** How long an error of the page's may be ahead of the reason for it. */
const reasonMs = 1500;

interface Sent {
  readonly id: string;
  readonly level: "accepted" | "sent";
  readonly t: number;
}

/** Sends requests, piece by piece, and finds out what became of them. */
export class Sender {
  readonly #context: SessionContext<WhatsAppSettings>;
  readonly #lane: Lane;

  constructor(context: SessionContext<WhatsAppSettings>, lane: Lane) {
    this.#context = context;
    this.#lane = lane;
  }

  async send(
    connection: Connection,
    request: SendRequest,
    signal: AbortSignal,
  ): Promise<SendResult> {
    const { pieces, degraded } = planSend(request);
    const quoted = await this.#quoted(connection, request);
    const sent: Sent[] = [];
    for (const [n, piece] of pieces.entries()) {
      try {
        const reply = n === 0 ? quoted : undefined;
        sent.push(await this.#sendOne(connection, request, { piece, n, quoted: reply }, signal));
      } catch (error) {
        throw n === 0 ? error : partlySent(ChannelError.from(error), n, pieces.length);
      }
    }
    const [first] = sent;
    return {
      messageIds: sent.map(({ id }) => id),
      level: sent.every(({ level }) => level === "sent") ? "sent" : "accepted",
      ...(first === undefined ? {} : { sentAt: new Date(first.t * 1000) }),
      ...(degraded.length === 0 ? {} : { degraded }),
    };
  }

  /**
   * Our messages have ids that follow from the request: WhatsApp Web knows whether they stand there, and what the server
   * said. That it doesn't know one proves nothing: it may have lost it.
   */
  async reconcile(
    connection: Connection,
    request: SendRequest,
  ): Promise<SendResult | "not-sent" | "unresolved"> {
    const client = connection.usable();
    const chats = connection.people.all(request.conversation.id);
    const ids = planSend(request).pieces.map((_, n) => messageIdOf(request.clientMessageId, n));
    const acks: (number | undefined)[] = [];
    for (const id of ids) acks.push((await client.evaluate(findMessage, { chats, id }))?.ack);
    if (acks.every((ack) => ack !== undefined && ack >= 1))
      return { messageIds: ids, level: "sent" };
    return acks.every((ack) => ack === -1) ? "not-sent" : "unresolved";
  }

  async #quoted(connection: Connection, { replyTo }: SendRequest): Promise<string | undefined> {
    if (replyTo === undefined) return undefined;
    const chats = connection.people.all(replyTo.conversationId);
    const found = await connection
      .usable()
      .evaluate(findMessage, { chats, id: replyTo.messageId })
      .catch((error: unknown) => {
        throw nothingSent(error);
      });
    if (found !== undefined) return found.key;
    throw refused("target-not-found", "WhatsApp no longer knows the message that is answered.");
  }

  async #sendOne(
    connection: Connection,
    request: SendRequest,
    { piece, n, quoted }: { piece: Piece; n: number; quoted: string | undefined },
    signal: AbortSignal,
  ): Promise<Sent> {
    const content = await contentOf(piece);
    const leave = await this.#lane.enter(signal);
    if (leave === undefined) throw lateBefore();
    const id = messageIdOf(request.clientMessageId, n);
    try {
      const client = connection.usable();
      const chat = request.conversation.id;
      connection.intake.note(id, request.clientMessageId);
      await this.#prepare(connection, chat, id);
      if (signal.aborted) throw lateBefore();
      const sending = client.send(chat, content, quoted);
      return await this.#outcome(connection, sending, id, { signal, leave });
    } finally {
      connection.forget(id);
      leave();
    }
  }

  /** Nothing has left before this resolves. */
  async #prepare(connection: Connection, chat: string, id: string): Promise<void> {
    const asked = connection.usable().evaluate(prepareToSend, { chat, id });
    const readiness = await asked.catch((error: unknown) => nothingSent(error));
    if (readiness === "ready") return;
    if (readiness === "read-only") {
      throw refused("forbidden", "Only admins may write in this group.");
    }
    await this.#reason(connection);
    if (connection.ending !== undefined) throw errorOf(connection.ending);
    if (readiness instanceof ChannelError) throw readiness;
    throw refused("unavailable", "WhatsApp is out of reach at the moment.");
  }

  /** Where something fails because all is over, that is told a moment later. */
  async #reason(connection: Connection): Promise<void> {
    const over = new AbortController();
    await within(
      connection.when(() => connection.ending !== undefined, over.signal),
      { clock: this.#context.clock, ms: reasonMs, leastMs: reasonMs },
    );
    over.abort();
  }

  async #outcome(
    connection: Connection,
    sending: Promise<WebMessage | undefined>,
    id: string,
    { signal, leave }: { signal: AbortSignal; leave: () => void },
  ): Promise<Sent> {
    const answered = sending.then(
      (message) => ({ message }),
      (error: unknown) => ({ error }),
    );
    const over = new AbortController();
    // The id is used up: the next message may have its turn, however long the answer takes.
    void connection
      .when(() => connection.ackOf(id) !== undefined, over.signal)
      .then((is) => {
        if (is) leave();
      });
    const lost = this.#lost(connection, over.signal);
    try {
      const first = await within(Promise.race([answered, lost]), {
        clock: this.#context.clock,
        ms: Number.MAX_SAFE_INTEGER / 1e9,
        leastMs: 10 * 60_000,
        signal,
      });
      if (first === "late") {
        throw new ChannelError({
          code: "timeout",
          outcome: "unknown",
          message: "WhatsApp didn't confirm the message in time.",
        });
      }
      if (first === "lost") throw this.#broken(connection, id, undefined);
      if ("message" in first) return this.#answer(connection, first.message, id);
      await this.#reason(connection);
      throw this.#broken(connection, id, first.error);
    } finally {
      over.abort();
    }
  }

  /** When the connection is gone, and doesn't come back at once. */
  async #lost(connection: Connection, signal: AbortSignal): Promise<"lost"> {
    const { clock } = this.#context;
    const isGone = (): boolean => connection.ending !== undefined || !connection.isConnected;
    if (await connection.when(isGone, signal)) {
      const ended = connection.when(() => connection.ending !== undefined, signal);
      await within(ended, { clock, ms: graceMs, leastMs: graceMs, signal });
    }
    return "lost";
  }

  #answer(connection: Connection, message: WebMessage | undefined, id: string): Sent {
    if (message === undefined) {
      // The library says the same when it lost sight of a message that it has sent.
      if (connection.ackOf(id) !== undefined) throw this.#broken(connection, id, undefined);
      throw refused("recipient-unreachable", "Nobody has WhatsApp under this number.");
    }
    const ack = Math.max(message.ack ?? 0, connection.ackOf(id) ?? 0);
    if (message.ack === -1 || connection.ackOf(id) === -1) {
      throw refused("content-rejected", "WhatsApp refused this message.");
    }
    return { id: message.id.id, level: ack >= 1 ? "sent" : "accepted", t: message.t };
  }

  /**
   * The account's end comes over the same stream as an acknowledgement, and after it: a message that had none by then was
   * not taken. Of every other break nobody can tell.
   */
  #broken(connection: Connection, id: string, cause: unknown): ChannelError {
    const { ending } = connection;
    if (ending === undefined) {
      return cause === undefined
        ? new ChannelError({
            code: "unavailable",
            outcome: "unknown",
            message: "The connection broke before WhatsApp confirmed the message.",
          })
        : sendFailed(cause, connection.ackOf(id) === undefined);
    }
    const isAccountsEnd = ending.type === "logged-out" || ending.type === "state";
    const isTaken = (connection.ackOf(id) ?? 0) >= 1;
    return errorOf(ending, isAccountsEnd && !isTaken ? "not-sent" : "unknown");
  }
}

/** What the page threw. Before the message stands in it nothing has left: a file's upload, for example, is no message. */
function sendFailed(cause: unknown, isUnseen: boolean): ChannelError {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (isUnseen && /upload failed/.test(text)) {
    return new ChannelError({
      code: "unavailable",
      outcome: "not-sent",
      message: "WhatsApp didn't take the file's upload.",
      cause,
    });
  }
  if (isUnseen && /quoted message/.test(text)) {
    return refused("target-not-found", "WhatsApp no longer knows the message that is answered.");
  }
  return failedCall(cause, "unknown");
}

async function contentOf(piece: Piece): Promise<Content> {
  if (piece.type !== "file") return piece;
  const { as, media, caption } = piece;
  const { mimeType, fileName } = media;
  const base64 = await base64Of(media).catch((error: unknown) => {
    if (error instanceof ChannelError) throw error;
    throw new ChannelError({
      code: "unavailable",
      outcome: "not-sent",
      message: "The file could not be read to its end.",
      cause: error,
    });
  });
  return {
    type: "file",
    as,
    mimeType,
    fileName,
    base64,
    ...(caption === undefined ? {} : { caption }),
  };
}

function lateBefore(): ChannelError {
  return new ChannelError({
    code: "timeout",
    outcome: "not-sent",
    message: "Cut short before anything was sent to WhatsApp.",
  });
}

function partlySent(error: ChannelError, done: number, of: number): ChannelError {
  return new ChannelError({
    code: error.code,
    outcome: "unknown",
    message: `${done} of ${of} pieces arrived, then: ${error.message}`,
    cause: error,
  });
}
