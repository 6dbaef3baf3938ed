import { EventStream, type StreamListeners, type Typing } from "./event-stream.ts";
import type { Draft, Event, Presence } from "./schema.ts";

/** What one window says to the others. */
type Word =
  | { readonly kind: "event"; readonly event: Event }
  | { readonly kind: "typing"; readonly typing: Typing }
  | { readonly kind: "draft"; readonly draft: Draft }
  | { readonly kind: "presence"; readonly presence: Presence }
  | { readonly kind: "connected"; readonly isConnected: boolean; readonly last: number | undefined }
  | { readonly kind: "ask" };

/**
 * One event stream for all windows of an agent: a browser keeps only six connections to a hub, and each stream is one
 * for good. The window that has the lock holds the stream and hands on what comes; when it closes, the next one goes on
 * from the last event that it heard of. Over plain HTTP browsers have no locks: there each window has its own.
 */
export class SharedStream {
  readonly #listeners: StreamListeners;
  readonly #name: string;
  readonly #stop = new AbortController();
  #channel: BroadcastChannel | undefined;
  #last: number | undefined;
  #isConnected = false;
  #isLeading = false;

  constructor(listeners: StreamListeners, agentId: string, after: number | undefined) {
    this.#listeners = listeners;
    this.#name = `switchboard-events-${agentId}`;
    this.#last = after;
  }

  start(): void {
    if (!("locks" in navigator)) {
      this.#lead();
      return;
    }
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener("message", ({ data }: MessageEvent<Word>) => this.#hear(data));
    this.#say({ kind: "ask" });
    const lead = async (): Promise<void> => {
      this.#lead();
      await new Promise((resolve) => this.#stop.signal.addEventListener("abort", resolve));
    };
    navigator.locks.request(this.#name, { signal: this.#stop.signal }, lead).catch(() => {
      // Closed before its turn came.
    });
  }

  stop(): void {
    this.#stop.abort();
    this.#channel?.close();
  }

  #lead(): void {
    this.#isLeading = true;
    const stream = new EventStream(
      {
        event: (event) => this.#pass({ kind: "event", event }),
        typing: (typing) => this.#pass({ kind: "typing", typing }),
        draft: (draft) => this.#pass({ kind: "draft", draft }),
        presence: (presence) => this.#pass({ kind: "presence", presence }),
        connected: (isConnected, last) => this.#pass({ kind: "connected", isConnected, last }),
      },
      this.#last,
    );
    stream.start();
    this.#stop.signal.addEventListener("abort", () => stream.stop());
  }

  #pass(word: Word): void {
    if (this.#stop.signal.aborted) return;
    this.#say(word);
    this.#take(word);
  }

  #say(word: Word): void {
    this.#channel?.postMessage(word);
  }

  #hear(word: Word): void {
    if (word.kind !== "ask") {
      if (!this.#isLeading) this.#take(word);
    } else if (this.#isLeading) {
      this.#say({ kind: "connected", isConnected: this.#isConnected, last: this.#last });
    }
  }

  #take(word: Word): void {
    switch (word.kind) {
      case "event":
        // Known already by who has just opened.
        if (word.event.number <= (this.#last ?? 0)) return;
        this.#last = word.event.number;
        this.#listeners.event(word.event);
        break;
      case "typing":
        this.#listeners.typing(word.typing);
        break;
      case "draft":
        this.#listeners.draft(word.draft);
        break;
      case "presence":
        this.#listeners.presence(word.presence);
        break;
      case "connected":
        this.#isConnected = word.isConnected;
        this.#listeners.connected(word.isConnected, word.last);
        break;
      case "ask":
        break;
    }
  }
}
