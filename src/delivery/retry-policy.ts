import type { ChannelError, ChannelErrorCode } from "../adapter/index.ts";
import type { DeliveriesTable } from "../db/schema/deliveries.ts";

/** What becomes of a delivery after an attempt that did not succeed. */
export type Verdict =
  | { readonly next: "again"; readonly dueAt: number }
  | { readonly next: "failed"; readonly code: ChannelErrorCode }
  /** It may have arrived. Only proof, or a person, decides what now. */
  | { readonly next: "unknown" };

const second = 1000;
const shortestPause = 50;
const day = 24 * 60 * 60 * second;
const longestPause = 5 * 60 * second;
/** How long a queue rests that waits for a person to mend the account; a reconnect wakes it sooner. */
const accountPause = 30 * second;

const passing = new Set<ChannelErrorCode>(["unavailable", "timeout", "protocol", "internal"]);
const account = new Set<ChannelErrorCode>([
  "auth-lost",
  "auth-conflict",
  "account-restricted",
  "config-invalid",
]);

/** What is over, most likely, when the channel connects anew: those deliveries need not sit out their pause. */
export const overAtReconnect: readonly ChannelErrorCode[] = [...account, "unavailable"];

const proofMayCome = new Set<ChannelErrorCode>([
  ...account,
  "rate-limited",
  "unavailable",
  "timeout",
]);

/** So often a change may break the adapter's code: it would break it for ever, and holds up what was written after it. */
const mostBreakdowns = 3;

/** When to ask again what became of a send, after asking itself failed; undefined when it is time to give up. */
export function nextProofAt(
  error: Pick<ChannelError, "code">,
  delivery: Pick<DeliveriesTable, "created_at">,
  now: number,
): number | undefined {
  const mayPass = proofMayCome.has(error.code);
  const dueAt = now + accountPause;
  return mayPass && dueAt - delivery.created_at <= day ? dueAt : undefined;
}

/**
 * The retry table of the adapter contract. Doing an edit, a deletion or a reaction twice has the effect of doing it
 * once, so there an unknown outcome is tried again; a send never is.
 */
export function verdictOn(
  error: Pick<ChannelError, "code" | "outcome" | "retryAfterMs">,
  delivery: Pick<DeliveriesTable, "kind" | "attempts" | "created_at">,
  now: number,
  random: () => number = Math.random,
): Verdict {
  if (error.outcome === "unknown" && delivery.kind === "send") return { next: "unknown" };
  const again = (pause: number): Verdict =>
    now + pause - delivery.created_at > day
      ? { next: "failed", code: error.code }
      : { next: "again", dueAt: now + pause };
  if (
    error.code === "internal" &&
    delivery.kind !== "send" &&
    delivery.attempts >= mostBreakdowns
  ) {
    return { next: "failed", code: error.code };
  }
  if (error.code === "rate-limited") return again(pauseAskedFor(error.retryAfterMs));
  if (passing.has(error.code)) return again(backOff(delivery.attempts, random));
  // Not the message's fault: it waits for the account, however long that takes.
  if (account.has(error.code)) return { next: "again", dueAt: now + accountPause };
  return { next: "failed", code: error.code };
}

/** What the platform asks for, if that makes sense; never so short that it would be pestered. */
function pauseAskedFor(ms: number | undefined): number {
  return ms !== undefined && ms > 0 ? Math.max(Math.ceil(ms), shortestPause) : second;
}

/** 1 s, 2 s, 4 s … 5 min, less up to a fifth, so that many don't come back at one moment. */
function backOff(attempts: number, random: () => number): number {
  const pause = Math.min(second * 2 ** Math.min(attempts - 1, 20), longestPause);
  return Math.round(pause * (1 - random() / 5));
}
