import { ChannelError } from "../../adapter/index.ts";
import type { Frame, Port } from "./frames.ts";
import { fromWire, toWire } from "./wire-error.ts";

/** What one side can be asked, by name. */
export type Procedures<T> = {
  readonly [M in keyof T]: { readonly in: unknown; readonly out: unknown };
};

export type Handlers<T extends Procedures<T>> = {
  readonly [M in keyof T]: (
    input: T[M]["in"],
    signal: AbortSignal,
  ) => Promise<T[M]["out"]> | T[M]["out"];
};

export interface CallOptions {
  readonly signal?: AbortSignal;
  /**
   * Without it a call that is aborted rejects at once with the signal's reason. With it the other side's word is waited
   * for so long (ms): only that says whether something was sent.
   */
  readonly waitAfterAbortMs?: number;
  /** The other side says when it begins: without that it is certain that nothing was done. */
  readonly acknowledged?: true;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onBegan: () => void;
  /** Whether something may have been done. */
  began: boolean;
}

/** One side of the line: asks the other side, and answers what that asks. */
export class Peer<Mine extends Procedures<Mine>, Theirs extends Procedures<Theirs>> {
  readonly #port: Port;
  readonly #handlers: Handlers<Mine>;
  readonly #onFault: (error: unknown) => void;
  readonly #onLateAnswer: (value: unknown) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #calling = new Set<Promise<unknown>>();
  readonly #serving = new Map<number, AbortController>();
  #calls = 0;
  #closed: string | undefined;

  /** `onFault` and `onLateAnswer` hear of what has no caller, or none any more, to go to. */
  constructor(
    port: Port,
    handlers: Handlers<Mine>,
    others: {
      readonly onFault: (error: unknown) => void;
      readonly onLateAnswer: (value: unknown) => void;
    },
  ) {
    this.#port = port;
    this.#handlers = handlers;
    this.#onFault = others.onFault;
    this.#onLateAnswer = others.onLateAnswer;
  }

  /** Resolves when all our calls have their answers, or after so many ms. */
  async settled(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([Promise.allSettled(this.#calling), late]);
    clearTimeout(timer);
  }

  /**
   * @throws ChannelError `unavailable` when the other side is gone: `not-sent` when it never began with the call, else
   * `unknown`. What the other side threw comes as it was.
   */
  call<M extends keyof Theirs & string>(
    method: M,
    input: Theirs[M]["in"],
    options: CallOptions = {},
  ): Promise<Theirs[M]["out"]> {
    const { signal, waitAfterAbortMs, acknowledged } = options;
    if (this.#closed !== undefined) return Promise.reject(gone(this.#closed, false));
    if (signal?.aborted === true && waitAfterAbortMs === undefined) {
      return Promise.reject(signal.reason as Error);
    }
    this.#calls += 1;
    const id = this.#calls;
    const acknowledge = acknowledged === true ? { acknowledge: true as const } : {};
    let timer: NodeJS.Timeout | undefined;
    let onAbort = (): void => undefined;
    const done = new Promise<Theirs[M]["out"]>((resolve, reject) => {
      const pending: Pending = {
        resolve,
        reject,
        began: acknowledged !== true,
        onBegan: () => {
          if (signal?.aborted === true) patience();
        },
      };
      const patience = (): void => {
        timer ??= setTimeout(() => reject(ignored()), waitAfterAbortMs);
      };
      onAbort = () => {
        this.#send({ type: "abort", id, reason: toWire(signal?.reason) });
        if (waitAfterAbortMs === undefined) reject(signal?.reason);
        // As long as it hasn't begun it may still, or be refused there, or be lost with the process: that will be told.
        else if (pending.began) patience();
      };
      this.#pending.set(id, pending);
      this.#send({ type: "call", id, method, input, ...acknowledge }, (error) => {
        reject(
          isNotPlain(error) ? unsendable(error) : gone("The adapter's process is gone.", false),
        );
      });
      if (signal?.aborted === true) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
    });
    this.#calling.add(done);
    return done.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      this.#pending.delete(id);
      this.#calling.delete(done);
    });
  }

  /** A call that nobody waits for. */
  tell<M extends keyof Theirs & string>(method: M, input: Theirs[M]["in"]): void {
    if (this.#closed === undefined) this.#send({ type: "tell", method, input });
  }

  /** Takes a frame that came in. */
  take(frame: Frame): void {
    switch (frame.type) {
      case "call":
        void this.#serve(frame);
        break;
      case "tell":
        void this.#handle(frame.method, frame.input, neverAborted).catch(this.#onFault);
        break;
      case "abort":
        this.#serving.get(frame.id)?.abort(fromWire(frame.reason));
        break;
      case "began": {
        const pending = this.#pending.get(frame.id);
        if (pending === undefined) break;
        pending.began = true;
        pending.onBegan();
        break;
      }
      case "answer": {
        const pending = this.#pending.get(frame.id);
        if (pending === undefined) this.#onLateAnswer(frame.value);
        else pending.resolve(frame.value);
        break;
      }
      case "failure":
        this.#pending.get(frame.id)?.reject(fromWire(frame.error));
        break;
    }
  }

  /** The other side is gone: its calls are aborted, and those of ours rejected. */
  close(why: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = why;
    for (const { reject, began } of this.#pending.values()) reject(gone(why, began));
    for (const serving of this.#serving.values()) serving.abort(new Error(why));
  }

  async #serve({
    id,
    method,
    input,
    acknowledge,
  }: Extract<Frame, { type: "call" }>): Promise<void> {
    const controller = new AbortController();
    this.#serving.set(id, controller);
    let answer: Frame;
    try {
      // Handed over before anything is done: without it the caller may take it that nothing was.
      if (acknowledge === true) {
        await this.#port.post({ type: "began", id });
        if (controller.signal.aborted) throw overBefore();
      }
      const value = await this.#handle(method, input, controller.signal);
      answer = { type: "answer", id, value };
    } catch (error) {
      answer = { type: "failure", id, error: toWire(error) };
    }
    this.#serving.delete(id);
    if (this.#closed !== undefined) return;
    this.#send(answer, (error) => {
      if (this.#closed === undefined) this.#send({ type: "failure", id, error: toWire(error) });
    });
  }

  async #handle(method: string, input: unknown, signal: AbortSignal): Promise<unknown> {
    if (!Object.hasOwn(this.#handlers, method)) throw new Error(`Nobody answers to "${method}".`);
    // Both sides are of one version and one type: what is called `method` takes this input.
    const handler = this.#handlers[method as keyof Mine];
    return await handler(input, signal);
  }

  #send(frame: Frame, onFailure: (error: unknown) => void = this.#onFault): void {
    try {
      this.#port.post(frame).catch((error: unknown) => {
        // The line broke; `close` is about to be called, and says so to whoever waits.
        if (this.#closed === undefined) onFailure(error);
      });
    } catch (error) {
      onFailure(error);
    }
  }
}

const neverAborted = new AbortController().signal;

function gone(why: string, began: boolean): ChannelError {
  const outcome = began ? "unknown" : "not-sent";
  return new ChannelError({ code: "unavailable", outcome, message: why });
}

function ignored(): ChannelError {
  const message = "The adapter didn't come to an end when its time was up.";
  return new ChannelError({ code: "timeout", outcome: "unknown", message });
}

function overBefore(): ChannelError {
  const message = "Its time was up before the adapter came to it.";
  return new ChannelError({ code: "timeout", outcome: "not-sent", message });
}

function isNotPlain(error: unknown): boolean {
  return error instanceof Error && error.name === "DataCloneError";
}

function unsendable(cause: unknown): ChannelError {
  const message = "What was to be handed over is not plain data.";
  return new ChannelError({ code: "internal", outcome: "not-sent", message, cause });
}
