import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonErrorOffset, lineAndColumn } from "../src/api/json-position.ts";

/** What the engine itself says, where it says it. */
function engineOffset(text: string): number | undefined {
  try {
    JSON.parse(text);
    return text.length;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (message.startsWith("Unexpected end of JSON input")) return text.length;
    const position = /at position (\d+)/.exec(message)?.[1];
    return position === undefined ? undefined : Number(position);
  }
}

const numRuns = 5_000;

describe("where JSON is broken", () => {
  it("is nowhere in what can be read", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(jsonErrorOffset(text)).toBe(text.length);
      }),
      { numRuns },
    );
  });

  it("is where the engine stumbles, when it tells", () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom("", ",", ":", '"', "}", "]", "{", "[", "\n", "\\", "x", "1"),
        fc.boolean(),
        (value, place, piece, replaces) => {
          const whole = JSON.stringify(value);
          const at = place % (whole.length + 1);
          const text = whole.slice(0, at) + piece + whole.slice(at + (replaces ? 1 : 0));
          const offset = engineOffset(text);
          if (offset === undefined) return;
          compared += 1;
          const ours = jsonErrorOffset(text);
          expect(ours).toBeLessThanOrEqual(offset);
          // Ours is where a broken word, number or escape begins, the engine's somewhere inside.
          expect(text.slice(ours, offset)).toMatch(/^[\w.+\\-]*$/);
        },
      ),
      { numRuns },
    );
    expect(compared).toBeGreaterThan(numRuns / 4);
  });

  it("is found without a stack that could overflow", () => {
    expect(jsonErrorOffset("[".repeat(1_000_000))).toBe(1_000_000);
    expect(jsonErrorOffset(`"${"a".repeat(1_000_000)}`)).toBe(1_000_001);
  });

  it("is told by line and column", () => {
    expect(lineAndColumn("ab\ncd", 4)).toBe("line 2, column 2");
    expect(lineAndColumn("", 0)).toBe("line 1, column 1");
  });
});
