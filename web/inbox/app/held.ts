import type { QueryClient, QueryKey } from "@tanstack/react-query";

/** Whether something is held under a key, or on its way there. */
export function isHeld(client: QueryClient, queryKey: QueryKey): boolean {
  const state = client.getQueryState(queryKey);
  return state !== undefined && (state.data !== undefined || state.fetchStatus !== "idle");
}

/**
 * Changes what is held under a key. An answer that is on its way was asked for before, comes with what there was then, and
 * takes the place of what is held: so the change is made on that too.
 */
export function changeHeld<T>(
  client: QueryClient,
  queryKey: QueryKey,
  change: (held: T) => T,
): void {
  const make = (): void => {
    client.setQueryData<T>(queryKey, (held) => (held === undefined ? undefined : change(held)));
  };
  make();
  const query = client.getQueryCache().find({ queryKey, exact: true });
  if (query !== undefined && query.state.fetchStatus !== "idle") {
    void query.promise?.then(make, make);
  }
}
