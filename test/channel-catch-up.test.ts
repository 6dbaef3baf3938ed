import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { ChannelSession, HistoryPage, InboundEvent } from "../src/adapter/index.ts";
import { catchUp } from "../src/channels/catch-up.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { ScriptedAdapter, textMessage } from "./support/scripted-adapter.ts";

type Answer = (page: string | undefined, signal: AbortSignal) => Promise<HistoryPage>;

interface Run {
  readonly done: Promise<boolean>;
  readonly clock: ManualClock;
  readonly pages: (string | undefined)[];
  readonly received: InboundEvent[];
  readonly end: AbortController;
  readonly lines: string[];
}

describe("catching up with what happened while away", () => {
  it("does nothing where the platform has no history", async () => {
    const { done, received } = begin(undefined);
    await done;
    expect(received).toEqual([]);
  });

  it("stops at fifty pages", async () => {
    const { done, pages, lines } = begin((page) =>
      Promise.resolve({
        events: [textMessage(`m${page}`, "x")],
        next: String(Number(page ?? 0) + 1),
      }),
    );
    await done;
    expect(pages).toHaveLength(50);
    expect(lines.join("")).toContain("the rest is left out");
  });

  it("stops when the platform gives the same page for ever", async () => {
    const { done, pages } = begin(() => Promise.resolve({ events: [], next: "same" }));
    await done;
    expect(pages).toEqual([undefined, "same"]);
  });

  it("gives up on a page that doesn't come within a minute, and says so", async () => {
    const signals: AbortSignal[] = [];
    const { done, clock, lines } = begin((_page, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    await clock.advance(60_000);
    await done;
    expect(signals[0]?.aborted).toBe(true);
    expect(lines.join("")).toContain("could not be fetched completely");
  });

  it("keeps what came before a failure", async () => {
    const { done, received, lines } = begin((page) =>
      page === undefined
        ? Promise.resolve({ events: [textMessage("1", "x")], next: "2" })
        : Promise.reject(new Error("gone")),
    );
    await done;
    expect(received).toEqual([textMessage("1", "x")]);
    expect(lines.join("")).toContain("could not be fetched completely");
  });

  it("ends with its session, without a word", async () => {
    const { done, end, lines, clock } = begin(() => new Promise(() => undefined));
    await clock.advance(0);
    end.abort(new Error("the session ends"));
    await clock.advance(60_000);
    await done;
    expect(lines).toEqual([]);
  });
});

function begin(answer: Answer | undefined): Run {
  const pages: (string | undefined)[] = [];
  const received: InboundEvent[] = [];
  const lines: string[] = [];
  const clock = new ManualClock();
  const end = new AbortController();
  const log = pino({ level: "info" }, { write: (line) => void lines.push(line) });
  const adapter = new ScriptedAdapter("shop");
  const session: Pick<ChannelSession, "fetchHistory"> =
    answer === undefined
      ? {}
      : {
          fetchHistory: (_conversation, _after, page, signal) => {
            pages.push(page);
            return answer(page, signal);
          },
        };
  const done = catchUp(
    {
      ...session,
      run: () => Promise.resolve(),
      send: () => Promise.reject(new Error("no")),
      capabilities: () => adapter.adapter.capabilities,
    },
    clock.now(),
    (events) => {
      received.push(...events);
      return Promise.resolve();
    },
    { clock, log, signal: end.signal },
  );
  return { done, clock, pages, received, end, lines };
}
