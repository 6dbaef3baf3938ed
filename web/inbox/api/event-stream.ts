import type { Draft, Event, Presence } from "./schema.ts";
import { refusal, signedOutTeller } from "./hub.ts";

export interface Typing {
  readonly conversationId: string;
  readonly name: string;
  readonly expiresInMs: number;
}

export interface StreamListeners {
  readonly event: (event: Event) => void;
  readonly typing: (typing: Typing) => void;
  /** What the same agent writes on another device. */
  readonly draft: (draft: Draft) => void;
  readonly presence: (presence: Presence) => void;
  /** Whether the line stands, and the number of the last event that came over it. */
  readonly connected: (isConnected: boolean, last: number | undefined) => void;
}

/** The hub says something at least every 15 s. */
const silenceMs = 35_000;
const longestPauseMs = 30_000;

/**
 * The hub's change log as it grows: one connection that comes back by itself, for ever, with the number of the last
 * event it had, so that nothing is missed and nothing comes twice.
 */
export class EventStream {
  readonly #listeners: StreamListeners;
  #last: number | undefined;
  #failures = 0;
  #abort = new AbortController();
  #isStopped = false;
  #wake: () => void = () => undefined;

  /** `after`: the number of the last event that is known already. */
  constructor(listeners: StreamListeners, after: number | undefined) {
    this.#listeners = listeners;
    this.#last = after;
  }

  start(): void {
    void this.#run();
    addEventListener("online", this.#retry);
    addEventListener("offline", this.#cut);
  }

  stop(): void {
    this.#isStopped = true;
    removeEventListener("online", this.#retry);
    removeEventListener("offline", this.#cut);
    this.#abort.abort();
    this.#wake();
  }

  /** Not waiting any longer, as after signing in again. */
  readonly #retry = (): void => {
    this.#failures = 0;
    this.#wake();
  };

  readonly #cut = (): void => this.#abort.abort();

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#abort = new AbortController();
      try {
        await this.#follow(this.#abort);
      } catch {
        // Whatever cut the line: the pause below and the next try are the answer to it.
      }
      this.#listeners.connected(false, this.#last);
      if (this.#isStopped) return;
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const most = Math.min(longestPauseMs, 1000 * 2 ** this.#failures);
    this.#failures += 1;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, most * (0.5 + Math.random() / 2));
    });
  }

  async #follow(abort: AbortController): Promise<void> {
    let watchdog = setTimeout(() => abort.abort(), silenceMs);
    const tellSignedOut = signedOutTeller();
    try {
      const response = await fetch("/api/v1/events/stream", {
        signal: abort.signal,
        headers: this.#last === undefined ? {} : { "Last-Event-ID": String(this.#last) },
      });
      if (!response.ok || response.body === null) throw await refusal(response, tellSignedOut);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(watchdog);
        watchdog = setTimeout(() => abort.abort(), silenceMs);
        const frames = (rest + value).split("\n\n");
        rest = frames.pop() ?? "";
        for (const frame of frames) this.#take(frame);
      }
    } finally {
      clearTimeout(watchdog);
    }
  }

  #take(frame: string): void {
    const fields = new Map(
      frame.split("\n").map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)] as const;
      }),
    );
    const type = fields.get("event");
    const data = fields.get("data");
    if (type === undefined || data === undefined) return;
    const id = fields.get("id");
    if (id !== undefined) this.#last = Number(id);
    if (type === "ready") {
      this.#failures = 0;
      this.#listeners.connected(true, this.#last);
    } else if (type === "conversation.typing") {
      this.#listeners.typing(JSON.parse(data) as Typing);
    } else if (type === "draft.changed") {
      this.#listeners.draft(JSON.parse(data) as Draft);
    } else if (type === "presence.changed") {
      this.#listeners.presence(JSON.parse(data) as Presence);
    } else {
      this.#listeners.event(JSON.parse(data) as Event);
    }
  }
}
