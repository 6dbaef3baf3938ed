import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";

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
  onTheWay.get(hashKey(queryKey))?.push(make);
  const query = client.getQueryCache().find({ queryKey, exact: true });
  if (query !== undefined && query.state.fetchStatus !== "idle") {
    void query.promise?.then(make, make);
  }
}

/** By key, what has changed since something else was asked for to be held there. */
const onTheWay = new Map<string, (() => void)[]>();

/** Holds something else under a key once it is there, with what has changed since it was asked for. The last caller wins. */
export async function replaceHeld<T>(
  client: QueryClient,
  queryKey: QueryKey,
  ask: () => Promise<T>,
): Promise<void> {
  const hash = hashKey(queryKey);
  const changes: (() => void)[] = [];
  onTheWay.set(hash, changes);
  try {
    const held = await ask();
    if (onTheWay.get(hash) !== changes) return;
    // What else is on its way belongs to what was held before.
    await client.cancelQueries({ queryKey, exact: true });
    client.setQueryData<T>(queryKey, held);
    for (const change of changes) change();
  } finally {
    if (onTheWay.get(hash) === changes) onTheWay.delete(hash);
  }
}
