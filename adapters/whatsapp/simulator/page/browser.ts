/** What of a browser's globals the stand-in page uses; the repository is typed for Node. */
export interface Browser {
  readonly localStorage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    clear(): void;
  };
  readonly location: { href: string; reload(): void };
  readonly EventSource: new (url: string) => EventStream;
  require: (name: string) => unknown;
  Debug: { readonly VERSION: string };
}

export interface EventStream {
  onmessage: ((event: { readonly data: string; readonly lastEventId: string }) => void) | null;
  onerror: (() => void) | null;
  close(): void;
}
