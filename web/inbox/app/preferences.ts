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

const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
export const soundOn = storedValue("sound", false, isBoolean);
/** Not only while the window is hidden. */
export const soundAlways = storedValue("sound-always", false, isBoolean);
/** Again and again until the message is read. */
export const soundRepeats = storedValue("sound-repeats", false, isBoolean);
export const tones = ["chime", "bell", "knock"] as const;
export type Tone = (typeof tones)[number];
export const tone = storedValue<Tone>("tone", "chime", isOneOf(...tones));
/** From 1 to 10. */
export const volume = storedValue<number>(
  "volume",
  5,
  (value): value is number => typeof value === "number" && value >= 1 && value <= 10,
);
/** Whether a notification shows what was written, or only that something was. */
export const notifyContent = storedValue("notify-content", true, isBoolean);
export const singleKeys = storedValue("single-keys", true, isBoolean);
/** How close the lines of the inbox stand. */
export type Density = "comfortable" | "compact";
export const density = storedValue<Density>(
  "density",
  "comfortable",
  isOneOf("comfortable", "compact"),
);

/** Of the panes that can be made wider, in pixels. */
export const listWidth = storedValue("list-width", 320, isNumber);
export const panelWidth = storedValue("panel-width", 256, isNumber);
export const panelOpen = storedValue("panel", true, isBoolean);
