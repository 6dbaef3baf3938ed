import type { HubProcess } from "./hub-process.ts";

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A client that hears nothing for so long asks again. */
const patienceMs = 5_000;

/** What programs of the tests may do. */
const scopes = [
  "conversations:read",
  "messages:send",
  "contacts:read",
  "channels:read",
  "channels:manage",
  "events:read",
  "agents:read",
];

/** Sets a fresh hub up as its first admin would; resolves with so many API keys. */
export async function setUp(hub: HubProcess, programs: number): Promise<readonly string[]> {
  const address = hub.address ?? "";
  const made = await fetch(`${address}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      token: await hub.setupToken,
      email: "li.na@example.com",
      name: "Li Na",
      password: "correct horse battery",
    }),
  });
  if (made.status !== 201) throw new Error(`set-up: ${made.status} ${await made.text()}`);
  const cookie = (made.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const keys: string[] = [];
  for (let number = 0; number < programs; number += 1) {
    const key = await send(
      `${address}/api/v1/api-keys`,
      "POST",
      { name: `program ${number}`, scopes },
      { cookie, origin: address },
    );
    keys.push(String(key.body["secret"]));
  }
  return keys;
}

/** One call to the API. Rejects when the connection breaks. */
export async function send(
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(patienceMs),
    headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Answer["body"]) };
}
