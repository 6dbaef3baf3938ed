import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { PlatformSimulator } from "switchboard/adapter/testkit";
import { WechatSimulator } from "../../adapters/wechat/simulator.ts";
import { WhatsAppSimulator } from "../../adapters/whatsapp/simulator.ts";
import { markName } from "../../src/channels/isolation/mark.ts";
import { environmentValues, memoryOf } from "../../src/channels/isolation/process-table.ts";
import { hubEnvironment, residentMb, untilConnected, untilThere } from "./bench-hub.ts";
import type { BenchDatabase } from "./databases.ts";
import { type HubProcess, startHub } from "./hub-process.ts";
import { median } from "./statistics.ts";

/** What an account of a platform that runs in processes of its own costs. */
export interface AccountFigures {
  /** From the scan of the QR code to `connected`, ms. */
  readonly scanToReadyMs: number;
  /** From the start of the channel to its first QR code, ms. */
  readonly startToCodeMs: number;
  /** Of all processes of the session, the browser's too, MB: proportional set size. */
  readonly sessionMb: number;
  /** Resident memory of the hub's own process, without and with the channel, MB. */
  readonly hubMb: readonly [without: number, with_: number];
  /** From the customer's word to the event at the agent's end of the stream, median, ms. */
  readonly inMs: number;
  /** From an agent's request to the message's arrival at the platform, median, ms. */
  readonly outMs: number;
}

export interface AccountKind {
  readonly name: string;
  readonly adapter: string;
  /** A platform of its own, where the code is scanned by `scan`. */
  stage(): {
    readonly simulator: PlatformSimulator;
    readonly settings: Readonly<Record<string, unknown>>;
    scan(code: string): void;
  };
}

const browsers = {
  "headless shell": "/usr/lib/chromium/chromium-headless-shell",
  "full Chromium": "/usr/lib/chromium/chromium",
};

/** Those that this machine can run. */
export const accountKinds: readonly AccountKind[] = [
  ...Object.entries(browsers)
    .filter(([, browserPath]) => existsSync(browserPath))
    .map(([name, browserPath]): AccountKind => ({
      name: `WhatsApp, ${name}`,
      adapter: "whatsapp",
      stage() {
        const simulator = new WhatsAppSimulator();
        simulator.phone.scansByItself = false;
        const scan = (code: string): void => simulator.phone.scan(code);
        return { simulator, settings: { browserPath }, scan };
      },
    })),
  {
    name: "WeChat, gateway",
    adapter: "wechat",
    stage() {
      const simulator = new WechatSimulator({ login: "by hand" });
      const scan = (): void => {
        simulator.scan("scanned");
        simulator.scan("confirmed");
        simulator.logIn();
      };
      return { simulator, settings: {}, scan };
    },
  },
];

/** Below every pace that platforms are written to at, so that the way is measured and not the wait. */
const betweenRepliesMs = 1_200;
const rounds = 15;

export async function accountRun(
  fresh: () => Promise<BenchDatabase>,
  kind: AccountKind,
): Promise<AccountFigures> {
  const database = await fresh();
  const { simulator, settings, scan } = kind.stage();
  const platform = await simulator.start();
  const hub = await startHub(hubEnvironment(database));
  try {
    // As it is in use, like later: what its first calls load isn't the channel's.
    for (let call = 0; call < 100; call += 1) await hub.call("GET", "/api/v1/channels");
    const without = residentMb(hub.pid);
    const begun = performance.now();
    const { id } = await hub.call("POST", "/api/v1/channels", {
      adapter: kind.adapter,
      name: "Bench",
      settings: { ...platform, ...settings },
    });
    const code = await untilCode(hub, String(id));
    const shown = performance.now();
    scan(code);
    await untilConnected(hub, String(id));
    const ready = performance.now();
    const { inMs, outMs } = await latencies(hub, simulator);
    return {
      startToCodeMs: shown - begun,
      scanToReadyMs: ready - shown,
      sessionMb: await sessionMb(hub.pid),
      hubMb: [without, residentMb(hub.pid)],
      inMs,
      outMs,
    };
  } finally {
    await hub.stop();
    await simulator.stop();
    await database.drop();
  }
}

async function untilCode(hub: HubProcess, id: string): Promise<string> {
  return await untilThere("a QR code", async () => {
    const { prompt } = await hub.call("GET", `/api/v1/channels/${id}/login`);
    const { type, data } = (prompt ?? {}) as { readonly type?: string; readonly data?: string };
    return type === "qr" ? data : undefined;
  });
}

async function sessionMb(hubPid: number): Promise<number> {
  const all = await environmentValues(markName);
  const pids = [...all].flatMap(([pid, mark]) => (mark.split(".")[1] === `${hubPid}` ? [pid] : []));
  return (await memoryOf(pids)) / 1024 ** 2;
}

async function latencies(
  hub: HubProcess,
  simulator: PlatformSimulator,
): Promise<{ readonly inMs: number; readonly outMs: number }> {
  let arrived: (conversationId: string) => void = () => undefined;
  const stop = await hub.follow(({ type, conversationId }) => {
    if (type === "message.created") arrived(String(conversationId));
  });
  const customer = simulator.customer("Customer");
  const incoming: number[] = [];
  const outgoing: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const event = new Promise<string>((resolve) => {
      arrived = resolve;
    });
    const begun = performance.now();
    await customer.send([{ type: "text", text: { text: `Message ${round}` } }]);
    const conversationId = await event;
    incoming.push(performance.now() - begun);
    await pause(betweenRepliesMs);
    const before = simulator.sent().length;
    const asked = performance.now();
    const sent = simulator.untilSent((all) => all.length > before).then(() => performance.now());
    await hub.call("POST", `/api/v1/conversations/${conversationId}/messages`, {
      parts: [{ type: "text", text: { text: `Reply ${round}` } }],
    });
    outgoing.push((await sent) - asked);
    await pause(200);
  }
  stop();
  return { inMs: median(incoming), outMs: median(outgoing) };
}
