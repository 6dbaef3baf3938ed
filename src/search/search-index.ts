import type { Logger } from "pino";
import type { Clock } from "../adapter/index.ts";
import type { Database } from "../db/database.ts";
import { messagesById } from "../inbox/message-list-store.ts";
import { type StoredPart, storedParts } from "../inbox/message-rows.ts";
import type { EventLog } from "../realtime/event-log.ts";
import { eventsAfter } from "../realtime/event-store.ts";
import {
  fileNamesOf,
  lockProgress,
  putDocument,
  removeDocument,
  saveProgress,
} from "./search-store.ts";
import { tokensOf } from "./tokens.ts";

/** Taking messages in comes first: the index waits until nothing was written for so long, */
const quietMs = 300;
/** but no longer than this. */
const longestWaitMs = 30_000;
/** Other processes' commits wake nobody here. */
const lookEveryMs = 5_000;
const eventsAtOnce = 100;
const longestText = 20_000;

/**
 * Keeps the search up to date from the change log, behind the back of whoever writes messages. How far it is stands in the
 * same transaction as what it wrote, so that a kill loses nothing, and of several processes one does each piece.
 */
export class SearchIndex {
  readonly #database: Database;
  readonly #events: EventLog;
  readonly #clock: Pick<Clock, "now" | "sleep">;
  readonly #log: Logger;
  readonly #stopped = new AbortController();
  #lastWriteAt = 0;
  #waitingSince: number | undefined;
  #nap = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #unsubscribe: () => void = () => undefined;

  constructor(parts: {
    readonly database: Database;
    readonly events: EventLog;
    readonly clock: Pick<Clock, "now" | "sleep">;
    readonly log: Logger;
  }) {
    this.#database = parts.database;
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#log = parts.log;
  }

  start(): void {
    this.#unsubscribe = this.#events.onAppend((events) => {
      if (!events.some(({ messageId }) => messageId !== undefined)) return;
      this.#lastWriteAt = this.#now();
      // The first one ends the long nap; those after it are waited out.
      if (this.#waitingSince === undefined) this.#nap.abort();
      this.#waitingSince ??= this.#lastWriteAt;
    });
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort(new Error("The hub is stopping."));
    this.#unsubscribe();
    await this.#loop;
  }

  /** Reads on in the change log. Resolves with false when there was nothing left to read. */
  async readOn(): Promise<boolean> {
    return await this.#database.write(async (trx) => {
      const last = await lockProgress(trx);
      const events = await eventsAfter(trx, last, eventsAtOnce);
      const newest = events.at(-1);
      if (newest === undefined) return false;
      const ids = new Set(
        events.flatMap(({ type, messageId }) =>
          messageId !== undefined && type !== "message.delivery" ? [messageId] : [],
        ),
      );
      const rows = new Map((await messagesById(trx, [...ids])).map((row) => [row.id, row]));
      const fileNames = await fileNamesOf(trx, [...rows.keys()]);
      for (const id of ids) {
        const row = rows.get(id);
        if (row === undefined || row.deleted_at !== null || row.direction === "activity") {
          await removeDocument(trx, id);
        } else {
          const text = `${textOf(storedParts(row))} ${fileNames.get(id) ?? ""}`;
          await putDocument(trx, row, tokensOf(text.slice(0, longestText)));
        }
      }
      await saveProgress(trx, newest.number);
      return true;
    });
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      this.#nap = new AbortController();
      try {
        while (!signal.aborted && !this.#isBusy() && (await this.readOn())) {
          // The event loop's turn, and the database's, before the next piece.
          await this.#pause(1);
        }
        if (!this.#isBusy()) this.#waitingSince = undefined;
      } catch (error) {
        this.#log.warn({ err: error }, "The search could not be brought up to date; trying again");
      }
      await this.#pause(this.#waitingSince === undefined ? lookEveryMs : quietMs);
    }
  }

  /** Somebody writes, and hasn't for too long. */
  #isBusy(): boolean {
    const now = this.#now();
    const waited = now - (this.#waitingSince ?? now);
    return now - this.#lastWriteAt < quietMs && waited < longestWaitMs;
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  async #pause(ms: number): Promise<void> {
    const nap = AbortSignal.any([this.#nap.signal, this.#stopped.signal]);
    await this.#clock.sleep(ms, nap).catch((reason: unknown) => {
      if (!nap.aborted) throw reason;
    });
  }
}

/** The words of a message. */
function textOf(parts: readonly StoredPart[]): string {
  return parts.map(wordsOf).join("\n");
}

function wordsOf(part: StoredPart): string {
  switch (part.type) {
    case "text":
      return part.text.text;
    case "media":
      return part.caption?.text ?? "";
    case "location":
      return `${part.name ?? ""} ${part.address ?? ""}`;
    case "contact-card":
      return `${part.name} ${part.phones.join(" ")}`;
    case "link":
      return `${part.title ?? ""} ${part.description ?? ""} ${part.url}`;
    case "poll":
      return `${part.question} ${part.options.join(" ")}`;
    case "action":
      return part.label ?? part.value;
    case "unsupported":
      return part.fallback;
  }
}
