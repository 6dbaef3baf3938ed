import { describe, expect, it } from "vitest";
import { type DeliveryState, rises } from "../src/delivery/states.ts";

const inOrder: readonly DeliveryState[] = [
  "queued",
  "sending",
  "unknown",
  "accepted",
  "sent",
  "failed",
  "delivered",
  "read",
];

describe("how far a message of ours has come", () => {
  it.each(inOrder)("can be more than %s, and never less", (from) => {
    const may = inOrder.filter((to) => rises(from, to));
    expect(may).toEqual(inOrder.slice(inOrder.indexOf(from) + 1));
  });

  it.each([
    [["sent", "failed"], "failed"],
    [["sent", "delivered", "read"], "read"],
    [["delivered", "failed"], "delivered"],
    [["accepted", "sent", "delivered"], "delivered"],
  ] as const)("is the same for %s in whichever order they are heard", (reports, expected) => {
    const ends = permutations(reports).map((order) =>
      order.reduce<DeliveryState>((at, to) => (rises(at, to) ? to : at), "sending"),
    );
    expect(new Set(ends)).toEqual(new Set([expected]));
  });
});

function permutations<T>(list: readonly T[]): readonly (readonly T[])[] {
  if (list.length < 2) return [list];
  return list.flatMap((one, index) =>
    permutations(list.filter((_, other) => other !== index)).map((rest) => [one, ...rest]),
  );
}
