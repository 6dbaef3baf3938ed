import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { SessionContext } from "switchboard/adapter";
import { findBrowser, freeProfile } from "./browser.ts";
import { missedSince } from "./catch-up.ts";
import { type ClientListener, WhatsAppClient } from "./client.ts";
import { within } from "./deadline.ts";
import { type Ending, errorOf, isFinal, refused } from "./errors.ts";
import { Intake } from "./intake.ts";
import { LoginSteps } from "./login.ts";
import { now as pageNow } from "./page.ts";
import { People } from "./people.ts";
import type { WhatsAppSettings } from "./settings.ts";
import { Watchdog } from "./watchdog.ts";
import type { WebEvent } from "./web.ts";

const second = 1000;
const loadMs = 90 * second;
const readyMs = 90 * second;
/** Real time that a browser gets in any case. */
const leastMs = 20 * second;
/** After this long out of reach the browser is started anew. */
const awayMs = 5 * 60 * second;
const leastAwayMs = 5 * second;
/** Of the first connection: what comes between the scan and the last listener. */
const firstSeconds = 60;
/** What is sent so long before a connection, and comes through it, is no news. */
const liveMs = 5 * 60 * second;

type Stage = "loading" | "login" | "syncing" | "ready";

/** One life of the browser with WhatsApp Web in it. */
export class Connection implements ClientListener {
  readonly people = new People();
  readonly intake: Intake;
  readonly #context: SessionContext<WhatsAppSettings>;
  readonly #watchdog: Watchdog;
  readonly #login: LoginSteps;
  readonly #waiting = new Set<() => void>();
  readonly #acks = new Map<string, number>();
  #client: WhatsAppClient | undefined;
  #stage: Stage = "loading";
  #state = "OPENING";
  #ending: Ending | undefined;
  #isConnected = false;
  #wantsCatchUp = true;
  #self = "";
  #liveSince: Date;

  constructor(context: SessionContext<WhatsAppSettings>) {
    this.#context = context;
    this.#liveSince = context.clock.now();
    this.intake = new Intake(
      context,
      this.people,
      () => this.#client,
      () => ({ self: this.people.canonical(this.#self), liveSince: this.#liveSince }),
    );
    this.#watchdog = new Watchdog(context.clock);
    this.#login = new LoginSteps(context);
  }

  /** Resolves after an abort, rejects when this life is over; nothing is left of it then. */
  async run(signal: AbortSignal): Promise<void> {
    const { config, clock, log } = this.#context;
    const profile = path.join(await this.#context.privateDirectory(), "browser");
    const browser = await findBrowser(config.browserPath);
    await mkdir(profile, { recursive: true, mode: 0o700 });
    const left = await freeProfile(profile);
    if (left > 0) log.warn({ processes: left }, "ended a browser that an earlier hub left behind");
    if (signal.aborted) return;
    const client = await WhatsAppClient.make({ config, browser, profile, clock, log }, this);
    this.#client = client;
    const over = new AbortController();
    const end = (): void => {
      over.abort(signal.reason);
      this.#changed();
    };
    signal.addEventListener("abort", end, { once: true });
    const starting = client.start();
    const taking = this.intake.run(over.signal);
    try {
      if (signal.aborted) return;
      await this.#live(client, over.signal);
    } finally {
      signal.removeEventListener("abort", end);
      this.#isConnected = false;
      over.abort();
      this.#changed();
      await client.close();
      await Promise.all([starting, taking]);
      // Its keys are worth nothing any more, and the next login wants to begin from the start.
      if (this.#ending !== undefined && errorOf(this.#ending).code === "auth-lost") {
        await rm(profile, { recursive: true, force: true, maxRetries: 4 });
      }
    }
  }

  /** The browser, for a call that needs WhatsApp. @throws ChannelError, `not-sent`. */
  usable(): WhatsAppClient {
    if (this.#ending !== undefined) throw errorOf(this.#ending);
    if (this.#client === undefined || !this.#isConnected) {
      throw refused("unavailable", "WhatsApp is out of reach at the moment.");
    }
    return this.#client;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  get isConnected(): boolean {
    return this.#isConnected && this.#state === "CONNECTED";
  }

  /** The last acknowledgement of a message of ours; undefined while it doesn't even stand in the page. */
  ackOf(id: string): number | undefined {
    return this.#acks.get(id);
  }

  forget(id: string): void {
    this.#acks.delete(id);
  }

  /** True as soon as `condition` holds; false when `signal` aborts first. */
  async when(condition: () => boolean, signal: AbortSignal): Promise<boolean> {
    while (!condition()) {
      if (signal.aborted) return false;
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener("abort", wake, { once: true });
      });
    }
    return true;
  }

  code(data: string, how: "qr" | "pairing"): void {
    if (this.#stage === "loading") this.#stage = "login";
    this.#login.show(data, how);
    this.#changed();
  }

  authenticated(): void {
    if (this.#stage === "loading" || this.#stage === "login") this.#stage = "syncing";
    this.#changed();
  }

  /** Comes again after each synchronisation: what came meanwhile may have passed us by. */
  ready(): void {
    this.#stage = "ready";
    this.#state = "CONNECTED";
    this.#wantsCatchUp = true;
    this.#watchdog.heard();
    this.#changed();
  }

  state(state: string): void {
    this.#state = state;
    this.#watchdog.heard();
    if (isFinal(state)) this.ended({ type: "state", state });
    this.#changed();
  }

  event(event: WebEvent): void {
    this.#watchdog.heard(event.type === "message" ? event.message.id.id : undefined);
    this.#noteAck(event);
    this.intake.add([event]);
  }

  ended(ending: Ending): void {
    this.#ending ??= ending;
    this.#changed();
  }

  async #live(client: WhatsAppClient, signal: AbortSignal): Promise<void> {
    await this.#expect(
      () => this.#stage !== "loading",
      loadMs,
      {
        type: "not-loaded",
        cause: new Error("nothing came of it in time"),
      },
      signal,
    );
    if (this.#stage === "login") await this.#logIn(client, signal);
    if (signal.aborted) return;
    this.#context.status({ state: "syncing" });
    await this.#expect(() => this.#stage === "ready", readyMs, { type: "not-ready" }, signal);
    while (!signal.aborted) {
      this.#throwIfOver();
      if (this.#state === "CONNECTED") await this.#stay(client, signal);
      else await this.#waitForReturn(signal);
    }
  }

  async #logIn(client: WhatsAppClient, signal: AbortSignal): Promise<void> {
    const ending = await this.#login.wait(
      client,
      () => this.#stage !== "login" || this.#ending !== undefined,
      signal,
    );
    if (ending !== undefined) this.ended(ending);
    this.#throwIfOver();
  }

  /** Connected, as long as it lasts. */
  async #stay(client: WhatsAppClient, signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    if (this.#wantsCatchUp) await this.#catchUp(client);
    if (this.#state !== "CONNECTED" || signal.aborted) return;
    if (!this.#isConnected) {
      const { id, name } = client.self();
      this.#isConnected = true;
      this.#context.status({ state: "connected", self: this.people.contact(id, name) });
    }
    const changed = this.when(
      () => this.#ending !== undefined || this.#state !== "CONNECTED" || this.#wantsCatchUp,
      signal,
    );
    const pause = { clock, ms: this.#watchdog.intervalMs, leastMs: 0, signal };
    if ((await within(changed, pause)) !== "late" || signal.aborted) return;
    const verdict = await this.#watchdog.look(client);
    if (verdict === undefined) return;
    // What it didn't hand over is still in the page.
    if (verdict.type === "deaf") await this.#catchUp(client);
    this.ended(verdict);
  }

  async #catchUp(client: WhatsAppClient): Promise<void> {
    this.#wantsCatchUp = false;
    if (!this.#isConnected)
      this.#liveSince = new Date(this.#context.clock.now().getTime() - liveMs);
    this.#self = client.self().id;
    const place = await this.intake.place();
    if (place === undefined) {
      const at = Math.floor((await client.evaluate(pageNow, undefined)) / second) - firstSeconds;
      await this.intake.begin(at);
      return;
    }
    try {
      this.intake.add(await missedSince(client, place), true);
    } catch (error) {
      this.#wantsCatchUp = true;
      this.#throwIfOver();
      throw error;
    }
  }

  /** WhatsApp Web connects again by itself. */
  async #waitForReturn(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    this.#isConnected = false;
    this.#wantsCatchUp = true;
    const retryAt = new Date(clock.now().getTime() + awayMs);
    this.#context.status({ state: "reconnecting", code: "unavailable", retryAt });
    await this.#expect(
      () => this.#state === "CONNECTED",
      awayMs,
      { type: "away" },
      signal,
      leastAwayMs,
    );
  }

  /** @throws ChannelError when this life ends first, or it takes too long. */
  async #expect(
    condition: () => boolean,
    ms: number,
    otherwise: Ending,
    signal: AbortSignal,
    least = leastMs,
  ): Promise<void> {
    const { clock } = this.#context;
    const come = this.when(() => this.#ending !== undefined || condition(), signal);
    const result = await within(come, { clock, ms, leastMs: least, signal });
    if (result === "late" && !signal.aborted) this.ended(otherwise);
    this.#throwIfOver();
  }

  #throwIfOver(): void {
    if (this.#ending !== undefined) throw errorOf(this.#ending);
  }

  #noteAck(event: WebEvent): void {
    if (event.type !== "message" && event.type !== "ack") return;
    const { id, ack = 0 } = event.message;
    if (!id.fromMe || !this.intake.isOurs(id.id)) return;
    this.#acks.set(id.id, event.type === "ack" ? event.ack : ack);
    this.#changed();
  }

  #changed(): void {
    for (const wake of this.#waiting) wake();
  }
}
