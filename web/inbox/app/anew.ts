declare module "@tanstack/react-router" {
  interface HistoryState {
    readonly goneAt?: number;
  }
}

/** For whoever goes to a place on a page where they may have been already: else the address alone changes nothing. */
export function anew(): { readonly goneAt: number } {
  return { goneAt: Date.now() };
}
