import { describe, expect, it } from "vitest";
import type { Capabilities } from "../src/adapter/index.ts";
import { Pace } from "../src/delivery/pace.ts";
import { Paces } from "../src/delivery/paces.ts";
import { ableTo, ScriptedPlatform } from "./support/scripted-platform.ts";
import { ManualClock } from "./support/manual-clock.ts";

describe("the pace of a channel", () => {
  it("lets a second's worth through at once, and then as many as it may per second", () => {
    const pace = new Pace(20, 0);
    expect(taken(pace, 0)).toBe(20);
    expect(taken(pace, 110)).toBe(2);
    expect(taken(pace, 1_010)).toBe(18);
    expect(taken(pace, 60_000)).toBe(20);
  });

  it("says how long to wait for the next one", () => {
    const pace = new Pace(4, 0);
    expect(pace.waitMs(0)).toBe(0);
    taken(pace, 0);
    expect(pace.waitMs(0)).toBe(250);
    expect(pace.waitMs(100)).toBe(150);
    expect(pace.waitMs(250)).toBe(0);
  });

  it("can be slower than one in a second", () => {
    const pace = new Pace(0.05, 0);
    expect(taken(pace, 0)).toBe(1);
    expect(taken(pace, 19_999)).toBe(0);
    expect(taken(pace, 20_000)).toBe(1);
  });

  it("is halved for a minute after a complaint, and loses what it had saved", () => {
    const pace = new Pace(10, 0);
    pace.slowDown(0);
    expect(taken(pace, 0)).toBe(1);
    expect(taken(pace, 1_000)).toBe(5);
    expect(taken(pace, 59_999)).toBe(10);
    expect(taken(pace, 61_000)).toBe(10);
  });

  it("does not mind a clock that is set back", () => {
    const pace = new Pace(2, 10_000);
    taken(pace, 10_000);
    expect(taken(pace, 5_000)).toBe(0);
    expect(taken(pace, 6_000)).toBe(2);
  });
});

describe("the paces of all channels", () => {
  it("are each as fast as their session says today", () => {
    const { paces, session, says } = declared();
    says({ perSecond: 2 });
    expect([1, 2, 3].map(() => paces.take("a", session))).toEqual([true, true, false]);
    expect(paces.take("b", session)).toBe(true);
    says({ perSecond: 5 });
    expect(paces.take("a", session)).toBe(true);
    says(undefined);
    expect(paces.take("a", session)).toBe(true);
  });

  it("let a conversation rest for as long as its own rate asks for", async () => {
    const { clock, paces, session, says } = declared();
    says({ perConversationPerSecond: 1 / 3 });
    paces.rest("a", session, { id: "group", ref });
    says(undefined);
    paces.rest("a", session, { id: "free", ref });
    expect(paces.resting()).toEqual(["group"]);
    expect(paces.shortestWait()).toBe(3_000);
    await clock.advance(2_999);
    expect(paces.resting()).toEqual(["group"]);
    await clock.advance(1);
    expect(paces.resting()).toEqual([]);
    expect(paces.shortestWait()).toBeUndefined();
  });

  it.each([0, -1, Number.NaN])(
    "take no notice of a rate of %d, which would never let anything go",
    (rate) => {
      const { paces, session, says } = declared();
      says({ perSecond: rate, perConversationPerSecond: rate });
      expect([1, 2, 3].map(() => paces.take("a", session))).toEqual([true, true, true]);
      paces.rest("a", session, { id: "conversation", ref });
      expect(paces.resting()).toEqual([]);
    },
  );

  it("let everything go, and say so, when a session breaks down over the question", () => {
    const { faults, paces, session } = declared();
    const broken = { ...session, capabilities: (): never => raise(new Error("not yet")) };
    expect(paces.take("a", broken)).toBe(true);
    paces.rest("a", broken, { id: "conversation", ref });
    expect(faults).toEqual(["a: Error: not yet", "a: Error: not yet"]);
  });
});

const ref = { id: "thread", kind: "direct" } as const;

function raise(error: Error): never {
  throw error;
}

function taken(pace: Pace, now: number): number {
  let count = 0;
  while (pace.take(now)) count += 1;
  return count;
}

/** Paces, and a session whose declared rate a test can change. */
function declared() {
  const platform = new ScriptedPlatform();
  const { capabilities, send } = platform.adapter.members;
  if (capabilities === undefined || send === undefined) throw new Error("It can do nothing.");
  const clock = new ManualClock();
  const faults: string[] = [];
  return {
    clock,
    faults,
    paces: new Paces(clock, (channelId, error) => faults.push(`${channelId}: ${String(error)}`)),
    session: { run: () => Promise.resolve(), capabilities, send },
    says: (rate: Capabilities["rate"]) => {
      platform.capabilities = rate === undefined ? ableTo : { ...ableTo, rate };
    },
  };
}
