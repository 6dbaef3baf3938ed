// A program at the hub: answers each message of a customer once, also over restarts of itself and of the hub. Its API
// key needs the scopes events:read, conversations:read and messages:send.
//   HUB=http://127.0.0.1:3000 KEY=swb_… node bot.mjs
import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const { HUB, KEY, PLACE = "bot.place" } = process.env;
/** The number of the last event that is dealt with. None at the very first start: it follows from then on. */
let place = existsSync(PLACE) ? await readFile(PLACE, "utf8") : undefined;

async function call(path, { body, ...headers } = {}) {
  const response = await fetch(`${HUB}/api/v1/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json", ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  throw Object.assign(new Error(await response.text()), { status: response.status });
}

async function answer({ conversationId, messageId }) {
  const { parts } = await (await call(`messages/${messageId}`)).json();
  const said = parts.find(({ type }) => type === "text")?.text.text;
  if (said === undefined) return;
  const text = `You said: ${said}`;
  await call(`conversations/${conversationId}/messages`, {
    // However often this is asked for, the customer gets one answer.
    "idempotency-key": `answer-${messageId}`,
    body: { parts: [{ type: "text", text: { text } }] },
  });
}

/** A refusal that asking again would not change; without the right, or too often, it may. */
const isFinal = ({ status }) => status >= 400 && status < 500 && ![401, 403, 429].includes(status);

async function take({ event, data, id }) {
  const { data: created } = event === "message.created" ? JSON.parse(data) : {};
  if (created?.direction === "inbound" && created.origin !== "history") {
    try {
      await answer(JSON.parse(data));
    } catch (error) {
      if (!isFinal(error)) throw error;
      console.error(error.message);
    }
  }
  if (id === undefined) return;
  // Only now: what isn't answered comes again. Renamed, so that nobody ever reads half a number.
  await writeFile(`${PLACE}.new`, id);
  await rename(`${PLACE}.new`, PLACE);
  place = id;
  if (event === "ready") console.log(`Following from ${id}`);
}

async function follow() {
  const { body } = await call("events/stream", place && { "last-event-id": place });
  let text = "";
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    const frames = (text + piece).split("\n\n");
    text = frames.pop();
    for (const frame of frames) {
      await take(Object.fromEntries(frame.split("\n").map((line) => line.split(/: (.*)/))));
    }
  }
}

for (;;) {
  try {
    await follow();
  } catch (error) {
    console.error(error.message);
  }
  await sleep(1000);
}
