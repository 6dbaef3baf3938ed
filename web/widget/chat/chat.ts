import type { SitePage } from "../bridge.ts";
import { follow } from "./feed.ts";
import { Hub, HubError } from "./hub.ts";
import type { Kept } from "./kept.ts";
import { Outbox, type Waiting } from "./outbox.ts";
import type { Config, Entries as News, Visit } from "./protocol.ts";
import { Entries, type Thread } from "./thread.ts";

export type Phase = "loading" | "failed" | "form" | "talk" | "refused" | "sign-in" | "forgotten";

/** All that the pages draw. */
export interface State {
  readonly phase: Phase;
  readonly config?: Config;
  readonly visitor?: Visit["visitor"];
  readonly thread: Thread;
  readonly waiting: readonly Waiting[];
  readonly hasOlder: boolean;
  readonly isAway: boolean;
  /** An agent is writing, until then. */
  readonly typingUntil: number;
  readonly unread: number;
}

const nothing: Thread = { messages: [], readUpTo: 0, first: 0, last: 0 };
const start: State = {
  phase: "loading",
  thread: nothing,
  waiting: [],
  hasOlder: false,
  isAway: false,
  typingUntil: 0,
  unread: 0,
};

export interface ChatParts {
  readonly base: string;
  readonly kept: Kept;
  readonly changed: (state: State) => void;
  /** Something came from an agent that the visitor doesn't see right now. */
  readonly rings: (n: number) => void;
  readonly happened: (event: "message" | "sent", text: string | undefined) => void;
}

/** One visitor's conversation. Another identity begins it anew. */
export class Chat {
  state: State = start;
  readonly hub: Hub;
  readonly #parts: ChatParts;
  #entries = new Entries();
  #outbox: Outbox | undefined;
  #life = new AbortController();
  #identity: string | undefined;
  #locale: string;
  #page: SitePage | undefined;
  /** Whether the visitor has it before their eyes. */
  #isSeen = false;
  #seenUpTo = 0;
  /** The last entry that came by the feed, or before it. */
  #polled = 0;

  constructor(parts: ChatParts, locale: string) {
    this.#parts = parts;
    this.#locale = locale;
    this.hub = new Hub(parts.base, "");
  }

  /** @param identity The site's signed token; without one the visitor is a stranger. */
  async begin(identity: string | undefined): Promise<void> {
    this.#identity = identity;
    this.#life.abort();
    this.#outbox?.stop();
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#entries = new Entries();
    this.#seenUpTo = 0;
    this.state = start;
    this.#set({});
    this.hub.become(identity ?? this.#parts.kept.visitorToken());
    try {
      const config = await this.hub.config(this.#locale);
      if (signal.aborted) return;
      this.#set({ config });
      const asks = [config.form.name, config.form.email].some((ask) => ask !== "off");
      if (config.signedOnly && identity === undefined) this.#set({ phase: "sign-in" });
      else if (asks && identity === undefined && this.#parts.kept.get("met") === undefined) {
        this.#set({ phase: "form" });
      } else await this.#enter({}, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  again = (): Promise<void> => this.begin(this.#identity);

  /** With what the form asked for. @throws HubError */
  async introduce(who: { readonly name?: string; readonly email?: string }): Promise<void> {
    await this.#enter(who, this.#life.signal);
    this.#parts.kept.set("met", "yes");
  }

  send(text: string, replyTo: string | undefined): void {
    this.#outbox?.add({ text, ...(replyTo === undefined ? {} : { replyTo }) });
  }

  sendFile(file: File): void {
    this.#outbox?.add({ fileName: file.name }, file);
  }

  retry = (id: string): void => this.#outbox?.retry(id);
  drop = (id: string): void => this.#outbox?.drop(id);

  async older(): Promise<void> {
    const { entries } = await this.hub.older(this.state.thread.first);
    this.#set({ thread: this.#entries.add(entries), hasOlder: (entries[0]?.n ?? 1) > 1 });
  }

  typing(typing: boolean): void {
    // Of no consequence when it is lost.
    void this.hub.typing(typing).catch(() => undefined);
  }

  see(isSeen: boolean): void {
    this.#isSeen = isSeen;
    this.#markSeen();
  }

  speak(locale: string): void {
    this.#locale = locale;
  }

  visit(page: SitePage): void {
    this.#page = page;
    if (this.state.phase !== "talk") return;
    // The next page tells it anew.
    void this.hub.visit(this.#about({})).catch(() => undefined);
  }

  /** @throws HubError */
  async forget(): Promise<void> {
    await this.hub.forget();
    this.#life.abort();
    this.#outbox?.stop();
    const { visitor, config } = this.state;
    this.#parts.kept.forget(visitor?.id ?? "");
    this.#parts.kept.set("met", undefined);
    this.state = start;
    this.#set({ phase: "forgotten", ...(config === undefined ? {} : { config }) });
  }

  async #enter(who: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    const { visitor, lastEntry, unread } = await this.hub.visit(this.#about(who));
    const { entries } = await this.hub.older(lastEntry + 1);
    if (signal.aborted) return;
    this.#polled = lastEntry;
    const thread = this.#entries.add(entries);
    const hasOlder = thread.first > 1;
    this.#set({ phase: "talk", visitor, thread, unread, hasOlder });
    const visitorId = visitor.id;
    const onConnection = (isAway: boolean): void => {
      if (isAway !== this.state.isAway) this.#set({ isAway });
    };
    this.#outbox = new Outbox({
      hub: this.hub,
      kept: this.#parts.kept,
      visitorId,
      onChange: (waiting) => this.#set({ waiting }),
      onSent: (entry) => {
        this.#set({ thread: this.#entries.add([entry]), isAway: false });
        this.#parts.happened("sent", entry.type === "message" ? entry.message.text : undefined);
      },
      onAway: () => onConnection(true),
    });
    this.#markSeen();
    const feed = {
      hub: this.hub,
      visitorId,
      // Not the thread's: a message of one's own comes with its answer, maybe before others that were there earlier.
      last: () => this.#polled,
      onEntries: (news: News) => this.#take(news),
      onConnection,
      onRefused: (error: HubError) => this.#fail(error),
    };
    void follow(feed, signal);
  }

  #take({ entries, last, typing }: News): void {
    this.#polled = Math.max(this.#polled, last);
    const known = new Set(this.state.thread.messages.map(({ n }) => n));
    const fromAgent = entries.flatMap((entry) =>
      entry.type === "message" && entry.message.from === "agent" && !known.has(entry.n)
        ? [entry]
        : [],
    );
    const thread = this.#entries.add(entries);
    const typingUntil = typing === undefined ? 0 : Date.parse(typing.until);
    if (entries.length === 0 && typingUntil === this.state.typingUntil) return;
    const unread = this.state.unread + (this.#isSeen ? 0 : fromAgent.length);
    this.#set({ thread, unread, typingUntil: fromAgent.length > 0 ? 0 : typingUntil });
    for (const entry of entries) {
      if (entry.type === "message") this.#outbox?.drop(entry.message.id);
    }
    for (const { message } of fromAgent) this.#parts.happened("message", message.text);
    const latest = fromAgent.at(-1);
    if (latest !== undefined && !this.#isSeen) this.#parts.rings(latest.n);
    this.#markSeen();
  }

  #markSeen(): void {
    if (!this.#isSeen || this.state.phase !== "talk") return;
    const latest = this.state.thread.messages.findLast(({ from }) => from === "agent")?.n ?? 0;
    if (this.state.unread > 0) this.#set({ unread: 0 });
    if (latest <= this.#seenUpTo) return;
    this.#seenUpTo = latest;
    // Not told: then with the next one.
    void this.hub.read(latest).catch(() => undefined);
  }

  #about(who: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return { ...who, locale: this.#locale, page: this.#page };
  }

  #fail(error: unknown): void {
    if (!(error instanceof HubError)) throw error;
    this.#set({
      phase: error.status === 403 ? "refused" : error.status === 401 ? "sign-in" : "failed",
    });
  }

  #set(by: Partial<State>): void {
    this.state = { ...this.state, ...by };
    this.#parts.changed(this.state);
  }
}
