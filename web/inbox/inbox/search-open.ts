import { Store } from "../app/store.ts";

/** Whether the search lies over the page: opened by a key or by the rail. */
export const searchOpen = new Store(false);
