import { setMaxListeners } from "node:events";
import type { UpdateQueue } from "./update-queue.ts";
import { badRequest } from "./wire.ts";
import type { WireUpdate } from "./wire.ts";

export interface WebhookTarget {
  readonly url: string;
  readonly secret?: string;
  readonly maxConnections: number;
}

/** The first wait before an update is brought again; Telegram's own is longer, which would only make tests slow. */
const firstRetryMs = 20;
const longestRetryMs = 1000;

/** Brings updates to a webhook: in order within a chat, chats beside one another, again until it says 2xx. */
export class WebhookSender {
  readonly #queue: UpdateQueue;
  readonly #lanes = new Map<string, WireUpdate[]>();
  #target: WebhookTarget | undefined;
  #stop = new AbortController();
  #free = 0;
  #waiting: (() => void)[] = [];
  #lastError: { readonly at: number; readonly message: string } | undefined;

  constructor(queue: UpdateQueue) {
    this.#queue = queue;
  }

  get target(): WebhookTarget | undefined {
    return this.#target;
  }

  set(target: WebhookTarget): void {
    if (!URL.canParse(target.url)) throw badRequest("bad webhook: invalid URL");
    this.clear();
    this.#target = target;
    this.#stop = new AbortController();
    // One for each call under way, and there may be many.
    setMaxListeners(0, this.#stop.signal);
    this.#free = target.maxConnections;
    this.#queue.onUpdate = (update) => this.bring(update);
    for (const update of this.#queue.pending) this.bring(update);
  }

  /** What waits stays in the queue. */
  clear(): void {
    this.#stop.abort();
    this.#target = undefined;
    this.#queue.onUpdate = undefined;
    this.#lanes.clear();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  info(): object {
    return {
      url: this.#target?.url ?? "",
      has_custom_certificate: false,
      pending_update_count: this.#queue.pending.length,
      ...(this.#lastError === undefined
        ? {}
        : { last_error_date: this.#lastError.at, last_error_message: this.#lastError.message }),
    };
  }

  bring(update: WireUpdate): void {
    const key = laneOf(update);
    const lane = this.#lanes.get(key);
    if (lane !== undefined) {
      lane.push(update);
      return;
    }
    const updates = [update];
    this.#lanes.set(key, updates);
    void this.#drain(key, updates, this.#stop.signal);
  }

  async #drain(key: string, updates: WireUpdate[], signal: AbortSignal): Promise<void> {
    for (let update = updates[0]; update !== undefined; update = updates[0]) {
      await this.#deliver(update, signal);
      if (signal.aborted) return;
      updates.shift();
    }
    this.#lanes.delete(key);
  }

  async #deliver(update: WireUpdate, signal: AbortSignal): Promise<void> {
    for (
      let waitMs = firstRetryMs;
      !signal.aborted;
      waitMs = Math.min(waitMs * 2, longestRetryMs)
    ) {
      const problem = await this.#limited(() => this.#post(update, signal), signal);
      if (problem === undefined) {
        this.#queue.confirm(update);
        return;
      }
      if (signal.aborted) return;
      this.#lastError = { at: Math.floor(Date.now() / 1000), message: problem };
      await pause(waitMs, signal);
    }
  }

  /** Undefined when it was taken, else why not. */
  async #post(update: WireUpdate, signal: AbortSignal): Promise<string | undefined> {
    const target = this.#target;
    if (target === undefined) return "no webhook";
    // A signal keeps every request that it was given to: each gets one of its own.
    const own = new AbortController();
    const abort = (): void => own.abort();
    signal.addEventListener("abort", abort);
    try {
      const response = await fetch(target.url, {
        method: "POST",
        signal: own.signal,
        headers: {
          "content-type": "application/json",
          ...(target.secret === undefined
            ? {}
            : { "x-telegram-bot-api-secret-token": target.secret }),
        },
        body: JSON.stringify(update),
      });
      await response.arrayBuffer();
      if (response.ok) return undefined;
      return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
    } catch (error) {
      return error instanceof Error ? `Connection failed: ${error.message}` : "Connection failed";
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Undefined when it was taken, else why not. */
  async #limited(
    act: () => Promise<string | undefined>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    while (this.#free === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    if (signal.aborted) return "no longer wanted";
    this.#free -= 1;
    try {
      return await act();
    } finally {
      this.#free += 1;
      this.#waiting.shift()?.();
    }
  }
}

/** Updates of one chat keep their order. */
function laneOf(update: WireUpdate): string {
  const payloads: readonly unknown[] = Object.values(update);
  const content = payloads.find((value) => typeof value === "object");
  const { chat } = (content ?? {}) as { readonly chat?: { readonly id?: number } };
  return String(chat?.id ?? "");
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
