import { useEffect, useMemo } from "react";
import { hub } from "../api/hub.ts";

const repeatMs = 4000;
const idleMs = 5000;

interface TypingSignal {
  readonly typed: () => void;
  readonly stop: () => void;
}

/** Tells the customer, through the hub, that somebody is writing to them; no longer than somebody is. */
export function useTypingSignal(conversationId: string, isWanted: boolean): TypingSignal {
  const signal = useMemo(() => typingSignal(conversationId, isWanted), [conversationId, isWanted]);
  useEffect(() => signal.stop, [signal]);
  return signal;
}

function typingSignal(conversationId: string, isWanted: boolean): TypingSignal {
  let toldAt = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const tell = (typing: boolean): void => {
    const params = { conversationId };
    // A courtesy: whether it arrives changes nothing.
    hub("showTyping", { params, body: { typing } }).catch(() => undefined);
  };
  const stop = (): void => {
    clearTimeout(idle);
    if (toldAt === 0) return;
    toldAt = 0;
    tell(false);
  };
  const typed = (): void => {
    if (!isWanted) return;
    clearTimeout(idle);
    idle = setTimeout(stop, idleMs);
    if (Date.now() - toldAt < repeatMs) return;
    toldAt = Date.now();
    tell(true);
  };
  return { typed, stop };
}
