import { useEffect } from "react";
import unreadIcon from "../icon-unread.svg?url";
import icon from "../icon.svg?url";
import { Store } from "./store.ts";

const name = new Store("");
/** Unread conversations of the agent's. */
const count = new Store(0);

function write(): void {
  const { value } = count;
  document.title = [value > 0 ? `(${value})` : "", name.value, "·", "Switchboard"]
    .filter(Boolean)
    .join(" ");
}
name.subscribe(write);
count.subscribe(write);

export function usePageTitle(title: string): void {
  useEffect(() => {
    name.set(title);
    write();
  }, [title]);
}

/** In the tab's title and icon, and on the app's icon where it is installed. */
export function showUnread(unread: number): void {
  count.set(unread);
  document.querySelector('link[rel="icon"]')?.setAttribute("href", unread > 0 ? unreadIcon : icon);
  if ("setAppBadge" in navigator) {
    // Not installed as an app: there is no icon to put it on.
    void navigator.setAppBadge(unread).catch(() => undefined);
  }
}
