import { setTimeout as pause } from "node:timers/promises";

/** An entry as the hub tells it; see the protocol in the adapter's README. */
export interface WidgetEntry {
  readonly n: number;
  readonly type: "message" | "edited" | "deleted" | "reaction" | "read";
  readonly messageId?: string;
  readonly emojis?: readonly string[];
  readonly message?: {
    readonly id: string;
    readonly from: "visitor" | "agent";
    readonly text?: string;
    readonly spans?: readonly {
      readonly start: number;
      readonly end: number;
      readonly style: "bold" | "link";
      readonly value?: string;
    }[];
    readonly file?: {
      readonly fileId: string;
      readonly kind: "image" | "video" | "audio" | "voice" | "file";
      readonly mimeType: string;
      readonly fileName: string;
    };
    readonly replyTo?: string;
  };
}

export interface WidgetNews {
  readonly entries: readonly WidgetEntry[];
  readonly last: number;
  readonly typing?: { readonly until: string };
}

const againMs = 20;

/** The page's side of the wire: an outbox that tries until it is acknowledged, and a long poll. */
export class Widget {
  readonly token: string;
  /** The last entry that is known here. */
  last = 0;
  acknowledged = 0;
  readonly #address: () => string;
  readonly #onNews: (widget: Widget, news: WidgetNews) => Promise<void>;
  readonly #ending = new AbortController();
  #connections = new AbortController();
  #outbox: Promise<void> = Promise.resolve();
  #polling: Promise<void> | undefined;

  constructor(
    token: string,
    address: () => string,
    onNews: (widget: Widget, news: WidgetNews) => Promise<void>,
  ) {
    this.token = token;
    this.#address = address;
    this.#onNews = onNews;
  }

  call(method: string, path: string, body?: unknown): Promise<Response> {
    return this.fetch(path, {
      method,
      ...(body !== undefined && {
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
  }

  fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${this.token}`);
    const signal = AbortSignal.any([this.#ending.signal, this.#connections.signal]);
    return fetch(this.#address() + path, { ...init, headers, signal });
  }

  /** Does it in its turn, and again until the hub has taken it: then it resolves. */
  queue(act: () => Promise<Response>): Promise<void> {
    this.#outbox = this.#outbox.then(async () => {
      if (await this.#untilTaken(act)) this.acknowledged += 1;
    });
    this.#polling ??= this.#poll();
    return this.#outbox;
  }

  /** All connections break; they are made again. */
  cut(): void {
    this.#connections.abort();
    this.#connections = new AbortController();
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#outbox;
    await this.#polling;
  }

  /** False when it has ended before that. @throws Error when the hub refuses it for good. */
  async #untilTaken(act: () => Promise<Response>): Promise<boolean> {
    while (!this.#ending.signal.aborted) {
      const response = await act().catch(() => undefined);
      if (response?.ok === true) return true;
      if (response !== undefined && response.status < 500 && response.status !== 429) {
        throw new Error(`The chat refused it: ${response.status} ${await response.text()}`);
      }
      await pause(againMs);
    }
    return false;
  }

  async #poll(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      try {
        const response = await this.call("GET", `/entries?after=${this.last}&wait=20`);
        if (!response.ok) throw new Error(String(response.status));
        await this.#onNews(this, (await response.json()) as WidgetNews);
      } catch {
        // The hub is away, or the connection was cut: that is what it asks again for.
        await pause(againMs);
      }
    }
  }
}
