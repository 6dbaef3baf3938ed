import { Store } from "../app/store.ts";

/** The picture that is shown as large as the window, by its attachment. */
export const pictureOpen = new Store<{ readonly id: string; readonly name: string } | undefined>(
  undefined,
);
