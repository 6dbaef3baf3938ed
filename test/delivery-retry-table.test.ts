import { describe, expect, it } from "vitest";
import { type ChannelErrorCode, channelErrorCodes } from "../src/adapter/index.ts";
import type { DeliveriesTable } from "../src/db/schema/deliveries.ts";
import { verdictOn } from "../src/delivery/retry-policy.ts";

const now = Date.UTC(2026, 0, 5);
const day = 24 * 60 * 60_000;

type Kind = DeliveriesTable["kind"];
const kinds: readonly Kind[] = ["send", "edit", "delete", "react"];

/** What becomes of a delivery that the platform certainly did not process. */
const whenNotSent: Readonly<Record<ChannelErrorCode, "again" | "failed" | "held">> = {
  "rate-limited": "again",
  unavailable: "again",
  timeout: "again",
  protocol: "again",
  internal: "again",
  "auth-lost": "held",
  "auth-conflict": "held",
  "account-restricted": "held",
  "config-invalid": "held",
  "recipient-unreachable": "failed",
  "window-closed": "failed",
  "too-late": "failed",
  "target-not-found": "failed",
  forbidden: "failed",
  unsupported: "failed",
  "content-rejected": "failed",
  "media-too-large": "failed",
  "media-expired": "failed",
};

const cells = channelErrorCodes.flatMap((code) =>
  (["not-sent", "unknown"] as const).flatMap((outcome) =>
    kinds.map((kind) => ({ code, outcome, kind })),
  ),
);

describe("what becomes of a delivery after an attempt that did not succeed", () => {
  it.each(cells)("$code, outcome $outcome, of a $kind", ({ code, outcome, kind }) => {
    const expected = kind === "send" && outcome === "unknown" ? "unknown" : whenNotSent[code];
    const atOnce = verdict({ code, outcome }, { kind });
    // Held is tried again for as long as the account needs mending.
    const aWeekLater = verdict({ code, outcome }, { kind, created_at: now - 7 * day });
    expect({ now: atOnce.next, aWeekLater: aWeekLater.next }).toEqual(
      {
        unknown: { now: "unknown", aWeekLater: "unknown" },
        again: { now: "again", aWeekLater: "failed" },
        held: { now: "again", aWeekLater: "again" },
        failed: { now: "failed", aWeekLater: "failed" },
      }[expected],
    );
  });

  it("keeps the platform's reason where it gives up", () => {
    expect(verdict({ code: "timeout" }, { created_at: now - day })).toEqual({
      next: "failed",
      code: "timeout",
    });
  });
});

describe("how long a delivery waits for its next attempt", () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [8, 128_000],
    [9, 256_000],
    [10, 300_000],
    [1_000, 300_000],
  ])("after attempt %i at most %i ms, and up to a fifth less", (attempts, longest) => {
    expect(wait({ code: "unavailable" }, { attempts }, 0)).toBe(longest);
    expect(wait({ code: "unavailable" }, { attempts }, 1)).toBe(longest * 0.8);
  });

  it("is always a whole number of milliseconds", () => {
    for (const random of [0.123, 1 / 3, 0.987654321]) {
      expect(Number.isInteger(wait({ code: "timeout" }, { attempts: 1 }, random))).toBe(true);
    }
    expect(Number.isInteger(wait({ code: "rate-limited", retryAfterMs: 1234.5 }, {}, 0))).toBe(
      true,
    );
  });

  it.each([
    ["as long as the platform asks for", 18_053_000, 18_053_000],
    ["a second when it does not say", undefined, 1_000],
    ["a second when it says nonsense", Number.NaN, 1_000],
    ["a second when it asks for the past", -5_000, 1_000],
    ["a second when it asks for no time at all", 0, 1_000],
    ["never less than a moment", 1, 50],
  ])("when limited: %s", (_, retryAfterMs, expected) => {
    expect(
      wait({ code: "rate-limited", ...(retryAfterMs !== undefined && { retryAfterMs }) }),
    ).toBe(expected);
  });

  it("fails at once when the platform asks for more than a day", () => {
    const asked = { code: "rate-limited", retryAfterMs: day + 1 } as const;
    expect(verdict(asked, {})).toEqual({ next: "failed", code: "rate-limited" });
    const forever = { code: "rate-limited", retryAfterMs: Infinity } as const;
    expect(verdict(forever, {})).toEqual({ next: "failed", code: "rate-limited" });
  });
});

interface Problem {
  readonly code: ChannelErrorCode;
  readonly outcome?: "not-sent" | "unknown";
  readonly retryAfterMs?: number;
}

function verdict(problem: Problem, delivery: Partial<DeliveriesTable>, random = 0) {
  return verdictOn(
    { outcome: "not-sent", ...problem },
    { kind: "send", attempts: 1, created_at: now, ...delivery },
    now,
    () => random,
  );
}

function wait(problem: Problem, delivery: Partial<DeliveriesTable> = {}, random = 0): number {
  const after = verdict(problem, delivery, random);
  return after.next === "again" ? after.dueAt - now : Number.NaN;
}
