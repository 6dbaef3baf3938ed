import { useSyncExternalStore } from "react";

const wide = matchMedia("(min-width: 48rem)");

function follow(changed: () => void): () => void {
  wide.addEventListener("change", changed);
  return () => wide.removeEventListener("change", changed);
}

/** Whether there is room for one pane only, as on a phone. */
export function useNarrow(): boolean {
  return useSyncExternalStore(follow, () => !wide.matches);
}
