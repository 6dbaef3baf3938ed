import { useEffect, useMemo } from "react";
import { hub } from "../api/hub.ts";
import { randomKey } from "../app/random-key.ts";
import { Store, useStore } from "../app/store.ts";
import { useSession } from "../session/session.ts";
import { useAgents } from "./directory.ts";
import { isConnected } from "./live.ts";
import { present, takePresence } from "./present.ts";

/** The hub forgets after 20 s what isn't said again. */
const renewMs = 8_000;
/** Whoever types nothing for so long isn't writing. */
const idleMs = 8_000;
/** Whoever goes through the list is nowhere for shorter than this. */
const settleMs = 300;

type Here = { readonly conversationId: string; readonly doing: "viewing" | "writing" };

const params = { windowId: randomKey() };
/** What this window shows. */
const here = new Store<Here | undefined>(undefined);
let renewal: ReturnType<typeof setTimeout> | undefined;
/** One word after the other, so that the hub knows what was said last. */
let line: Promise<void> = Promise.resolve();

function say(): void {
  clearTimeout(renewal);
  line = line.then(sayNow);
}

async function sayNow(): Promise<void> {
  const body = document.visibilityState === "hidden" ? undefined : here.value;
  const signal = AbortSignal.timeout(renewMs);
  clearTimeout(renewal);
  if (body !== undefined) renewal = setTimeout(say, renewMs);
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
  if (here.value === undefined) return;
  hub("leavePresence", { params, outlivesPage: true }).catch(() => undefined);
});

export interface Pen {
  readonly typed: () => void;
  readonly stopped: () => void;
}

/** Tells colleagues that a conversation is open here, and that somebody writes in it, as long as that is so. */
export function usePen(conversationId: string): Pen {
  const { pen, start } = useMemo(() => attendance(conversationId), [conversationId]);
  useEffect(start, [start]);
  return pen;
}

let settling: ReturnType<typeof setTimeout> | undefined;

function attendance(conversationId: string): {
  readonly pen: Pen;
  readonly start: () => () => void;
} {
  let idle: ReturnType<typeof setTimeout> | undefined;
  const become = (doing: Here["doing"]): void => {
    if (here.value?.conversationId !== conversationId && doing === "viewing") return;
    clearTimeout(settling);
    if (here.value?.conversationId === conversationId && here.value.doing === doing) return;
    here.set({ conversationId, doing });
  };
  const stopped = (): void => {
    clearTimeout(idle);
    become("viewing");
  };
  const typed = (): void => {
    clearTimeout(idle);
    idle = setTimeout(stopped, idleMs);
    become("writing");
  };
  const start = (): (() => void) => {
    clearTimeout(settling);
    settling = setTimeout(() => here.set({ conversationId, doing: "viewing" }), settleMs);
    return () => {
      clearTimeout(idle);
      clearTimeout(settling);
      settling = setTimeout(() => here.set(undefined), settleMs);
    };
  };
  return { pen: { typed, stopped }, start };
}

/** Names of colleagues who have a conversation before them. */
export interface Colleagues {
  readonly viewing: readonly string[];
  readonly writing: readonly string[];
}

export function useColleagues(conversationId: string): Colleagues {
  const { agent } = useSession();
  const agents = useAgents();
  const all = useStore(present).get(conversationId) ?? [];
  // Without a line nobody knows.
  const others = useStore(isConnected) === false ? [] : all;
  const named = (doing: Here["doing"]): readonly string[] =>
    others
      .filter((one) => one.doing === doing && one.agentId !== agent.id)
      .flatMap(({ agentId }) => agents.find(({ id }) => id === agentId)?.name ?? []);
  return { viewing: named("viewing"), writing: named("writing") };
}
