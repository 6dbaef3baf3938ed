import type { InboundEvent, SessionContext } from "switchboard/adapter";
import type { WechatClient } from "./client.ts";
import type { Echoes } from "./echoes.ts";
import { FormerIds } from "./former-ids.ts";
import { gather } from "./gather.ts";
import { conversationOf, eventsOf, isSessionId } from "./inbound.ts";
import type { Gathered } from "./payloads.ts";
import type { WechatSettings } from "./settings.ts";
import { Unread } from "./unread.ts";

/** Gateways don't keep the order: what is told within this time is sorted by WeChat's time. */
const settleMs = 40;
const mostAtOnce = 100;
/** Pauses between attempts to look a message up; the last one again and again, for a day. */
const lookUpAgainMs = [1_000, 4_000, 15_000, 60_000, 300_000];
const giveUpAfterMs = 24 * 60 * 60_000;
const storeAgainMs = [500, 1_000, 2_000, 5_000, 15_000, 30_000];

/** From the word that there is a message to the hub's word that it is stored. */
export class Intake {
  readonly #context: SessionContext<WechatSettings>;
  readonly #client: WechatClient;
  readonly #echoes: Echoes;
  readonly #startedAt: Date;
  readonly #titles = new Map<string, string>();
  readonly #unread: Unread;
  readonly #former: FormerIds;
  #announced: string[] = [];
  #other: InboundEvent[] = [];
  #wake: () => void = () => undefined;
  #selfId = "";
  #running: Promise<void> = Promise.resolve();

  constructor(
    context: SessionContext<WechatSettings>,
    client: WechatClient,
    echoes: Echoes,
    directory: string,
  ) {
    this.#context = context;
    this.#client = client;
    this.#echoes = echoes;
    this.#unread = new Unread(directory, context.log);
    this.#former = new FormerIds(directory, context.log);
    this.#startedAt = context.clock.now();
  }

  /** There is a message. Never throws. */
  announce(messageId: string): void {
    this.#announced.push(messageId);
    this.#wake();
  }

  /** Something else has happened; it keeps its place among the messages. */
  add(event: InboundEvent): void {
    this.#other.push(event);
    this.#wake();
  }

  /** Resolves when nothing is under way any longer. */
  get stopped(): Promise<void> {
    return this.#running;
  }

  /** Hands over what is announced until the abort. Once more after another login: who we are may have changed. */
  start(selfId: string, signal: AbortSignal, onFailure: (error: unknown) => void): void {
    const isRunning = this.#selfId !== "";
    this.#selfId = selfId;
    if (!isRunning) this.#running = this.#run(signal).catch(onFailure);
  }

  async #run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    for (const id of await this.#unread.load()) this.announce(id);
    while (!signal.aborted) {
      if (this.#announced.length === 0 && this.#other.length === 0) await this.#word();
      await this.#pause(settleMs, signal);
      const ids = [...new Set(this.#announced.splice(0, mostAtOnce))];
      const others = this.#other.splice(0);
      const read = await Promise.all(ids.map((id) => this.#read(id, signal)));
      const messages = read.filter((it) => it !== undefined);
      const events = [...messages.flatMap((it) => this.#eventsOf(it)), ...others];
      // Stable: what is of the same time stays in the order that it was told in.
      events.sort((a, b) => a.at.getTime() - b.at.getTime());
      events.unshift(...(await this.#knownAgain(messages)));
      if (!(await this.#store(events, signal))) this.#announced.unshift(...ids);
      else if (this.#hasSessionIds) await this.#former.save();
      await this.#unread.save();
    }
    // Told, and not stored before the end: the next session asks for them.
    for (const id of this.#announced) this.#unread.add(id, this.#context.clock.now().getTime());
    await this.#unread.save();
  }

  async #read(id: string, signal: AbortSignal): Promise<Gathered | undefined> {
    try {
      const gathered = await gather(this.#client, id, this.#context.log);
      this.#unread.delete(id);
      return this.#isPublisher(gathered) ? undefined : gathered;
    } catch (error) {
      if (signal.aborted) return undefined;
      this.#tryAgain(id, error, signal);
      return undefined;
    }
  }

  get #hasSessionIds(): boolean {
    return isSessionId(this.#selfId);
  }

  /** Where ids last for one session only: who is known from an earlier one. */
  async #knownAgain(messages: readonly Gathered[]): Promise<readonly InboundEvent[]> {
    if (!this.#hasSessionIds) return [];
    await this.#former.begin(this.#selfId);
    const events: InboundEvent[] = [];
    for (const { talker } of messages) {
      if (talker === undefined || talker.id === this.#selfId) continue;
      const at = this.#context.clock.now();
      events.push(
        ...(await this.#former.meet(talker, at, (remark) => this.#client.countRemark(remark))),
      );
    }
    return events;
  }

  /** Must not be lost: the message is there, only its content isn't handed over yet. */
  #tryAgain(id: string, error: unknown, signal: AbortSignal): void {
    const { clock, log } = this.#context;
    const now = clock.now().getTime();
    const since = this.#unread.sinceOf(id) ?? now;
    if (now - since > giveUpAfterMs) {
      this.#unread.delete(id);
      log.error({ error, messageId: id }, "A message could not be had from the gateway for a day.");
      return;
    }
    this.#unread.add(id, since);
    const waited = lookUpAgainMs.findIndex((ms) => now - since < ms);
    const pause = lookUpAgainMs.at(waited) ?? giveUpAfterMs;
    log.warn({ error, messageId: id, pause }, "A message can't be had yet; it is asked for again.");
    clock.sleep(pause, signal).then(
      () => this.announce(id),
      () => undefined,
    );
  }

  /** Official accounts publish; they are not people who want an answer. */
  #isPublisher({ talker }: Gathered): boolean {
    return talker?.isOfficial === true && !this.#context.config.officialAccounts;
  }

  #eventsOf(gathered: Gathered): readonly InboundEvent[] {
    const conversation = conversationOf(gathered.message, this.#selfId);
    const isOurs = gathered.message.talkerId === this.#selfId;
    const clientMessageId = isOurs ? this.#echoes.match(gathered, conversation.id) : undefined;
    const knownTitle = this.#titles.get(conversation.id);
    return eventsOf(gathered, {
      selfId: this.#selfId,
      startedAt: this.#startedAt,
      receivedAt: this.#context.clock.now(),
      ...(clientMessageId === undefined ? {} : { clientMessageId }),
      ...(knownTitle === undefined ? {} : { knownTitle }),
    });
  }

  /** Offers them again until they are stored, for a gateway won't tell them twice. False: it was told to end before. */
  async #store(events: readonly InboundEvent[], signal: AbortSignal): Promise<boolean> {
    for (let attempt = 0; events.length > 0; attempt += 1) {
      if (signal.aborted) return false;
      try {
        await this.#context.receive(events);
        for (const event of events) this.#remember(event);
        return true;
      } catch (error) {
        this.#context.log.warn({ error, events: events.length }, "Messages were not stored.");
        await this.#pause(storeAgainMs.at(Math.min(attempt, 5)) ?? 30_000, signal);
      }
    }
    return true;
  }

  #remember(event: InboundEvent): void {
    if (event.type === "conversation-changed" && event.title !== undefined) {
      this.#titles.set(event.conversation.id, event.title);
    }
  }

  #word(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    await this.#context.clock.sleep(ms, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
}
