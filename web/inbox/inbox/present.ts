import { hub } from "../api/hub.ts";
import type { Presence } from "../api/schema.ts";
import { randomKey } from "../app/random-key.ts";
import { Store } from "../app/store.ts";

/** The hub forgets after 20 s what isn't said again. */
const renewMs = 8_000;

export interface Here {
  readonly conversationId: string;
  readonly doing: "viewing" | "writing";
}

/** What this window shows: the hub is told, and tells colleagues. */
export const here = new Store<Here | undefined>(undefined);

/** Who has a conversation before them, by conversation, as the hub said last. */
export const present = new Store<ReadonlyMap<string, Presence["agents"]>>(new Map());

export function takePresence({ conversationId, agents }: Presence): void {
  present.update((all) => {
    const rest = [...all].filter(([id]) => id !== conversationId);
    return new Map(agents.length === 0 ? rest : [...rest, [conversationId, agents]]);
  });
}

/** Resolves when the hub knows that this window shows nothing any more, or can't be told. */
export async function leave(): Promise<void> {
  here.set(undefined);
  await line;
}

const params = { windowId: randomKey() };
let isKnown = false;
let renewal: ReturnType<typeof setTimeout> | undefined;
/** One word after the other, so that the hub knows what was said last. */
let line: Promise<void> = Promise.resolve();

function say(): void {
  line = line.then(sayNow);
}

async function sayNow(): Promise<void> {
  clearTimeout(renewal);
  const body = document.visibilityState === "hidden" ? undefined : here.value;
  if (body === undefined && !isKnown) return;
  isKnown = body !== undefined;
  if (isKnown) renewal = setTimeout(say, renewMs);
  const signal = AbortSignal.timeout(renewMs);
  try {
    if (body === undefined) await hub("leavePresence", { params, signal });
    else takePresence(await hub("sayPresence", { params, body, signal }));
  } catch {
    // A courtesy to colleagues: said again soon, or forgotten by the hub.
  }
}

here.subscribe(say);
document.addEventListener("visibilitychange", say);
addEventListener("pagehide", () => {
  if (isKnown) hub("leavePresence", { params, outlivesPage: true }).catch(() => undefined);
});
