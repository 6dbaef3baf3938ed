import type { Query, QueryClient } from "@tanstack/react-query";
import type { Typing } from "../api/event-stream.ts";
import { hub } from "../api/hub.ts";
import { SharedStream } from "../api/shared-stream.ts";
import type { Draft, Event } from "../api/schema.ts";
import { Store } from "../app/store.ts";
import { syncDrafts, takeDraft, watchPage } from "./draft-sync.ts";
import { refreshPerson } from "./directory.ts";
import { refreshConversation } from "./conversation-lists.ts";
import { countsKey } from "./counts.ts";
import { hubQuery } from "./hub-query.ts";
import { notify } from "./notifications.ts";
import { whenSent } from "./outgoing.ts";
import { savedViewsQuery, viewCountsKey } from "./saved-views.ts";
import { takePresence } from "./present.ts";
import { refreshMessage, removeMessage } from "./thread-data.ts";

/** Undefined until the first connection. */
export const isConnected = new Store<boolean | undefined>(undefined);

/** Who types where, by conversation. */
export const typing = new Store<ReadonlyMap<string, string>>(new Map());

let position: number | undefined;

/** Where the change log ends before anything is loaded: what changes while a page loads is told after it. */
export async function findPosition(): Promise<void> {
  // Nobody is so far: the hub answers with the last one that there is.
  position ??= (await hub("listEvents", { query: { after: Number.MAX_SAFE_INTEGER, limit: 1 } }))
    .next;
}

/** More conversations than this at once, as after a night: the lists are asked for anew instead. */
const mostAtOnce = 30;
/** So long what changes is gathered then. */
const busyMs = 500;

interface Parts {
  readonly client: QueryClient;
  readonly agentId: string;
  /** Shows a message that a notification told of. */
  readonly open: (conversationId: string, messageId: string) => void;
}

/** Keeps everything that is held in step with the hub, event by event. */
export class Live {
  readonly #client: QueryClient;
  readonly #agentId: string;
  readonly #open: Parts["open"];
  readonly #stream: SharedStream;
  readonly #conversations = new Set<string>();
  /** By message, the conversation it is in. */
  readonly #messages = new Map<string, string>();
  #flush: ReturnType<typeof setTimeout> | undefined;
  #viewCounts: ReturnType<typeof setTimeout> | undefined;
  /** How many conversations changed in the last second. */
  #lately = 0;
  #stopWatching: () => void = () => undefined;

  constructor(parts: Parts) {
    this.#client = parts.client;
    this.#agentId = parts.agentId;
    this.#open = parts.open;
    const listeners = {
      event: (event: Event) => this.#take(event),
      typing: showTyping,
      draft: (draft: Draft) => takeDraft(parts.agentId, draft),
      presence: takePresence,
      connected: (value: boolean) => {
        isConnected.set(value);
        if (value) void syncDrafts(parts.agentId);
      },
    };
    this.#stream = new SharedStream(listeners, parts.agentId, position);
  }

  start(): void {
    this.#stream.start();
    this.#stopWatching = watchPage(this.#agentId);
  }

  stop(): void {
    this.#stream.stop();
    this.#stopWatching();
    clearTimeout(this.#flush);
    clearTimeout(this.#viewCounts);
  }

  #take(event: Event): void {
    const { type, conversationId, messageId, data } = event;
    const client = this.#client;
    if (conversationId !== null) {
      this.#conversations.add(conversationId);
      if (messageId !== null) {
        void client.invalidateQueries({ queryKey: ["message-details", messageId] });
        if (["files", "attachment", "change"].some((name) => name in data)) {
          void client.invalidateQueries({ queryKey: ["files", conversationId] });
        }
        if (data["change"] === "replaced") removeMessage(client, conversationId, messageId);
        else this.#messages.set(messageId, conversationId);
        if (data["change"] === "replaced" && typeof data["messageId"] === "string") {
          this.#messages.set(data["messageId"], conversationId);
        }
      }
      if (type === "message.created") stopTyping(conversationId);
      const pause = this.#lately > mostAtOnce ? busyMs : 20;
      this.#flush ??= setTimeout(() => void this.#refresh(), pause);
    }
    this.#takeDirectory(event);
    if (
      type === "message.created" &&
      (data["wokeUp"] === true || (data["direction"] === "inbound" && data["origin"] !== "history"))
    ) {
      this.#arrived(event, false);
    }
    const { mentions } = data;
    if (Array.isArray(mentions) && mentions.includes(this.#agentId)) this.#arrived(event, true);
  }

  /** What stands beside the conversations. */
  #takeDirectory(event: Event): void {
    const { type } = event;
    const client = this.#client;
    if (type === "contact.updated") refreshPerson(client, event);
    if (type === "conversation.created") {
      const isList = ({ queryKey }: Query): boolean => queryKey[2] === "conversations";
      void client.invalidateQueries({ queryKey: ["contact"], predicate: isList });
    }
    if (type === "view.updated") {
      void client.invalidateQueries({ queryKey: savedViewsQuery.queryKey });
      this.#countViews();
    }
    refreshHub(client, event);
  }

  async #refresh(): Promise<void> {
    const conversations = [...this.#conversations];
    const messages = [...this.#messages];
    this.#conversations.clear();
    this.#messages.clear();
    this.#flush = undefined;
    this.#lately += conversations.length;
    setTimeout(() => (this.#lately -= conversations.length), 1000);
    void this.#client.invalidateQueries({ queryKey: countsKey });
    this.#countViews();
    try {
      await Promise.all([
        this.#refreshConversations(conversations),
        ...messages.map(([id, conversationId]) => this.#refreshMessage(conversationId, id)),
      ]);
    } catch {
      // Unreachable for longer than the tries last: everything that is on the page is asked for anew.
      await this.#client.invalidateQueries();
    }
  }

  /** Each of them costs the hub something: once a second is often enough. */
  #countViews(): void {
    this.#viewCounts ??= setTimeout(() => {
      this.#viewCounts = undefined;
      void this.#client.invalidateQueries({ queryKey: viewCountsKey });
    }, 1000);
  }

  async #refreshConversations(ids: readonly string[]): Promise<void> {
    if (ids.length > mostAtOnce) {
      await this.#client.invalidateQueries({ queryKey: ["conversations"] });
      await this.#client.invalidateQueries({ queryKey: ["conversation"] });
      return;
    }
    await Promise.all(ids.map((id) => refreshConversation(this.#client, id, this.#agentId)));
  }

  async #refreshMessage(conversationId: string, id: string): Promise<void> {
    // What is being sent from here is shown already; the answer to it says which message it became.
    await whenSent(conversationId);
    await refreshMessage(this.#client, conversationId, id);
  }

  #arrived({ conversationId, messageId }: Event, isMention: boolean): void {
    if (conversationId === null || messageId === null) return;
    void notify(this.#client, this.#agentId, {
      conversationId,
      isMention,
      onOpen: () => this.#open(conversationId, messageId),
    });
  }
}

/** Of what all conversations share. */
function refreshHub(client: QueryClient, { type, data }: Event): void {
  const refresh = (queryKey: readonly string[]): void => {
    void client.invalidateQueries({ queryKey });
  };
  // A simulated customer goes with everything that was said.
  if (type === "channel.deleted") refresh([]);
  if (type.startsWith("channel.")) {
    refresh(["channels"]);
    refresh(["capabilities"]);
  }
  if (type === "agent.updated") refresh(["agents"]);
  if (type === "label.updated") {
    refresh(["labels"]);
    // On however many conversations it is.
    if ("renamedFrom" in data || "removed" in data) {
      refresh(["conversations"]);
      refresh(["conversation"]);
    }
  }
  // Only the first answer changes anything about the hub.
  const isFirst = client.getQueryData(hubQuery.queryKey)?.hasAnswered === false;
  if (type === "hub.updated" || (isFirst && data["direction"] === "outbound")) {
    refresh(hubQuery.queryKey);
  }
}

function showTyping({ conversationId, name, expiresInMs }: Typing): void {
  clearTimeout(expiries.get(conversationId));
  if (expiresInMs <= 0) return stopTyping(conversationId);
  typing.update((map) => new Map(map).set(conversationId, name));
  expiries.set(
    conversationId,
    setTimeout(() => stopTyping(conversationId), expiresInMs),
  );
}

const expiries = new Map<string, ReturnType<typeof setTimeout>>();

function stopTyping(conversationId: string): void {
  if (!typing.value.has(conversationId)) return;
  typing.update((map) => new Map([...map].filter(([id]) => id !== conversationId)));
}
