import { randomKey } from "../app/random-key.ts";
import { storedValue } from "../app/store.ts";

export type Mode = "reply" | "note";

export interface StoredDraft {
  /** The Idempotency-Key that it will be sent with: sending ends it, also on the hub. */
  readonly id: string;
  /** Empty: it was taken away, and the hub doesn't know yet. */
  readonly text: string;
  /** When the hub got this text; undefined while it hasn't. */
  readonly savedAt?: string | undefined;
}

type Drafts = Readonly<Record<string, StoredDraft>>;

const isDrafts = (value: unknown): value is Drafts =>
  typeof value === "object" && value !== null && Object.values(value).every(isDraft);

function isDraft(value: unknown): boolean {
  return typeof value === "object" && value !== null && "id" in value && "text" in value;
}

/**
 * By agent, conversation and mode. In this browser at once, in step between its tabs, whatever the line is like; the hub
 * gets them from here.
 */
export const drafts = storedValue<Drafts>("drafts", {}, isDrafts);
/** Whether one was writing a reply or a note, by agent and conversation. */
export const modes = storedValue<Readonly<Record<string, Mode>>>(
  "modes",
  {},
  (value): value is Readonly<Record<string, Mode>> => typeof value === "object" && value !== null,
);

export function draftKey(agentId: string, conversationId: string, mode: Mode): string {
  return `${agentId}/${conversationId}/${mode}`;
}

/** What a key is made of. */
export function placeOf(key: string): {
  readonly agentId: string;
  readonly conversationId: string;
  readonly mode: Mode;
} {
  const [agentId = "", conversationId = "", mode] = key.split("/");
  return { agentId, conversationId, mode: mode === "note" ? "note" : "reply" };
}

/** What the hub has not got yet. */
export function keepDraft(key: string, text: string): void {
  setDraft(key, { id: drafts.value[key]?.id ?? randomKey(), text });
}

export function setDraft(key: string, draft: StoredDraft | undefined): void {
  drafts.update((all) => {
    const { [key]: _, ...others } = all;
    return draft === undefined ? others : { ...others, [key]: draft };
  });
}

/** What one has begun to write in a conversation: the reply, or else the note. Empty: nothing. */
export function draftIn(all: Drafts, agentId: string, conversationId: string): string {
  const textOf = (mode: Mode): string => all[draftKey(agentId, conversationId, mode)]?.text ?? "";
  return textOf("reply") || textOf("note");
}
