import type { Logger } from "pino";
import {
  ChannelError,
  type ChannelSession,
  type Clock,
  type Json,
  type MediaRef,
} from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import type { AttachmentsTable } from "../db/schema/attachments.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { dueAttachments, ownerlessAttachments, settleAttachment } from "./attachment-store.ts";
import { afterFailure, type Settlement } from "./fetch-outcome.ts";
import { sniff } from "./sniff.ts";
import { type Storage, TooLargeError } from "./storage.ts";

const perChannel = 2;
const atATime = 50;
const lookEveryMs = 5_000;
const fetchWithinMs = 5 * 60_000;

/** What the fetcher needs of the supervisor. */
export interface MediaSessions {
  connected(channelId: string): { readonly session: ChannelSession } | undefined;
  heldChannels(): readonly string[];
  onConnected(listener: (channelId: string) => void): () => void;
}

export interface MediaFetcherParts {
  readonly database: Database;
  readonly events: EventLog;
  readonly storage: Storage;
  readonly sessions: MediaSessions;
  readonly clock: Clock;
  readonly log: Logger;
  /** MAX_MEDIA_BYTES. */
  readonly maxBytes: number;
}

/**
 * Brings the bytes of received files here, after their messages are stored and shown. Works from the rows alone, so
 * that a restart loses nothing; the outside learns of a file when it can be read, or can't be had.
 */
export class MediaFetcher {
  readonly #parts: MediaFetcherParts;
  readonly #running = new Map<string, Promise<void>>();
  readonly #busy = new Map<string, number>();
  readonly #stopped = new AbortController();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #loop: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void)[] = [];

  constructor(parts: MediaFetcherParts) {
    this.#parts = parts;
  }

  start(): void {
    const { events, sessions } = this.#parts;
    this.#unsubscribe = [
      events.onAppend((appended) => {
        if (appended.some(({ data }) => data?.["files"] !== undefined)) this.#wake();
      }),
      sessions.onConnected(() => this.#wake()),
    ];
    this.#loop = this.#repeat();
  }

  /** Breaks off what is under way; it starts again next time. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#stopped.abort(new Error("The hub is stopping."));
    await this.#loop;
    await this.#looking;
    await Promise.all(this.#running.values());
  }

  #wake(): void {
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#wake();
      await this.#parts.clock.sleep(lookEveryMs, signal).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    while (this.#lookAgain && !this.#stopped.signal.aborted) {
      this.#lookAgain = false;
      try {
        await this.#startDue();
      } catch (error) {
        this.#parts.log.error({ err: error }, "due files could not be looked up");
      }
    }
  }

  async #startDue(): Promise<void> {
    const { database, sessions, clock } = this.#parts;
    const free = sessions
      .heldChannels()
      .filter((id) => this.#slots(id) > 0 && sessions.connected(id) !== undefined);
    const due = await dueAttachments(database.queries, free, clock.now().getTime(), atATime);
    for (const row of due) {
      const { id, channel_id: channelId } = row;
      if (channelId === null || this.#running.has(id) || this.#slots(channelId) === 0) continue;
      const session = sessions.connected(channelId)?.session;
      if (session !== undefined) this.#start(row, channelId, session);
    }
    // A full page may hide other channels' files behind those of one; its slots are taken now.
    if (due.length === atATime && due.some(({ id }) => this.#running.has(id))) {
      this.#lookAgain = free.some((id) => this.#slots(id) > 0);
    }
  }

  #slots(channelId: string): number {
    return perChannel - (this.#busy.get(channelId) ?? 0);
  }

  #start(row: AttachmentsTable, channelId: string, session: ChannelSession): void {
    this.#busy.set(channelId, (this.#busy.get(channelId) ?? 0) + 1);
    const running = this.#fetch(row, channelId, session)
      .catch(async (error: unknown) => {
        const details = { channelId, attachmentId: row.id, err: error };
        this.#parts.log.error(details, "what became of a file was not stored; it is tried again");
        // It is due still: without a pause it would be fetched over and over.
        await this.#parts.clock.sleep(lookEveryMs, this.#stopped.signal).catch(() => undefined);
      })
      .finally(() => {
        this.#running.delete(row.id);
        this.#busy.set(channelId, (this.#busy.get(channelId) ?? 1) - 1);
        if (!this.#stopped.signal.aborted) this.#wake();
      });
    this.#running.set(row.id, running);
  }

  async #fetch(row: AttachmentsTable, channelId: string, session: ChannelSession): Promise<void> {
    const { clock, log, sessions } = this.#parts;
    let settlement: Settlement;
    try {
      settlement = await this.#store(row, session);
    } catch (error) {
      // The session went away under it: that says nothing about the file.
      if (this.#stopped.signal.aborted) return;
      const lost = sessions.connected(channelId) === undefined;
      settlement = lost ? notTried(row) : afterFailure(error, row.attempts, clock.now());
      log.warn(
        { channelId, attachmentId: row.id, code: ChannelError.from(error).code },
        "a file could not be fetched",
      );
    }
    await this.#settle(row, settlement);
  }

  async #store(row: AttachmentsTable, session: ChannelSession): Promise<Settlement> {
    const { storage, maxBytes } = this.#parts;
    if ((row.size ?? 0) > maxBytes) throw new TooLargeError(maxBytes);
    if (session.fetchMedia === undefined) {
      throw new ChannelError({ code: "unsupported", outcome: "not-sent" });
    }
    const over = new AbortController();
    const late = this.#limit(over);
    // Once the file is here, nobody waits for it any more.
    late.catch(() => undefined);
    try {
      const { body, size, mimeType } = await Promise.race([
        session.fetchMedia(toRef(row), over.signal),
        late,
      ]);
      if ((size ?? 0) > maxBytes) {
        await body.cancel();
        throw new TooLargeError(maxBytes);
      }
      // The pipe breaks with the signal even where the adapter's stream doesn't.
      const source = body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), {
        signal: over.signal,
      });
      const stored = await storage.put(row.id, source, maxBytes);
      if (size !== undefined && stored.size < size) {
        throw new ChannelError({ code: "unavailable", outcome: "not-sent" });
      }
      const declared = mimeType ?? row.mime_type ?? undefined;
      return { state: "ready", mime_type: await sniff(storage, row.id, declared), ...stored };
    } finally {
      over.abort(new Error("The file is fetched, or given up."));
    }
  }

  /** Rejects when the time is over or the hub stops, and tells the adapter. */
  async #limit(over: AbortController): Promise<never> {
    const stopped = this.#stopped.signal;
    const stop = (): void => over.abort(stopped.reason);
    stopped.addEventListener("abort", stop, { once: true });
    try {
      await this.#parts.clock.sleep(fetchWithinMs, over.signal);
      const error = new ChannelError({ code: "timeout", outcome: "not-sent" });
      over.abort(error);
      throw error;
    } finally {
      stopped.removeEventListener("abort", stop);
    }
  }

  /** Settles files that are still wanted although their channel is gone. */
  async sweep(): Promise<void> {
    const rows = await ownerlessAttachments(this.#parts.database.queries, 1_000);
    for (const row of rows) {
      await this.#settle(row, { state: "failed", reason: "The channel was deleted." });
    }
  }

  async #settle(row: AttachmentsTable, settlement: Settlement): Promise<void> {
    await this.#parts.events.write(async (trx, record) => {
      const settled = await settleAttachment(trx, row.id, settlement);
      if (!settled || settlement.state === "pending") return;
      record({
        type: "message.updated",
        channelId: row.channel_id ?? undefined,
        conversationId: row.conversation_id ?? undefined,
        messageId: row.message_id ?? undefined,
        data: { attachment: { id: row.id, state: settlement.state } },
      });
    });
  }
}

function notTried({ attempts, due_at }: AttachmentsTable): Settlement {
  return { state: "pending", attempts, due_at };
}

function toRef(row: AttachmentsTable): MediaRef {
  return {
    ref: JSON.parse(row.ref ?? "null") as Json,
    ...(row.mime_type !== null && { mimeType: row.mime_type }),
    ...(row.file_name !== null && { fileName: row.file_name }),
    ...(row.size !== null && { size: row.size }),
    ...(row.width !== null && { width: row.width }),
    ...(row.height !== null && { height: row.height }),
    ...(row.duration_ms !== null && { durationMs: row.duration_ms }),
  };
}
