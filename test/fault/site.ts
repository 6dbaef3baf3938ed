import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { TelegramSimulator } from "../../adapters/telegram/simulator.ts";
import { FrontDoor } from "./front-door.ts";
import { type Ending, HubProcess } from "./hub-process.ts";
import { send, setUp } from "./set-up.ts";
import { eventually, pause } from "./waiting.ts";

/** A bot at the simulated platform, and the channel that it is connected to. */
export interface Bot {
  readonly mode: "polling" | "webhook";
  readonly simulator: TelegramSimulator;
  channelId: string;
  /** How many updates the platform has for us, without repetitions. */
  updates: number;
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  /** Which of the API keys; each has its own rate limit. */
  readonly as?: number;
}

const programs = 6;

/** One installation: its hubs (one, or several on one database), the way in from outside, and two bots of Telegram's. */
export class Site {
  readonly databaseUrl: string;
  readonly #build: string;
  readonly #directory: string;
  readonly #encryptionKey = randomBytes(32).toString("hex");
  readonly #hubs: (HubProcess | undefined)[] = [];
  readonly #keys: string[] = [];
  /** Several hubs are asked in turn. */
  #turn = 0;
  readonly bots: readonly [Bot, Bot];
  readonly door: FrontDoor;
  /** Of hubs that are gone. */
  readonly complaints: string[] = [];

  private constructor(build: string, databaseUrl: string, directory: string) {
    this.#build = build;
    this.databaseUrl = databaseUrl;
    this.#directory = directory;
    this.door = new FrontDoor(
      () => this.addresses(),
      () => this.serving(),
    );
    const bot = (mode: Bot["mode"], token: string): Bot => {
      return { mode, simulator: new TelegramSimulator({ token }), channelId: "", updates: 0 };
    };
    this.bots = [
      bot("polling", "7000000001:AAF-simulated_token-0123456789abcdefg"),
      bot("webhook", "7000000002:AAF-simulated_token-0123456789abcdefh"),
    ];
  }

  /** Starts `hubs` hubs, sets the first one up and connects both bots. */
  static async open(build: string, databaseUrl: string, hubs = 1): Promise<Site> {
    const directory = await mkdtemp(path.join(tmpdir(), "switchboard-site-"));
    const site = new Site(build, databaseUrl, directory);
    await site.door.open();
    for (let number = 0; number < hubs; number += 1) await site.startHub(number);
    await site.#setUp();
    return site;
  }

  async close(): Promise<void> {
    for (const hub of this.#hubs) await hub?.kill();
    for (const { simulator } of this.bots) await simulator.stop();
    await this.door.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** How many hubs it has. */
  get size(): number {
    return this.#hubs.length;
  }

  /** Where hubs serve at the moment. */
  addresses(): readonly string[] {
    return this.#hubs.flatMap((hub) => (hub?.address === undefined ? [] : [hub.address]));
  }

  /** Resolves as soon as some hub serves. */
  async serving(): Promise<void> {
    while (this.addresses().length === 0) {
      await Promise.race(this.#hubs.flatMap((hub) => (hub === undefined ? [] : [hub.ready])));
      // Those that ended before they served have been replaced, or are about to be.
      if (this.addresses().length === 0) await pause(5);
    }
  }

  /** Starts a hub, and resolves once it serves or was killed before that. */
  async startHub(number = 0): Promise<void> {
    await this.launchHub(number).ready;
  }

  /** Starts a hub without waiting for it. */
  launchHub(number = 0): HubProcess {
    const hub = new HubProcess({
      build: this.#build,
      databaseUrl: this.databaseUrl,
      dataDirectory: path.join(this.#directory, `hub-${number}`),
      encryptionKey: this.#encryptionKey,
      publicUrl: this.door.url,
    });
    this.#hubs[number] = hub;
    return hub;
  }

  async killHub(number = 0): Promise<void> {
    await this.#gone(number, async (hub) => await hub.kill());
  }

  async terminateHub(number = 0): Promise<Ending> {
    return await this.#gone(number, async (hub) => await hub.terminate());
  }

  hub(number = 0): HubProcess {
    const hub = this.#hubs[number];
    if (hub === undefined) throw new Error(`Hub ${number} was not started.`);
    return hub;
  }

  /** What a file contains. */
  async download(target: string, as: number): Promise<string> {
    const response = await fetch(this.#nextAddress() + target, {
      headers: { authorization: `Bearer ${this.#keys[as % programs]}` },
    });
    return await response.text();
  }

  /** The event stream of a hub that serves, from after an event. */
  async stream(after: number, signal: AbortSignal): Promise<Response> {
    return await fetch(`${this.#nextAddress()}/api/v1/events/stream`, {
      headers: {
        authorization: `Bearer ${this.#keys[0]}`,
        accept: "text/event-stream",
        "last-event-id": String(after),
      },
      signal,
    });
  }

  /** Asks the API of a hub that serves. Rejects when the connection breaks. */
  async call(target: string, { method = "GET", body, idempotencyKey, as = 0 }: Call = {}) {
    return await send(this.#nextAddress() + target, method, body, {
      authorization: `Bearer ${this.#keys[as % programs]}`,
      ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }),
    });
  }

  /** Follows a list's cursors to its end. */
  async *pages(target: string, items = "items", next = "nextCursor", parameter = "cursor") {
    let cursor: string | null | undefined;
    do {
      const url = new URL(target, "http://hub");
      if (cursor != null) url.searchParams.set(parameter, cursor);
      const answer = await this.call(url.pathname + url.search, { as: programs - 1 });
      if (answer.status !== 200) throw new Error(`${target}: ${JSON.stringify(answer)}`);
      yield* answer.body[items] as readonly Readonly<Record<string, unknown>>[];
      cursor = answer.body[next] as string | null;
    } while (cursor !== null && cursor !== undefined);
  }

  #nextAddress(): string {
    const addresses = this.addresses();
    this.#turn += 1;
    const address = addresses[this.#turn % addresses.length];
    if (address === undefined) throw new Error("No hub serves at the moment.");
    return address;
  }

  async #gone<T>(number: number, end: (hub: HubProcess) => Promise<T>): Promise<T> {
    const hub = this.hub(number);
    const ended = await end(hub);
    this.complaints.push(...hub.complaints);
    this.complaints.splice(0, this.complaints.length - 500);
    return ended;
  }

  async #setUp(): Promise<void> {
    this.#keys.push(...(await setUp(this.hub(), programs)));
    for (const bot of this.bots) {
      const settings = await bot.simulator.start({ webhook: bot.mode === "webhook" });
      const made = await this.call("/api/v1/channels", {
        method: "POST",
        body: { adapter: "telegram", name: bot.mode, settings },
      });
      if (made.status !== 201) throw new Error(`channel: ${JSON.stringify(made)}`);
      bot.channelId = String(made.body["id"]);
    }
    await eventually("both channels to be connected", async () => {
      const { body } = await this.call("/api/v1/channels");
      const channels = body["items"] as readonly { status: { state: string } }[];
      return channels.every(({ status }) => status.state === "connected");
    });
  }
}
