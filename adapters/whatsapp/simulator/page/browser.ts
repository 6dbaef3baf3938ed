/** What of a browser's globals the stand-in page uses; the repository is typed for Node. */
export interface Browser {
  readonly indexedDB: { open(name: string): OpenRequest };
  readonly location: { href: string; reload(): void };
  readonly EventSource: new (url: string) => EventStream;
  require: (name: string) => unknown;
  Debug: { readonly VERSION: string };
}

/** https://www.w3.org/TR/IndexedDB/ */
interface OpenRequest {
  readonly result: PageDatabase;
  onupgradeneeded: (() => void) | null;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}

export interface PageDatabase {
  createObjectStore(name: string): unknown;
  transaction(name: string, mode: "readwrite", options: { durability: "strict" }): Transaction;
}

interface Transaction {
  oncomplete: (() => void) | null;
  objectStore(name: string): {
    get(key: string): { readonly result: unknown; onsuccess: (() => void) | null };
    put(value: string, key: string): unknown;
    clear(): unknown;
  };
}

export interface EventStream {
  onmessage: ((event: { readonly data: string; readonly lastEventId: string }) => void) | null;
  onerror: (() => void) | null;
  close(): void;
}
