import type { SimulatedFile } from "switchboard/adapter/testkit";
import { History, type Said } from "./history.ts";
import type { Random } from "../support/random.ts";
import type { Bot, Site } from "./site.ts";
import { eventually, pause } from "./waiting.ts";

const operationEveryMs = 12;
const customersPerBot = 30;
const groupsPerBot = 3;
/** No more replies wait for their answer than this. */
const mostOpenReplies = 40;

/** Which part of what is sent the platform takes without a word: the connection breaks, or it just doesn't answer. */
export interface Platform {
  readonly lostAnswers: number;
  readonly hangs: number;
}

export const soundPlatform: Platform = { lostAnswers: 0, hangs: 0 };

/** Everybody who uses a site at once: customers who write, edit and are repeated, and programs that reply. */
export class Load {
  readonly history = new History();
  readonly #site: Site;
  readonly #random: Random;
  readonly #conversations = new Map<Bot, string[]>();
  readonly #open = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #strangers = 0;

  /** How the platform treats what is sent to it. */
  platform: Platform;

  constructor(site: Site, random: Random, platform: Platform = { lostAnswers: 0.02, hangs: 0 }) {
    this.#site = site;
    this.platform = platform;
    this.#random = random;
    site.door.copies = () => (random.chance(0.1) ? 2 : 1);
  }

  /** Everybody has written once, so that they can be answered. */
  async introduce(): Promise<void> {
    for (const bot of this.#site.bots) {
      for (let number = 0; number < customersPerBot; number += 1) {
        await this.#say(bot, `Customer ${number}`);
      }
      for (let number = 0; number < groupsPerBot; number += 1) {
        await this.#say(bot, "Customer 0", `Group ${number}`);
      }
    }
    for (const bot of this.#site.bots) {
      const wanted = customersPerBot + groupsPerBot;
      await eventually(`the conversations of the ${bot.mode} bot`, async () => {
        const known: string[] = [];
        const target = `/api/v1/conversations?limit=200&channel=${bot.channelId}`;
        for await (const { id } of this.#site.pages(target)) known.push(String(id));
        this.#conversations.set(bot, known);
        return known.length === wanted;
      });
    }
  }

  start(): void {
    this.#timer = setInterval(() => this.#track(this.#operation()), operationEveryMs);
  }

  /** Resolves when everything that was begun has got its answer. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    while (this.#open.size > 0) await Promise.all(this.#open);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => void this.history.violations.push(`load: ${String(error)}`))
      .finally(() => this.#open.delete(tracked));
    this.#open.add(tracked);
  }

  /** 60 % messages, 30 % replies, 10 % edits and repetitions. */
  async #operation(): Promise<void> {
    const random = this.#random;
    const bot = random.pick(this.#site.bots);
    const dice = random.next();
    if (dice < 0.03) await this.#stranger(bot);
    else if (dice < 0.08) await this.#say(bot, "Customer 0", this.#anyGroup());
    else if (dice < 0.6) await this.#say(bot, this.#anyCustomer());
    else if (dice < 0.9) await this.#reply(bot);
    else if (dice < 0.96) await this.#edit();
    else await this.#redeliver(bot);
  }

  /** The platform brings once more what it knows to have arrived, and what it isn't sure of. */
  async #redeliver(bot: Bot): Promise<void> {
    // Telegram never hands out an update before an older one: polled, only what was confirmed comes again.
    if (bot.mode === "polling" && bot.simulator.acknowledged() < bot.updates) return;
    this.history.repeats += 1;
    await bot.simulator.redeliver(this.#random.between(1, 20));
  }

  /** Somebody's first words: two messages at the same moment. */
  async #stranger(bot: Bot): Promise<void> {
    this.#strangers += 1;
    const name = `Stranger ${this.#strangers}`;
    await Promise.all([this.#say(bot, name), this.#say(bot, name)]);
  }

  async #say(bot: Bot, name: string, group?: string): Promise<void> {
    const { simulator } = bot;
    const customer = simulator.customer(name);
    const thread = group === undefined ? customer.direct : simulator.group(group);
    const text = this.history.newText("message");
    const file = this.#random.chance(0.08) ? `The file of ${text}.` : undefined;
    const sent = customer.send(
      [
        file === undefined
          ? { type: "text", text: { text } }
          : { type: "media", file: fileOf(file), caption: { text } },
      ],
      { in: thread },
    );
    bot.updates += 1;
    const message = await sent;
    const said = { ...message, bot, by: customer.id, text };
    this.history.said.push(file === undefined ? said : { ...said, file });
  }

  async #edit(): Promise<void> {
    const said = this.#random.pick(this.history.said.slice(-200));
    const customer = this.#customerOf(said);
    if (customer === undefined) return;
    const text = this.history.newText("edited");
    said.text = text;
    said.bot.updates += 1;
    this.history.edits += 1;
    await customer.edit(said, { text });
  }

  #customerOf({ bot, by }: Said) {
    for (let number = 0; number < customersPerBot; number += 1) {
      const customer = bot.simulator.customer(`Customer ${number}`);
      if (customer.id === by) return customer;
    }
    return undefined;
  }

  async #reply(bot: Bot): Promise<void> {
    if (this.#open.size > mostOpenReplies) return;
    const random = this.#random;
    const asked = {
      bot,
      conversationId: random.pick(this.#conversations.get(bot) ?? []),
      key: this.history.newText("key").replace(" ", "-"),
      text: this.history.newText("reply"),
      messageId: undefined,
    };
    this.history.asked.push(asked);
    // The customer gets it all the same.
    if (random.chance(this.platform.lostAnswers)) bot.simulator.dropResponseAfterProcessing();
    if (random.chance(this.platform.hangs)) bot.simulator.hang();
    const as = random.between(0, 5);
    const again = random.chance(0.1);
    await Promise.all([this.#ask(asked, as), ...(again ? [this.#ask(asked, as)] : [])]);
    if (random.chance(0.05)) await this.#ask(asked, as);
  }

  /** Asks until it is answered, always under the same key, as a client does that hears nothing. */
  async #ask(asked: History["asked"][number], as: number): Promise<void> {
    const { conversationId, key, text } = asked;
    const target = `/api/v1/conversations/${conversationId}/messages`;
    const body = { parts: [{ type: "text", text: { text } }] };
    for (;;) {
      let answer;
      await this.#site.serving();
      try {
        answer = await this.#site.call(target, { method: "POST", body, idempotencyKey: key, as });
      } catch {
        // The hub was killed: whether it was stored, nobody knows.
        await pause(this.#random.between(10, 60));
        continue;
      }
      if (answer.status === 201) {
        const id = String(answer.body["id"]);
        if (asked.messageId === undefined) this.history.answered += 1;
        if ((asked.messageId ??= id) !== id) {
          this.history.violations.push(
            `repeated request: ${key} gave ${id} and ${asked.messageId}`,
          );
        }
        return;
      }
      const what = `${answer.status} ${String(answer.body["code"])}`;
      this.history.refusals += 1;
      this.history.refusedWith.set(what, (this.history.refusedWith.get(what) ?? 0) + 1);
      if (answer.status !== 503 && answer.status !== 429) {
        this.history.violations.push(`unclear refusal: ${JSON.stringify(answer)}`);
      }
      await pause(this.#random.between(50, 250));
    }
  }

  #anyCustomer(): string {
    return `Customer ${this.#random.between(0, customersPerBot)}`;
  }

  #anyGroup(): string {
    return `Group ${this.#random.between(0, groupsPerBot)}`;
  }
}

function fileOf(content: string): SimulatedFile {
  const bytes = new TextEncoder().encode(content);
  return { kind: "file", bytes, mimeType: "text/plain", fileName: "note.txt" };
}
