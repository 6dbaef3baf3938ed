import type { InboundEvent, SessionContext } from "switchboard/adapter";
import type { WhatsAppClient } from "./client.ts";
import { concernsUs, eventsOf, type InboundContext } from "./inbound.ts";
import { addressesOf, titlesOf } from "./page.ts";
import { conversationOf, type People } from "./people.ts";
import type { WhatsAppSettings } from "./settings.ts";
import { addressText, type WebEvent, type WebMessage } from "./web.ts";

/** How far we have everything: the time of the newest message stored, and the ids of the last ones up to there. */
export interface Place {
  /** Seconds since 1970, by WhatsApp's clock. */
  readonly t: number;
  readonly ids: readonly string[];
}

const placeKey = "place";
/** Enough that a restart offers nothing twice in a normal hour. */
const mostIds = 60;
const batchSize = 100;
const firstRetryMs = 500;
const longestRetryMs = 30_000;

interface Item {
  readonly event: WebEvent;
  readonly caughtUp: boolean;
}

/** Hands what happens in the page to the hub, in order, and offers it again until it is stored. */
export class Intake {
  readonly people: People;
  readonly #context: SessionContext<WhatsAppSettings>;
  readonly #client: () => WhatsAppClient | undefined;
  readonly #inbound: () => Omit<InboundContext, "people" | "now" | "clientMessageId">;
  readonly #ours = new Map<string, string>();
  readonly #undecrypted = new Set<string>();
  readonly #titles = new Map<string, string | undefined>();
  readonly #queue: Item[] = [];
  #wake: () => void = () => undefined;
  #place: Place | undefined;
  #idle = true;

  constructor(
    context: SessionContext<WhatsAppSettings>,
    people: People,
    client: () => WhatsAppClient | undefined,
    inbound: () => Omit<InboundContext, "people" | "now" | "clientMessageId">,
  ) {
    this.#context = context;
    this.people = people;
    this.#client = client;
    this.#inbound = inbound;
  }

  /** Where the last run stopped; undefined for an account that was never connected before. */
  async place(): Promise<Place | undefined> {
    const stored = await this.#context.cursor(placeKey);
    if (stored !== undefined) this.#place = JSON.parse(stored.value) as Place;
    return this.#place;
  }

  /** The first connection: everything from now on is to be had. */
  async begin(t: number): Promise<void> {
    this.#place = { t, ids: [] };
    await this.#store([], this.#place);
  }

  /** A send of ours: its echo is none of another device, and its edits are known. */
  note(id: string, clientMessageId: string): void {
    this.#ours.set(id, clientMessageId);
    if (this.#ours.size > 2000) {
      const [oldest] = this.#ours.keys();
      if (oldest !== undefined) this.#ours.delete(oldest);
    }
  }

  isOurs(id: string): boolean {
    return this.#ours.has(id);
  }

  add(events: readonly WebEvent[], caughtUp = false): void {
    for (const event of events) this.#queue.push({ event, caughtUp });
    this.#wake();
  }

  /** Until `signal` aborts. What waits by then is fetched again by the next run. */
  async run(signal: AbortSignal): Promise<void> {
    const wake = (): void => this.#wake();
    signal.addEventListener("abort", wake, { once: true });
    while (!signal.aborted) {
      if (this.#queue.length === 0) {
        this.#idle = true;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#idle = false;
      const batch = this.#queue.slice(0, batchSize);
      if (await this.#takeIn(batch, signal)) this.#queue.splice(0, batch.length);
    }
    signal.removeEventListener("abort", wake);
  }

  /** Nothing waits to be stored. */
  get isIdle(): boolean {
    return this.#idle && this.#queue.length === 0;
  }

  async #takeIn(batch: readonly Item[], signal: AbortSignal): Promise<boolean> {
    const events = [
      ...(await this.#introduce(batch)),
      ...batch.flatMap((item) => this.#read(item)),
    ];
    const place = this.#placeAfter(batch);
    if (events.length === 0) return true;
    let waitMs = firstRetryMs;
    while (!signal.aborted) {
      try {
        await this.#store(events, place);
        return true;
      } catch (error) {
        this.#context.log.warn(
          { err: error },
          "what came could not be stored; it is offered again",
        );
        await this.#context.clock.sleep(waitMs, signal).catch(() => undefined);
        waitMs = Math.min(longestRetryMs, waitMs * 2);
      }
    }
    return false;
  }

  async #store(events: readonly InboundEvent[], place: Place | undefined): Promise<void> {
    await this.#context.receive(
      events,
      place === undefined ? undefined : { key: placeKey, value: JSON.stringify(place) },
    );
    this.#place = place;
  }

  /** One event that can't be read must not hold up the others. */
  #read({ event, caughtUp }: Item): readonly InboundEvent[] {
    if (!this.#isNews(event)) return [];
    const inbound = this.#inbound();
    const context: InboundContext = {
      ...inbound,
      people: this.people,
      now: this.#context.clock.now(),
      clientMessageId: (id) => this.#ours.get(id),
    };
    try {
      const events = eventsOf(event, context);
      return caughtUp
        ? events.map((one) => ({ ...one, origin: "catch-up" }))
        : this.#decrypted(event, events);
    } catch (error) {
      this.#context.log.error(
        { err: error, type: event.type },
        "an event of WhatsApp Web can't be read",
      );
      return [];
    }
  }

  /** What we did ourselves is known to the hub: it is told by the answer to the call. */
  #isNews(event: WebEvent): boolean {
    if (event.type === "reaction" || event.type === "ack") return true;
    const { id, ack = 0 } = event.message;
    if (!id.fromMe) return true;
    // A message that stands in the page only proves nothing; with an acknowledgement it has left.
    return !this.#ours.has(id.id) && (event.type !== "message" || ack >= 1);
  }

  /** What came as a placeholder has its words now. */
  #decrypted(event: WebEvent, events: readonly InboundEvent[]): readonly InboundEvent[] {
    if (event.type === "undecryptable") this.#undecrypted.add(event.message.id.id);
    if (event.type !== "message" || !this.#undecrypted.delete(event.message.id.id)) return events;
    return events.map((one) =>
      one.type === "message"
        ? { ...one, type: "message-edited", dedupeKey: `decrypted:${one.message.id}` }
        : one,
    );
  }

  /** Tells the hub who and what the batch's addresses are, as far as the page knows more than it did. */
  async #introduce(batch: readonly Item[]): Promise<readonly InboundEvent[]> {
    const client = this.#client();
    if (client === undefined) return [];
    const messages = batch.flatMap(({ event }) => ("message" in event ? [event.message] : []));
    const lids = this.people.unknown([
      ...messages.flatMap(addressesIn),
      ...batch.flatMap(({ event }) =>
        event.type === "reaction"
          ? [event.reaction.senderId, addressText(event.reaction.msgId.remote)]
          : [],
      ),
    ]);
    const groups = [
      ...new Set(messages.filter(concernsUs).map(({ id }) => addressText(id.remote))),
    ].filter((id) => id.endsWith("@g.us") && !this.#titles.has(id));
    if (lids.length === 0 && groups.length === 0) return [];
    const at = this.#context.clock.now();
    try {
      const addresses = lids.length === 0 ? [] : await client.evaluate(addressesOf, lids);
      const learned = lids.flatMap((lid, n) => this.people.learn(lid, addresses[n] ?? {}, at));
      const titles = groups.length === 0 ? [] : await client.evaluate(titlesOf, groups);
      return [
        ...learned,
        ...groups.flatMap((id, n) => this.#entitle(id, titles[n] ?? undefined, at)),
      ];
    } catch (error) {
      this.#context.log.warn(
        { err: error },
        "WhatsApp Web didn't say who it is; the next message asks again",
      );
      return [];
    }
  }

  #entitle(id: string, title: string | undefined, at: Date): readonly InboundEvent[] {
    this.#titles.set(id, title);
    if (title === undefined || title === "") return [];
    return [
      {
        type: "conversation-changed",
        dedupeKey: `title:${id}:${title}`.slice(0, 80),
        at,
        origin: "live",
        conversation: conversationOf(id),
        title,
      },
    ];
  }

  #placeAfter(batch: readonly Item[]): Place | undefined {
    const ids: string[] = [...(this.#place?.ids ?? [])];
    let t = this.#place?.t ?? 0;
    for (const { event } of batch) {
      if (event.type !== "message" || !concernsUs(event.message)) continue;
      ids.push(event.message.id.id);
      t = Math.max(t, event.message.t);
    }
    return { t, ids: [...new Set(ids)].slice(-mostIds) };
  }
}

function addressesIn({ id, author, from, mentionedJidList = [] }: WebMessage): readonly string[] {
  return [id.remote, id.participant, author, from, ...mentionedJidList]
    .map(addressText)
    .filter((address) => address !== "");
}
