import { changeLocale, isLocale, type Locale } from "../i18n/i18n.ts";
import { Store, storedValue } from "./store.ts";

const isOneOf =
  <T extends string>(...values: readonly T[]) =>
  (value: unknown): value is T =>
    values.some((one) => one === value);

export type Theme = "system" | "light" | "dark";

/** Not through storedValue: first.js reads it before anything else runs, as plain text. */
export const theme = new Store<Theme>(readTheme());
theme.subscribe(() => {
  localStorage.setItem("switchboard.theme", theme.value);
  if (theme.value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
});

function readTheme(): Theme {
  const kept = localStorage.getItem("switchboard.theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** The browser's language until the agent chooses another. */
export const locale = storedValue<Locale>(
  "locale",
  navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en",
  isLocale,
);
locale.subscribe(() => void changeLocale(locale.value));

/** Which key sends; the other of the two makes a new line. Ctrl+Enter always sends. */
export const sendKey = storedValue<"enter" | "ctrl-enter">(
  "send-key",
  "enter",
  isOneOf("enter", "ctrl-enter"),
);

/** For how many seconds a message can be taken back before it is handed to the hub. */
export const undoSeconds = storedValue<number>(
  "undo-seconds",
  0,
  (value): value is number => value === 0 || value === 5 || value === 10 || value === 20,
);

export type NotifyLevel = "none" | "mine" | "mine-and-unassigned" | "all";
export const notifyLevel = storedValue<NotifyLevel>(
  "notify",
  "none",
  isOneOf("none", "mine", "mine-and-unassigned", "all"),
);

const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
export const soundOn = storedValue("sound", false, isBoolean);
/** Whether a notification shows what was written, or only that something was. */
export const notifyContent = storedValue("notify-content", true, isBoolean);
export const singleKeys = storedValue("single-keys", true, isBoolean);
export const panelOpen = storedValue("panel", true, isBoolean);
