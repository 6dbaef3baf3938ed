import { hub, HubError } from "../api/hub.ts";
import type { Message, Operations } from "../api/schema.ts";
import { client } from "../app/query-client.ts";
import { undoSeconds } from "../app/preferences.ts";
import { storedValue } from "../app/store.ts";
import { sessionEnded } from "../session/session.ts";
import { placeMessage } from "./thread-data.ts";
import type { UploadedFile } from "./uploads.ts";

export type Parts = Operations["createReply"]["body"]["parts"];

/** Written here, and not yet a message of the hub's. */
export interface Outgoing {
  /** Its Idempotency-Key: however often it is sent, it becomes one message. */
  readonly key: string;
  readonly agentId: string;
  readonly conversationId: string;
  readonly kind: "reply" | "note";
  readonly parts: Parts;
  /** The files in them, for whoever takes it back. */
  readonly files?: readonly UploadedFile[];
  readonly replyTo?: string | undefined;
  /** What becomes of the conversation once the hub has it. */
  readonly afterwards?: Operations["createReply"]["body"]["afterwards"];
  readonly writtenAt: string;
  /** `version` of the conversation that its author had before their eyes, and its newest messages. */
  readonly version: number;
  readonly seen: readonly string[];
  readonly sendAnyway?: boolean;
  /** Until then (in ms since 1970) its author may still take it back. */
  readonly notBefore?: number;
  /** `held`: somebody wrote meanwhile. `refused`: the hub said no, and why. */
  readonly state: "waiting" | "held" | "refused";
  readonly problem?: string;
}

/** Outlives the page: what was written while the hub was away goes out when it is back. */
export const outgoing = storedValue<readonly Outgoing[]>("outgoing", [], isList);

function isList(value: unknown): value is readonly Outgoing[] {
  return Array.isArray(value) && value.every((one: unknown) => isOutgoing(one));
}

function isOutgoing(value: unknown): boolean {
  return typeof value === "object" && value !== null && "key" in value && "parts" in value;
}

/** Conversations of which something is on its way, one after the other. */
const running = new Map<string, Promise<void>>();
/** What this page has sent: no news to whoever wrote it. */
const ours = new Set<string>();

/** For how long a message stays here first, as the agent chose. */
export function undoUntil(): Pick<Outgoing, "notBefore"> {
  const { value } = undoSeconds;
  return value === 0 ? {} : { notBefore: Date.now() + value * 1000 };
}

export function enqueue(message: Outgoing): void {
  outgoing.update((all) => [...all, message]);
  pump(message.conversationId);
}

export function discard(key: string): void {
  outgoing.update((all) => all.filter((one) => one.key !== key));
}

/** Says yes to what was held back. */
export function sendAnyway(key: string): void {
  change(key, { state: "waiting", sendAnyway: true });
}

/** After whatever was refused was put right elsewhere. */
export function tryAgain(key: string): void {
  change(key, { state: "waiting" });
}

/** What an earlier page left. */
export function resume(agentId: string): void {
  for (const { conversationId } of outgoing.value.filter((one) => one.agentId === agentId)) {
    pump(conversationId);
  }
}

/** Resolves when nothing of this conversation is on its way. */
export async function whenSent(conversationId: string): Promise<void> {
  await running.get(conversationId);
}

function change(key: string, to: Partial<Outgoing>): void {
  const found = outgoing.value.find((one) => one.key === key);
  if (found === undefined) return;
  outgoing.update((all) => all.map((one) => (one.key === key ? { ...one, ...to } : one)));
  pump(found.conversationId);
}

function pump(conversationId: string): void {
  if (running.has(conversationId)) return;
  const run = sendAll(conversationId).finally(() => running.delete(conversationId));
  running.set(conversationId, run);
}

async function sendAll(conversationId: string): Promise<void> {
  for (let failures = 0; ;) {
    const mine = outgoing.value.filter((one) => one.conversationId === conversationId);
    // What comes after something that is held back waits with it: the order is the customer's too.
    const next = mine.find(({ state }) => state !== "refused");
    if (next?.state !== "waiting") return;
    const early = (next.notBefore ?? 0) - Date.now();
    if (early > 0) {
      // Nothing is on its way meanwhile: what others write is shown.
      setTimeout(() => pump(conversationId), early);
      return;
    }
    try {
      const message = await post(next);
      ours.add(message.id);
      placeMessage(client, message);
      discard(next.key);
      failures = 0;
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      if (isPassing(error)) await pause(failures++);
      else mark(next, error);
    }
  }
}

function post({
  key,
  conversationId,
  kind,
  parts,
  replyTo,
  afterwards,
  ...rest
}: Outgoing): Promise<Message> {
  const params = { conversationId };
  if (kind === "note") return hub("createNote", { params, body: { parts }, idempotencyKey: key });
  return hub("createReply", {
    params,
    idempotencyKey: key,
    body: {
      parts,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(afterwards === undefined ? {} : { afterwards }),
      conversationVersion: rest.version,
      ...(rest.sendAnyway === true ? { sendAnyway: true } : {}),
    },
  });
}

/** Nothing of the message's: it is tried again, with the same key. */
export function isPassing({ code }: HubError): boolean {
  return ["unreachable", "unauthenticated", "rate-limited", "unavailable", "internal"].includes(
    code,
  );
}

async function pause(failures: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      removeEventListener("online", done);
      stopWaiting();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, Math.min(30_000, 1000 * 2 ** failures));
    addEventListener("online", done);
    const stopWaiting = sessionEnded.subscribe(done);
  });
}

function mark(message: Outgoing, { code, message: problem, problem: body }: HubError): void {
  if (code !== "stale") {
    change(message.key, { state: "refused", problem });
    return;
  }
  const version = body["conversationVersion"];
  const newest = body["newestMessageIds"];
  const isKnown =
    Array.isArray(newest) &&
    newest.every((id: unknown) => ours.has(String(id)) || message.seen.includes(String(id)));
  // What changed is one's own earlier message, or nothing that was said.
  if (isKnown && typeof version === "number") change(message.key, { version });
  else change(message.key, { state: "held" });
}
