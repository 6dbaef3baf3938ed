import { ChannelError } from "switchboard/adapter";
import type { Contact, SessionContext } from "switchboard/adapter";
import type { TelegramClient } from "./client.ts";
import type { Intake } from "./intake.ts";
import type { TelegramSettings } from "./settings.ts";
import { allowedUpdates } from "./updates.ts";
import type { Update } from "./updates.ts";

/** Seconds that Telegram holds a call while there is nothing to say. */
const holdSeconds = 25;
/** Twice the hold and some: after this long without an answer a call is dead, whatever the connection pretends. */
const watchdogMs = (2 * holdSeconds + 10) * 1000;
/** Between calls, where the server answers "nothing" at once. */
const pauseMs = 500;
/** The most that Telegram gives at once: https://core.telegram.org/bots/api#getupdates */
const batchSize = 100;
/**
 * After a week without updates Telegram starts update ids anew at random, and an older, larger offset would confirm
 * those unseen: https://core.telegram.org/bots/api#update
 */
const offsetLifetimeMs = 6 * 24 * 60 * 60 * 1000;
const offsetKey = "offset";
/** A hub that took over from one that died may meet its last call; a second bot program stays. */
const conflictsTolerated = 2;

/** The session can't go on; a person has to look. */
const endings = new Set(["auth-lost", "account-restricted", "config-invalid"]);

/** Long polling: fetch, store, and only then acknowledge, by asking for what follows. */
export class Polling {
  readonly #context: SessionContext<TelegramSettings>;
  readonly #client: TelegramClient;
  readonly #intake: Intake;
  #offset: { readonly value: number; readonly since: Date } | undefined;
  #failures = 0;
  #conflicts = 0;

  constructor(context: SessionContext<TelegramSettings>, client: TelegramClient, intake: Intake) {
    this.#context = context;
    this.#client = client;
    this.#intake = intake;
  }

  /** Resolves after an abort; rejects when the session can't go on. */
  async run(self: Contact, signal: AbortSignal): Promise<void> {
    // A webhook would keep getUpdates from working. What waits at Telegram stays there for us.
    await this.#client.call({ method: "deleteWebhook", params: {} }, signal);
    await this.#loadOffset();
    this.#context.status({ state: "connected", self });
    while (!signal.aborted) {
      try {
        await this.#step(signal);
        if (this.#failures > 0) this.#context.status({ state: "connected", self });
        this.#failures = 0;
        this.#conflicts = 0;
      } catch (error) {
        if (signal.aborted) return;
        await this.#recover(error, signal);
      }
    }
  }

  async #step(signal: AbortSignal): Promise<void> {
    const askedAt = this.#context.clock.now().getTime();
    const updates = await this.#fetch(signal);
    const last = updates.at(-1);
    if (last === undefined) {
      const heldMs = this.#context.clock.now().getTime() - askedAt;
      // A server that doesn't hold calls must not be asked without a pause.
      if (heldMs < pauseMs) await this.#context.clock.sleep(pauseMs, signal);
      return;
    }
    // What Telegram repeats is older than what we have; the offset never goes back.
    const next = Math.max(last.update_id + 1, this.#offset?.value ?? 0);
    if (!Number.isSafeInteger(next)) throw unreadable();
    await this.#intake.take(updates, signal, { key: offsetKey, value: String(next) });
    this.#offset = { value: next, since: this.#context.clock.now() };
  }

  async #fetch(signal: AbortSignal): Promise<readonly Update[]> {
    const offset = this.#validOffset();
    // Not AbortSignal.any, which would leave something behind on the session's signal at each of many calls.
    const ending = new AbortController();
    const end = (): void => ending.abort(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    const answer = this.#client.call(
      {
        method: "getUpdates",
        params: {
          // After a failure the first answer must come at once: until then replies wait, although Telegram is back.
          timeout: this.#failures > 0 ? 0 : holdSeconds,
          limit: batchSize,
          allowed_updates: [...allowedUpdates],
          ...(offset === undefined ? {} : { offset }),
        },
      },
      ending.signal,
    );
    const watchdog = this.#context.clock.sleep(watchdogMs, ending.signal).then(() => {
      throw new ChannelError({
        code: "timeout",
        outcome: "unknown",
        message: "Telegram stopped answering.",
      });
    });
    try {
      return (await Promise.race([answer, watchdog])) as readonly Update[];
    } finally {
      signal.removeEventListener("abort", end);
      end();
      // The loser of the race ends with the abort just made; its rejection says nothing new.
      await Promise.allSettled([watchdog]);
      answer.catch(() => undefined);
    }
  }

  async #loadOffset(): Promise<void> {
    const stored = await this.#context.cursor(offsetKey);
    if (stored === undefined || !/^\d+$/.test(stored.value)) return;
    this.#offset = { value: Number(stored.value), since: stored.storedAt };
  }

  #validOffset(): number | undefined {
    if (this.#offset === undefined) return undefined;
    const age = this.#context.clock.now().getTime() - this.#offset.since.getTime();
    if (age <= offsetLifetimeMs) return this.#offset.value;
    this.#context.log.info({}, "The last update is days old; asking for whatever waits.");
    this.#offset = undefined;
    return undefined;
  }

  /** Waits before the next try. @throws when there must be none. */
  async #recover(thrown: unknown, signal: AbortSignal): Promise<void> {
    const error = ChannelError.from(thrown);
    this.#failures += 1;
    if (error.code === "auth-conflict") this.#conflicts += 1;
    if (endings.has(error.code) || this.#conflicts > conflictsTolerated) throw error;
    const waitMs = error.retryAfterMs ?? backOff(this.#failures);
    const retryAt = new Date(this.#context.clock.now().getTime() + waitMs);
    this.#context.log.warn({ error, failures: this.#failures }, "No updates; trying again.");
    this.#context.status({ state: "reconnecting", code: error.code, retryAt });
    await this.#context.clock.sleep(waitMs, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
}

/** An offset that is no number would confirm everything, or nothing ever. */
function unreadable(): ChannelError {
  return new ChannelError({
    code: "protocol",
    outcome: "unknown",
    message: "The Bot API server's updates are not numbered.",
  });
}

/** 1 s, 2 s, 4 s … 60 s, each less up to a half by chance, so that many hubs don't come back at once. */
function backOff(failures: number): number {
  const most = Math.min(60_000, 1000 * 2 ** (failures - 1));
  return most * (0.5 + Math.random() * 0.5);
}
