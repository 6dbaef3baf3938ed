import { tmpdir } from "node:os";
import type { SessionContext } from "../../../src/adapter/index.ts";
import { isolate } from "../../../src/channels/isolation/isolate.ts";
import { systemClock } from "../../../src/channels/system-clock.ts";
import { adapter } from "./adapter.ts";

// A hub of one session and nothing else, to be killed. Does the deeds it is given, and prints what comes of each.
const silent = (): void => undefined;
const context: SessionContext<{ note: string }> = {
  channelId: "channel",
  config: { note: "" },
  log: { debug: silent, info: silent, warn: silent, error: silent },
  receive: () => Promise.resolve(),
  cursor: () => Promise.resolve(undefined),
  status: ({ state }) => {
    if (state === "connected") void act();
  },
  login: () => Promise.resolve({}),
  secrets: {
    get: () => Promise.resolve(undefined),
    set: () => Promise.resolve(),
    delete: () => Promise.resolve(),
  },
  privateDirectory: () => Promise.resolve(tmpdir()),
  clock: systemClock,
  fetch,
};
const session = isolate(adapter).createSession(context);
session.run(new AbortController().signal).catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
});

async function act(): Promise<void> {
  for (const deed of process.argv.slice(2)) {
    const request = {
      method: "POST",
      path: "",
      query: new URLSearchParams(),
      headers: new Headers(),
      body: Buffer.from(deed),
    };
    const answer = await session.handleWebhook?.(request);
    process.stdout.write(answer?.body ?? "");
    process.stdout.write("\n");
  }
}
