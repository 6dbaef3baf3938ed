import { hub, HubError } from "../api/hub.ts";
import type { Draft } from "../api/schema.ts";
import { randomKey } from "../app/random-key.ts";
import { draftKey, drafts, keepDraft, placeOf, setDraft, type StoredDraft } from "./drafts.ts";
import { isPassing, outgoing } from "./outgoing.ts";

/** Whoever pauses for so long gets their draft saved on the hub. */
const pauseMs = 500;
const againMs = 5_000;

const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** Places of which a save is on its way: one after the other, so that the newest is the last. */
const running = new Set<string>();
/** Drafts that were sent or taken away here: what the hub said of them before comes too late. */
const ended = new Set<string>();

/** Keeps what was typed: here at once, on the hub a moment later. */
export function saveDraft(key: string, text: string): void {
  keepDraft(key, text);
  saveAfter(key, pauseMs);
}

/** Saves without waiting for a pause: the agent turns to something else. */
export function saveDraftNow(key: string): void {
  if (timers.has(key)) void send(key);
}

/** Its text becomes a message: gives the key to send it with. The hub ends the draft when the message is there. */
export function endDraft(key: string): string {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const id = drafts.value[key]?.id ?? randomKey();
  ended.add(id);
  setDraft(key, undefined);
  return id;
}

/** Takes the hub's word for a draft, unless something newer is here. */
export function takeDraft(agentId: string, draft: Draft): void {
  const { conversationId, mode, id, text, savedAt } = draft;
  const key = draftKey(agentId, conversationId, mode);
  const mine = drafts.value[key];
  if (mine !== undefined && (mine.savedAt === undefined || mine.savedAt >= savedAt)) return;
  if (text === "") {
    if (mine?.id === id) setDraft(key, undefined);
  } else if (!ended.has(id) && !outgoing.value.some((one) => one.key === id)) {
    setDraft(key, { id, text, savedAt });
  }
}

/** Brings both sides in step, as after a time without a line. */
export async function syncDrafts(agentId: string): Promise<void> {
  const ours = () => Object.entries(drafts.value).filter(([key]) => isOf(agentId, key));
  const unsaved = ours().filter(([, { savedAt }]) => savedAt === undefined);
  await Promise.all(unsaved.map(([key]) => send(key)));
  const before = new Map(ours());
  try {
    const { items } = await hub("listDrafts", {});
    const there = new Set(items.map((one) => draftKey(agentId, one.conversationId, one.mode)));
    for (const [key, draft] of ours()) {
      const isOlder = draft.savedAt !== undefined && isSame(before.get(key), draft);
      if (isOlder && !there.has(key)) {
        setDraft(key, undefined);
      }
    }
    for (const draft of items) takeDraft(agentId, draft);
  } catch (error) {
    // Asked again as soon as there is a line.
    if (!(error instanceof HubError)) throw error;
  }
}

/** Nothing is left waiting when the page goes out of sight, which may be for ever. Returns how to stop it. */
export function watchPage(agentId: string): () => void {
  const changed = (): void => {
    if (document.visibilityState === "visible") void syncDrafts(agentId);
    else for (const key of timers.keys()) saveDraftNow(key);
  };
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
}

/** Not by identity: another tab's change makes all of them anew here. */
function isSame(one: StoredDraft | undefined, other: StoredDraft): boolean {
  return one?.id === other.id && one.text === other.text;
}

const isOf = (agentId: string, key: string): boolean => placeOf(key).agentId === agentId;

function saveAfter(key: string, ms: number): void {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    setTimeout(() => void send(key), ms),
  );
}

async function send(key: string): Promise<void> {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const draft = drafts.value[key];
  if (draft === undefined || draft.savedAt !== undefined) return;
  if (running.has(key)) {
    saveAfter(key, pauseMs);
    return;
  }
  running.add(key);
  try {
    await put(key, draft);
  } finally {
    running.delete(key);
  }
}

async function put(key: string, draft: StoredDraft): Promise<void> {
  const { conversationId, mode } = placeOf(key);
  const { id, text } = draft;
  try {
    const { savedAt } = await hub("saveDraft", {
      params: { conversationId, mode },
      body: { id, text },
      outlivesPage: true,
    });
    if (!isSame(drafts.value[key], draft)) return;
    if (text === "") ended.add(id);
    setDraft(key, text === "" ? undefined : { id, text, savedAt });
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    if (error.code === "conflict") wasSent(key, draft);
    else if (isPassing(error)) saveAfter(key, againMs);
    // Anything else stays in this browser: the hub doesn't take it, and it isn't lost.
  }
}

/** On another device. What was typed here since goes on as a draft of its own. */
function wasSent(key: string, draft: StoredDraft): void {
  ended.add(draft.id);
  const now = drafts.value[key];
  if (now?.id !== draft.id) return;
  setDraft(key, undefined);
  if (now.text !== draft.text) saveDraft(key, now.text);
}
