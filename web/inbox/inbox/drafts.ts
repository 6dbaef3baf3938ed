import { storedValue } from "../app/store.ts";

export type Mode = "reply" | "note";

interface Draft {
  readonly text: string;
  readonly replyTo?: string | undefined;
}

type Drafts = Readonly<Record<string, Draft>>;

const isDrafts = (value: unknown): value is Drafts => typeof value === "object" && value !== null;

/** By agent, conversation and mode. Kept in this browser, and in step between its tabs. */
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

export function saveDraft(key: string, draft: Draft): void {
  drafts.update((all) => {
    const { [key]: _, ...others } = all;
    return draft.text === "" && draft.replyTo === undefined ? others : { ...others, [key]: draft };
  });
}

export function hasDraft(all: Drafts, agentId: string, conversationId: string): boolean {
  const key = draftKey(agentId, conversationId, "reply");
  return (all[key]?.text ?? "") !== "" || (all[key.replace(/reply$/, "note")]?.text ?? "") !== "";
}
