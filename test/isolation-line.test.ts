import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ChannelError } from "../src/adapter/index.ts";
import type { Frame } from "../src/channels/isolation/frames.ts";
import { Peer } from "../src/channels/isolation/peer.ts";
import { borrowedStream, giveUpStreams, LentStreams } from "../src/channels/isolation/streams.ts";
import { fromWire, toWire } from "../src/channels/isolation/wire-error.ts";
import { until } from "./support/until.ts";

const never = new AbortController().signal;

describe("an error that crosses", () => {
  it("is the same ChannelError on the other side", () => {
    const cause = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    const thrown = new ChannelError({
      code: "rate-limited",
      outcome: "not-sent",
      message: "Slow down.",
      retryAfterMs: 7_000,
      migratedTo: "-100",
      cause,
    });
    const arrived = crossed(thrown);
    expect(arrived).toBeInstanceOf(ChannelError);
    expect(arrived).toMatchObject({
      code: "rate-limited",
      outcome: "not-sent",
      message: "Slow down.",
      retryAfterMs: 7_000,
      migratedTo: "-100",
      cause: { message: "reset", code: "ECONNRESET" },
    });
    expect(arrived.stack).toBe(thrown.stack);
  });

  const refused = (): Error => Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  it.each([
    ["refused", new TypeError("fetch failed", { cause: refused() }), "unavailable", "not-sent"],
    [
      "refused at each address",
      new TypeError("fetch failed", { cause: new AggregateError([refused(), refused()]) }),
      "unavailable",
      "not-sent",
    ],
    [
      "broken off",
      new TypeError("fetch failed", {
        cause: new AggregateError([refused(), Object.assign(new Error(), { code: "ECONNRESET" })]),
      }),
      "unavailable",
      "unknown",
    ],
    ["late", new DOMException("too long", "TimeoutError"), "timeout", "unknown"],
    [
      "forbidden by the guard",
      Object.defineProperty(new Error("private"), "name", { value: "ForbiddenRequestError" }),
      "config-invalid",
      "not-sent",
    ],
  ])("means what it meant, of a fetch that was %s", (_how, thrown, code, outcome) => {
    expect(ChannelError.fromFetch(crossed(thrown))).toMatchObject({ code, outcome });
  });

  it("is internal and unknown when it is any other", () => {
    for (const thrown of [new Error("Target closed"), "auth timeout", undefined, { code: 1 }]) {
      expect(ChannelError.from(crossed(thrown))).toMatchObject({
        code: "internal",
        outcome: "unknown",
      });
    }
  });
});

describe("a call that the other side doesn't answer", () => {
  it("was not sent when nobody began with it, and is unknown when somebody did", async () => {
    const line = new Line();
    const begun = line.near.call("hold", "", { acknowledged: true });
    await until("its beginning", () => line.taken.some(({ type }) => type === "began"));
    line.isDeaf = true;
    const unheard = line.near.call("hold", "", { acknowledged: true });
    const both = Promise.allSettled([begun, unheard]);
    line.near.close("It is gone.");
    expect(await both).toMatchObject([
      { reason: { code: "unavailable", outcome: "unknown" } },
      { reason: { code: "unavailable", outcome: "not-sent" } },
    ]);
    await expect(line.near.call("echo", "")).rejects.toMatchObject({ outcome: "not-sent" });
  });

  it("ends with its signal: at once, or when the other side has had its time", async () => {
    const line = new Line();
    const stop = new AbortController();
    const reason = new DOMException("The send took too long.", "TimeoutError");
    const first = line.near.call("hold", "", { signal: stop.signal });
    const second = line.near.call("hold", "", { signal: stop.signal, waitAfterAbortMs: 5 });
    const third = line.near.call("heed", "", { signal: stop.signal, waitAfterAbortMs: 60_000 });
    await until("all to begin", () => line.far.held.length === 3);
    stop.abort(reason);
    await expect(first).rejects.toBe(reason);
    await expect(second).rejects.toMatchObject({ code: "timeout", outcome: "unknown" });
    await expect(third).resolves.toBe("heeded TimeoutError: The send took too long.");
  });

  it("isn't begun with any more once its time is up, however late it is heard", async () => {
    const line = new Line();
    const stop = new AbortController();
    line.isSlow = true;
    const options = { signal: stop.signal, waitAfterAbortMs: 1, acknowledged: true } as const;
    const call = line.near.call("hold", "", options);
    stop.abort(new Error("too late"));
    await new Promise((resolve) => setTimeout(resolve, 10));
    line.catchUp();
    await expect(call).rejects.toMatchObject({ code: "timeout", outcome: "not-sent" });
    expect(line.far.held).toEqual([]);
  });

  it("lends nothing any more when it is answered too late", async () => {
    const line = new Line();
    const stop = new AbortController();
    const call = line.near.call("lend", "", { signal: stop.signal });
    await until("its beginning", () => line.far.held.length === 1);
    stop.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    await until("the late answer", () => line.late.length > 0);
    const cancelled: number[] = [];
    const streams = { pull: () => expect.fail(), cancel: (id: number) => void cancelled.push(id) };
    giveUpStreams(streams, line.late[0]);
    expect(cancelled).toEqual([7]);
  });

  it("is refused when what it takes, or gives, is not plain data", async () => {
    const line = new Line();
    const notPlain = (() => undefined) as unknown as string;
    await expect(line.near.call("echo", notPlain)).rejects.toMatchObject({
      code: "internal",
      outcome: "not-sent",
    });
    await expect(line.near.call("giveFunction", "")).rejects.toThrow("could not be cloned");
    expect(await line.near.call("echo", "still there")).toBe("still there");
  });
});

describe("a stream that crosses", () => {
  it("is read as far as it is asked for, in pieces of bounded size", async () => {
    const source = new Source(1_000_000);
    const { stream } = source.cross();
    const reader = stream.getReader();
    expect(source.reads).toBeLessThanOrEqual(1);
    let size = 0;
    for (let piece = await reader.read(); piece.value !== undefined; piece = await reader.read()) {
      expect(piece.value.byteLength).toBeLessThanOrEqual(128 * 1024);
      size += piece.value.byteLength;
      if (size >= 3_000_000) break;
    }
    expect(source.reads).toBeLessThanOrEqual(5);
    await reader.cancel();
    await until("its end at the source", () => source.cancelled);
  });

  it("fails as its source does, after all that came before", async () => {
    const source = new Source(10, 3);
    const { stream } = source.cross();
    const reader = stream.getReader();
    for (let n = 0; n < 3; n += 1) expect((await reader.read()).value?.byteLength).toBe(10);
    await expect(reader.read()).rejects.toThrow("The disk is gone.");
  });

  it("is given up at the source when the call's signal aborts", async () => {
    const source = new Source(10);
    const stop = new AbortController();
    const { stream } = source.cross(stop.signal);
    const reader = stream.getReader();
    await reader.read();
    stop.abort(new Error("enough"));
    await expect(reader.read()).rejects.toThrow("enough");
    await until("its end at the source", () => source.cancelled);
  });

  it("is given up at the source when whoever had it forgot it", async () => {
    const source = new Source(10);
    source.cross();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    await until("its end at the source", () => {
      collect();
      return source.cancelled;
    });
    expect(source.reads).toBeLessThanOrEqual(1);
  });
});

function crossed(thrown: unknown): Error {
  return fromWire(structuredClone(toWire(thrown)));
}

interface Far {
  hold: { in: string; out: void };
  heed: { in: string; out: string };
  echo: { in: string; out: string };
  giveFunction: { in: string; out: unknown };
  lend: { in: string; out: unknown };
}
interface Near {
  nothing: { in: null; out: void };
}

/** Two ends in one process; what passes between them is copied as between two. */
class Line {
  readonly taken: Frame[] = [];
  readonly near: Peer<Near, Far>;
  readonly far = { held: [] as AbortSignal[] };
  readonly late: unknown[] = [];
  isDeaf = false;
  isSlow = false;
  #kept: (() => void)[] = [];

  constructor() {
    const others = {
      onFault: (error: unknown) => expect.fail(String(error)),
      onLateAnswer: (answer: unknown) => void this.late.push(answer),
    };
    const answering: Peer<Far, Near> = new Peer<Far, Near>(
      { post: (frame) => this.#pass(frame, (copy) => this.near.take(copy)) },
      {
        hold: (_input, signal) => {
          this.far.held.push(signal);
          return new Promise<void>(() => undefined);
        },
        heed: (_input, signal) => {
          this.far.held.push(signal);
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve(`heeded ${String(signal.reason)}`));
          });
        },
        echo: (input) => input,
        lend: (_input, signal) => {
          this.far.held.push(signal);
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => resolve({ body: { stream: 7 } }));
          });
        },
        giveFunction: () => never.throwIfAborted.bind(never),
      },
      others,
    );
    this.near = new Peer<Near, Far>(
      { post: (frame) => this.#pass(frame, (copy) => answering.take(copy)) },
      { nothing: () => undefined },
      others,
    );
  }

  /** What was held back arrives, all at once. */
  catchUp(): void {
    this.isSlow = false;
    for (const arrives of this.#kept) arrives();
  }

  #pass(frame: Frame, take: (copy: Frame) => void): Promise<void> {
    const copy = structuredClone(frame);
    if (this.isDeaf) return Promise.resolve();
    const arrives = (): void => {
      take(copy);
      this.taken.push(copy);
    };
    if (this.isSlow) this.#kept.push(arrives);
    else setImmediate(arrives);
    return Promise.resolve();
  }
}

/** A stream without end, or one that fails after so many chunks; counts how often it was read. */
class Source {
  reads = 0;
  cancelled = false;
  readonly #lent = new LentStreams();
  readonly #id: number;

  constructor(chunkBytes: number, failsAfter = Number.POSITIVE_INFINITY) {
    this.#id = this.#lent.lend(
      new ReadableStream(
        {
          pull: (controller) => {
            this.reads += 1;
            if (this.reads > failsAfter) controller.error(new Error("The disk is gone."));
            else controller.enqueue(new Uint8Array(chunkBytes));
          },
          cancel: () => {
            this.cancelled = true;
          },
        },
        { highWaterMark: 0 },
      ),
    );
  }

  cross(signal?: AbortSignal): { readonly stream: ReadableStream<Uint8Array> } {
    const lent = this.#lent;
    const line = {
      pull: (id: number) => lent.pull(id),
      cancel: (id: number) => void lent.cancel(id, "not wanted"),
    };
    return { stream: borrowedStream(line, this.#id, signal) };
  }
}
