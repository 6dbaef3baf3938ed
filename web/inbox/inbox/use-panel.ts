import { useState, useSyncExternalStore } from "react";
import { panelOpen } from "../app/preferences.ts";
import { useStore } from "../app/store.ts";

/** Where there is room for it beside the thread. */
const wide = matchMedia("(min-width: 64rem)");

function followWidth(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}

/** Beside the thread it is as the agent left it; over the thread it opens only when it is asked for. */
export function usePanel(): readonly [isOpen: boolean, toggle: () => void] {
  const isWide = useSyncExternalStore(followWidth, () => wide.matches);
  const isWanted = useStore(panelOpen);
  const [isDrawn, setDrawn] = useState(false);
  if (isWide) return [isWanted, () => panelOpen.set(!isWanted)];
  return [isDrawn, () => setDrawn(!isDrawn)];
}
