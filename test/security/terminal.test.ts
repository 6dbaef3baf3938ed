import { describe, expect, it } from "vitest";
import { table } from "../../src/cli/output.ts";
import { readableLine } from "../../src/cli/readable-log.ts";

/** What moves the cursor, sets the window's title, or turns the direction of what follows. */
const steering = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

describe("a name that would steer an operator's terminal", () => {
  const names = ["\u001B[2J\u0007x", "\u009B31mx", "\u202Egpj.exe", "\u2067x", "a\nb\r\u007F"];

  it.each(names)("is harmless in a table", (name) => {
    expect(table([[name, "next"]])).not.toMatch(steering);
  });

  it.each(names)("is harmless in a log", (name) => {
    const line = readableLine(JSON.stringify({ level: "info", path: name, msg: name }), false);
    expect(line.replaceAll("\n", "")).not.toMatch(steering);
  });

  it("keeps what people write", () => {
    const name = "王小明 👩‍👩‍👧 אבג";
    expect(table([[name]])).toBe(name);
    expect(readableLine(JSON.stringify({ level: "info", msg: name }), false)).toContain(name);
  });
});
