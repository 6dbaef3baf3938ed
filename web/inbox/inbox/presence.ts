import { useEffect, useMemo } from "react";
import { useStore } from "../app/store.ts";
import { useSession } from "../session/session.ts";
import { useAgents } from "./directory.ts";
import { isConnected } from "./live.ts";
import { type Here, here, present } from "./present.ts";

/** Whoever types nothing for so long isn't writing. */
const idleMs = 8_000;
/** Whoever goes through the list is nowhere for shorter than this. */
const settleMs = 300;

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
