import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { ChatMessage, Entry, Happening, Line, Note, Visitor } from "./entries.ts";
import { LogFile } from "./log-file.ts";

/** What a mailbox holds, as far as its log is on the disk. */
class Contents {
  readonly entries: Entry[] = [];
  readonly messages = new Map<string, ChatMessage>();
  /** The entry that a message came with. */
  readonly firstEntries = new Map<string, Entry>();
  readonly notes = { given: 0, seen: 0, read: 0 };
  visitor: Visitor | undefined;

  take(line: Line): void {
    if (isNote(line)) {
      if (line.type === "visitor") this.visitor = line.visitor;
      else this.notes[line.type] = line.upTo;
    } else {
      this.entries.push(line);
      if (line.type === "read") this.notes.read = line.upTo;
      if (line.type === "message") this.firstEntries.set(line.message.id, line);
      if (line.type === "message" || line.type === "edited") {
        this.messages.set(line.message.id, line.message);
      } else if (line.type === "deleted") {
        const { id, from, sentAt } = this.messages.get(line.messageId) ?? unknownMessage;
        this.messages.set(line.messageId, { id, from, sentAt, deleted: true });
      }
    }
  }
}

const unknownMessage: ChatMessage = { id: "", from: "agent", sentAt: new Date(0).toISOString() };

/** Everything between one visitor and the agents. One of it per visitor at a time: see `Mailboxes`. */
export class Mailbox {
  /** Differs from visitor to visitor, and tells nothing of them. */
  readonly key: string;
  /** Messages of the visitor's that the hub is being given, by id: it may speak of them before they are in the log. */
  readonly arriving = new Map<string, Promise<void>>();
  /** Until when the visitor is shown that an agent types. */
  typingUntil = 0;
  readonly #path: string;
  #file: LogFile | undefined;
  #contents = new Contents();
  #last: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<() => void>();

  private constructor(key: string, path: string) {
    this.key = key;
    this.#path = path;
  }

  static async open(key: string, path: string): Promise<Mailbox> {
    const mailbox = new Mailbox(key, path);
    const log = await LogFile.open(path);
    mailbox.#file = log?.file;
    for (const line of log?.lines ?? []) mailbox.#contents.take(line);
    return mailbox;
  }

  /** Whether the visitor was ever here, and hasn't asked to be forgotten. */
  get exists(): boolean {
    return this.#file !== undefined;
  }

  get visitor(): Visitor | undefined {
    return this.#contents.visitor;
  }

  get last(): number {
    return this.#contents.entries.at(-1)?.n ?? 0;
  }

  /** Up to which entry the visitor has got and has seen, and what an agent has read. */
  get notes(): Readonly<Record<"given" | "seen" | "read", number>> {
    return this.#contents.notes;
  }

  /** As it is now, after edits. */
  message(id: string): ChatMessage | undefined {
    return this.#contents.messages.get(id);
  }

  entryOf(messageId: string): Entry | undefined {
    return this.#contents.firstEntries.get(messageId);
  }

  /** Those after `after`, at most `limit`. */
  after(after: number, limit: number): readonly Entry[] {
    return this.#contents.entries.slice(after, after + limit);
  }

  /** The last `limit` of those before `before`. */
  before(before: number, limit: number): readonly Entry[] {
    const end = Math.max(0, before - 1);
    return this.#contents.entries.slice(Math.max(0, end - limit), end);
  }

  /**
   * Adds what `make` says, which sees all that was added before. Resolves when it is on the disk, and tells whoever
   * waits.
   */
  add(make: () => readonly (Happening | Note)[]): Promise<void> {
    return this.#inTurn(async () => {
      let n = this.last;
      const lines = make().map((it): Line => {
        if (isNote(it)) return it;
        n += 1;
        return { ...it, n };
      });
      if (lines.length === 0) return;
      this.#file ??= await LogFile.create(this.#path);
      await this.#file.append(lines);
      for (const line of lines) this.#contents.take(line);
      if (!lines.every(isNote)) this.wake();
    });
  }

  /** Removes all of it, for good. */
  forget(): Promise<void> {
    return this.#inTurn(async () => {
      await rm(dirname(this.#path), { recursive: true, force: true });
      this.#file = undefined;
      this.#contents = new Contents();
      this.wake();
    });
  }

  /** Resolves at the next change; also when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener("abort", end, { once: true });
      if (signal.aborted) end();
    });
  }

  wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    // Who asked for it is told; the next one's turn comes all the same.
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function isNote(it: Happening | Line): it is Note {
  return it.type === "visitor" || it.type === "given" || it.type === "seen";
}
