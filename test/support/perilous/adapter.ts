import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import {
  type ChannelSession,
  defineAdapter,
  type SessionContext,
  textOnly,
} from "switchboard/adapter";
import { z } from "zod";

const settings = z.object({ note: z.string().default("") });
type Perilous = z.infer<typeof settings>;

type Deed = (context: SessionContext<Perilous>, words: readonly string[]) => string | void;

/** What a webhook's body can ask for: everything that libraries have done to those who used them. */
const deeds: Readonly<Record<string, Deed>> = {
  pid: () => String(process.pid),
  throw: () => void setTimeout(fail, 1),
  // oxlint-disable-next-line prefer-promise-reject-errors -- libraries do
  reject: () => void Promise.reject("auth timeout"),
  // oxlint-disable-next-line unicorn/no-process-exit -- that is what it does
  exit: () => void setTimeout(() => process.exit(0), 1),
  kill: () => void setTimeout(() => process.kill(process.pid, "SIGKILL"), 1),
  loop: () => void setTimeout(loop, 1),
  "loop-at-once": (_context, [sign = ""]) => {
    writeFileSync(sign, "");
    loop();
  },
  leak: () => void setInterval(leak, 20),
  fill: () => void setTimeout(fill, 1),
  garbage() {
    process.stdout.write(`${"█▀▀▀█ ".repeat(10_000)}\n{"type":"answer","id":1}\n`);
    process.stderr.write("2@qr-code-secret,heap out of luck\n");
  },
  spawn: () => started("/bin/sh", ["-c", "sleep 600 & sleep 600"]),
  browser: (_context, [file = "", ...flags]) => started(file, flags),
  deaf: () => void (isDeaf = true),
  environment: () => JSON.stringify(process.env),
  status: ({ status }) => {
    for (let times = 0; times < 1_000; times += 1) status({ state: "connected", self });
  },
};

const self = { id: "us", name: "Shop" };
const kept: unknown[] = [];
let isDeaf = false;

/** An adapter over a library of the worst kind. */
export const adapter = defineAdapter<Perilous>({
  apiVersion: 1,
  name: "perilous",
  displayName: "Perilous",
  settings,
  capabilities: textOnly(1_000),
  isolated: { module: import.meta.url, memoryLimitMb: 200 },
  createSession(context): ChannelSession {
    return {
      capabilities: () => textOnly(1_000),
      async run(signal) {
        context.status({ state: "connected", self });
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        if (isDeaf) await new Promise(() => setInterval(() => undefined, 1_000));
      },
      async send({ parts: [part] }, signal) {
        if (part?.type === "text" && part.text.text === "hang") {
          await new Promise(() => signal.addEventListener("abort", () => undefined));
        }
        return { messageIds: ["1"], level: "sent" };
      },
      handleWebhook({ body, address = "" }) {
        if (Buffer.from(body).toString() === "echo-address") {
          return Promise.resolve({ status: 200, body: Buffer.from(`\0${address}`) });
        }
        const [name = "", ...words] = Buffer.from(body).toString().split("\n");
        const deed = deeds[name];
        if (deed === undefined) return Promise.resolve({ status: 400 });
        return Promise.resolve({ status: 200, body: deed(context, words) ?? "" });
      },
    };
  },
});

/** As puppeteer starts a browser: leader of a group of its own. */
function started(file: string, words: readonly string[]): string {
  const child = spawn(file, words, { detached: true, stdio: "ignore" });
  child.unref();
  return String(child.pid);
}

function fail(): never {
  throw new Error("Target closed");
}

function loop(): never {
  for (;;) kept.length = 0;
}

/** Outside of JavaScript's heap, as buffers and native libraries do. */
function leak(): void {
  kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
}

function fill(): void {
  for (;;) kept.push({ text: String(kept.length).repeat(20) });
}
