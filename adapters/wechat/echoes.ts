import type { Gathered } from "./payloads.ts";

/** What one message of ours looks like when it comes back. */
export type Shape =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "file"; readonly name: string }
  | { readonly type: "link"; readonly url: string };

interface Pending {
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly shape: Shape;
  readonly since: number;
}

/** How long an echo may take, and how many sends are kept in mind. */
const echoWithinMs = 10 * 60_000;
const most = 1_000;

/**
 * Knows our own sends again when they come back as messages. By their id, where the send was answered with one; else by
 * where they went and what they say.
 */
export class Echoes {
  readonly #byId = new Map<string, string>();
  #pending: Pending[] = [];

  /** A send begins. Call what is returned with the outcome: an id, no id, or that it was certainly not sent. */
  expect(
    clientMessageId: string,
    conversationId: string,
    shape: Shape,
    now: Date,
  ): (outcome: { readonly id?: string | undefined } | "not-sent") => void {
    const pending = { clientMessageId, conversationId, shape, since: now.getTime() };
    this.#pending = this.#pending.filter((it) => it.since > now.getTime() - echoWithinMs);
    this.#pending.push(pending);
    return (outcome) => {
      if (outcome !== "not-sent" && outcome.id === undefined) return;
      this.#forget(pending);
      if (outcome !== "not-sent" && outcome.id !== undefined) {
        this.#know(outcome.id, clientMessageId);
      }
    };
  }

  /** Which send of ours a message of our account's is; undefined when it was written elsewhere. */
  match(gathered: Gathered, conversationId: string): string | undefined {
    const known = this.#byId.get(gathered.message.id);
    if (known !== undefined) return known;
    const pending = this.#pending.find(
      (it) => it.conversationId === conversationId && isLike(it.shape, gathered),
    );
    if (pending === undefined) return undefined;
    this.#forget(pending);
    this.#know(gathered.message.id, pending.clientMessageId);
    return pending.clientMessageId;
  }

  /** The platform's ids of what came of a send, as far as they are known. */
  idsOf(clientMessageId: string): readonly string[] {
    return [...this.#byId].filter(([, of]) => of === clientMessageId).map(([id]) => id);
  }

  #know(id: string, clientMessageId: string): void {
    this.#byId.set(id, clientMessageId);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > most && oldest !== undefined) this.#byId.delete(oldest);
  }

  #forget(pending: Pending): void {
    this.#pending = this.#pending.filter((it) => it !== pending);
  }
}

function isLike(shape: Shape, { message, contents }: Gathered): boolean {
  switch (shape.type) {
    case "text":
      return message.kind === "text" && message.text.trim() === shape.text.trim();
    case "link":
      return message.kind === "link" && contents.link?.url === shape.url;
    case "file":
      return (
        ["image", "video", "file", "voice", "sticker"].includes(message.kind) &&
        (message.fileName ?? shape.name) === shape.name
      );
  }
}
