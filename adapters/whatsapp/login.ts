import type { SessionContext } from "switchboard/adapter";
import type { WhatsAppClient } from "./client.ts";
import { within } from "./deadline.ts";
import type { Ending } from "./errors.ts";
import { probe, refreshCode } from "./page.ts";
import type { WhatsAppSettings } from "./settings.ts";

const second = 1000;
/** WhatsApp shows a handful of codes, some three minutes in all, and then wants to be asked for more. */
const mostRounds = 3;
/** A new one comes every three minutes. */
const mostPairingCodes = 4;
const lookEveryMs = second;
/** The first code lives longer than the others. */
const firstCodeMs = 60 * second;
const codeMs = 20 * second;
const pairingMs = 180 * second;

/** Shows the codes that link the phone, until they are used or nobody comes. */
export class LoginSteps {
  readonly #context: SessionContext<WhatsAppSettings>;
  readonly #over = new AbortController();
  #shown = 0;
  #pairingCodes = 0;

  constructor(context: SessionContext<WhatsAppSettings>) {
    this.#context = context;
  }

  show(data: string, how: "qr" | "pairing"): void {
    const now = this.#context.clock.now().getTime();
    this.#shown += 1;
    if (how === "pairing") this.#pairingCodes += 1;
    const prompt =
      how === "qr"
        ? ({
            stepId: "qr",
            type: "qr",
            data,
            expiresAt: new Date(now + (this.#shown === 1 ? firstCodeMs : codeMs)),
            instructions:
              "On the phone: WhatsApp → Settings → Linked devices → Link a device. 在手机上：WhatsApp → 设置 → 已关联的设备 → 关联设备，然后扫描。",
          } as const)
        : ({
            stepId: "code",
            type: "code",
            code: `${data.slice(0, 4)}-${data.slice(4)}`,
            expiresAt: new Date(now + pairingMs),
            instructions:
              "On the phone: WhatsApp → Settings → Linked devices → Link a device → Link with phone number instead. 在手机上：WhatsApp → 设置 → 已关联的设备 → 关联设备 → 改用电话号码关联。",
          } as const);
    this.#context.login(prompt, this.#over.signal).catch((error: unknown) => {
      if (!this.#over.signal.aborted) {
        this.#context.log.warn({ err: error }, "a login code could not be shown");
      }
    });
  }

  /** Resolves when `isDone`, with what is wrong when nobody came. */
  async wait(
    client: WhatsAppClient,
    isDone: () => boolean,
    signal: AbortSignal,
  ): Promise<Ending | undefined> {
    const { clock } = this.#context;
    let rounds = 1;
    try {
      while (!isDone() && !signal.aborted) {
        if (this.#pairingCodes > mostPairingCodes) return { type: "code-expired" };
        await within(new Promise<never>(() => undefined), {
          clock,
          ms: lookEveryMs,
          leastMs: 0,
          signal,
        });
        if (isDone() || signal.aborted) break;
        const state = await client.evaluate(probe, undefined).then(
          (found) => found.state,
          // The page is on its way somewhere; what comes of it is told.
          () => undefined,
        );
        if (state !== "UNPAIRED_IDLE") continue;
        if (rounds >= mostRounds) return { type: "code-expired" };
        rounds += 1;
        await client.evaluate(refreshCode, undefined);
      }
      return undefined;
    } finally {
      this.#over.abort();
    }
  }
}
