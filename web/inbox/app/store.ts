import { useSyncExternalStore } from "react";

/** A value outside of React that components follow. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, () => store.value);
}

/** One that outlives the page, in this browser. What can't be read any more gives way to `initial`. */
export function storedValue<T>(
  name: string,
  initial: T,
  isValid: (value: unknown) => value is T,
): Store<T> {
  const key = `switchboard.${name}`;
  const store = new Store(parse(localStorage.getItem(key), initial, isValid));
  store.subscribe(() => localStorage.setItem(key, JSON.stringify(store.value)));
  // Another tab's change is ours too.
  addEventListener("storage", (event) => {
    if (event.key === key) store.set(parse(event.newValue, initial, isValid));
  });
  return store;
}

function parse<T>(text: string | null, initial: T, isValid: (value: unknown) => value is T): T {
  if (text === null) return initial;
  try {
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : initial;
  } catch {
    // Written by hand, or by another version: the same as nothing.
    return initial;
  }
}
