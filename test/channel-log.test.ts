import fc from "fast-check";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { ChannelError } from "../src/adapter/index.ts";
import { Redaction, sessionLog } from "../src/channels/session-log.ts";

const secret = 'p@ss/wörd "1"';

function redaction(): Redaction {
  const made = new Redaction();
  made.add({ token: secret, nested: [{ cookie: "cookie-value" }], short: "abc", port: 8080 });
  return made;
}

describe("a channel's log", () => {
  it.each([
    ["as it is", { text: `a ${secret} b` }],
    ["in a URL", { url: `https://api.example/?key=${encodeURIComponent(secret)}` }],
    ["in JSON", { body: JSON.stringify({ secret }) }],
    ["in a name", { [secret]: 1 }],
    ["in an error", new Error(secret)],
    ["in a cause", new Error("x", { cause: new Error("y", { cause: { deep: [secret] } }) })],
    ["in an error's own fields", Object.assign(new Error("x"), { config: { headers: secret } })],
    [
      "in a ChannelError",
      new ChannelError({ code: "internal", outcome: "unknown", message: secret }),
    ],
    ["in a map", new Map([[secret, secret]])],
    [
      "in a class",
      new (class Client {
        readonly token = secret;
      })(),
    ],
    ["nested", { a: [{ b: { c: secret } }] }],
  ])("has no secret in it: %s", (_where, details) => {
    const clean = JSON.stringify(redaction().value(details));
    expect(clean).toContain("[redacted]");
    expect(clean).not.toContain("rd \\");
    expect(clean).not.toContain(encodeURIComponent("wö"));
  });

  it("has no bot token in it, whoever's it is", () => {
    expect(redaction().text("GET https://api.example/file/bot12345:AAE-x_y/photos/1.jpg")).toBe(
      "GET https://api.example/file/bot[redacted]/photos/1.jpg",
    );
  });

  it("leaves other words alone, also those that contain a very short secret", () => {
    expect(redaction().value({ text: "the abc of port 8080", at: new Date(0) })).toEqual({
      text: "the abc of port 8080",
      at: "1970-01-01T00:00:00.000Z",
    });
  });

  it("takes anything that a library can hand it", () => {
    const circular: Record<string, unknown> = { bytes: Buffer.from(secret), f: () => 1, n: 10n };
    circular["self"] = circular;
    circular["trap"] = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error("no");
        },
      },
    );
    circular["date"] = new Date(Number.NaN);
    circular["long"] = "x".repeat(100_000);
    const clean = JSON.stringify(redaction().value(circular));
    expect(clean).toContain('"bytes":"[bytes]"');
    expect(clean).toContain('"trap":{"unreadable":true}');
    expect(clean.length).toBeLessThan(50_000);
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withMap: true, withNullPrototype: true }),
        (thing) => {
          expect(() => JSON.stringify(redaction().value(thing))).not.toThrow();
        },
      ),
    );
  });

  it("never holds the secret, wherever in a text it stands", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(redaction().text(`${before}cookie-value${after}`)).not.toContain("cookie-value");
      }),
    );
  });

  it("says which channel each line is of", () => {
    const lines: string[] = [];
    const log = sessionLog(
      pino({ level: "info" }, { write: (line) => void lines.push(line) }),
      "channel-1",
      redaction(),
    );
    log.debug({}, "not written");
    log.info({ step: 1 }, "one");
    log.error(new Error(secret), secret);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { channelId: "channel-1", level: 30, step: 1, msg: "one" },
      {
        channelId: "channel-1",
        level: 50,
        err: { type: "Error", message: "[redacted]" },
        msg: "[redacted]",
      },
    ]);
  });
});
