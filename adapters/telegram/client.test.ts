import { inspect } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { ChannelError } from "switchboard/adapter";
import { TelegramClient } from "./client.ts";
import { TelegramSimulator } from "./simulator.ts";
import { unhurried } from "./simulator/stage.ts";

const token = "7000000001:AAF-canary_token-0123456789abcdefghi";
const message = { method: "sendMessage", params: { chat_id: "1", text: "Hi" } } as const;

function clientWith(fetched: typeof fetch): TelegramClient {
  return new TelegramClient({ token, apiRoot: "http://127.0.0.1:9", fetch: fetched });
}

function addressOf(input: Parameters<typeof fetch>[0]): string {
  return input instanceof Request ? input.url : input.toString();
}

async function failure(call: Promise<unknown>): Promise<ChannelError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ChannelError);
  return error as ChannelError;
}

/** All that a logger could get to see of it. */
function shown(value: unknown): string {
  return `${inspect(value, { depth: 12, showHidden: true })} ${JSON.stringify(value)}`;
}

const leaks: readonly (readonly [string, Error])[] = [
  ["its message", new TypeError(`Failed to parse URL from http://x/bot${token}/sendMessage`)],
  ["its cause", new TypeError("fetch failed", { cause: new Error(`connect to /bot${token}/x`) })],
  [
    "its stack",
    Object.assign(new Error("fetch failed"), { stack: `Error\n at http://x/bot${token}/x` }),
  ],
  [
    "a field",
    Object.assign(new Error("fetch failed"), { url: `http://x/bot${token}/sendMessage` }),
  ],
];

test.each(leaks)("the token in %s of a library's error stays inside", async (_, thrown) => {
  const client = clientWith(() => Promise.reject(thrown));
  const errors = [
    await failure(client.call(message, unhurried())),
    await failure(client.getMe(unhurried())),
    await failure(client.download("F1", unhurried())),
  ];
  for (const error of errors) expect(shown(error)).not.toContain("canary");
});

test("the token doesn't show in the client itself", () => {
  expect(shown(clientWith(fetch))).not.toContain("canary");
});

test("the address of a file stays inside when its download fails", async () => {
  const client = clientWith((input) =>
    addressOf(input).includes("/file/")
      ? Promise.reject(new TypeError(`fetch failed: ${addressOf(input)}`))
      : Promise.resolve(
          Response.json({ ok: true, result: { file_id: "F1", file_path: "a/b.jpg" } }),
        ),
  );
  expect(shown(await failure(client.download("F1", unhurried())))).not.toContain("canary");
});

test.each([
  [404, "media-expired"],
  [500, "unavailable"],
])("a file's address that answers %i is %s", async (status, code) => {
  const client = clientWith((input) =>
    Promise.resolve(
      addressOf(input).includes("/file/")
        ? new Response("no", { status })
        : Response.json({ ok: true, result: { file_id: "F1", file_path: "a/b.jpg" } }),
    ),
  );
  expect(await failure(client.download("F1", unhurried()))).toMatchObject({ code });
});

test("nobody at the address: certainly not sent", async () => {
  const simulator = new TelegramSimulator();
  await simulator.start();
  const { url } = simulator;
  await simulator.stop();
  const client = new TelegramClient({ token, apiRoot: url, fetch });
  expect(await failure(client.call(message, unhurried()))).toMatchObject({
    code: "unavailable",
    outcome: "not-sent",
  });
});

test("a name that nobody has: certainly not sent", async () => {
  const client = new TelegramClient({ token, apiRoot: "http://api.invalid", fetch });
  expect(await failure(client.call(message, unhurried()))).toMatchObject({
    code: "unavailable",
    outcome: "not-sent",
  });
});

test("an address that the hub's guard refuses is a setting to be changed", async () => {
  const refused = Object.assign(new Error("It is private."), { name: "ForbiddenRequestError" });
  const error = await failure(clientWith(() => Promise.reject(refused)).getMe(unhurried()));
  expect(error).toMatchObject({ code: "config-invalid", outcome: "not-sent" });
  expect(error.message).toContain("It is private.");
});

test.each(["null", "[]", '"ok"', "7"])(
  "an answer of %s is no answer of the Bot API's",
  async (body) => {
    const client = clientWith(() => Promise.resolve(new Response(body)));
    expect(await failure(client.call(message, unhurried()))).toMatchObject({ outcome: "unknown" });
  },
);

test("a call is made once, whatever comes of it", async () => {
  const simulator = new TelegramSimulator({ token });
  await simulator.start();
  onTestFinished(() => simulator.stop());
  let calls = 0;
  const counted: typeof fetch = (input, init) => {
    calls += 1;
    return fetch(input, init);
  };
  const client = new TelegramClient({ token, apiRoot: simulator.url, fetch: counted });
  for (const fault of [
    { type: "reset" },
    { type: "refuse", status: 500, description: "Internal Server Error" },
    {
      type: "refuse",
      status: 429,
      description: "Too Many Requests",
      parameters: { retry_after: 1 },
    },
  ] as const) {
    simulator.fail(fault);
    calls = 0;
    await failure(client.call(message, unhurried()));
    expect(calls).toBe(1);
  }
});
