import { tinykeys } from "tinykeys";
import { useEffect, useRef } from "react";
import type { en } from "../i18n/en.ts";
import { singleKeys } from "./preferences.ts";
import { Store } from "./store.ts";

/** Bound to `event.code`, so that they survive a Chinese input method and other keyboards. */
const shortcuts = {
  palette: "$mod+KeyK",
  next: "Alt+KeyJ",
  previous: "Alt+KeyK",
  nextUnread: "Alt+KeyU",
  resolve: "Alt+KeyE",
  resolveAndNext: "$mod+Alt+KeyE",
  reply: "Alt+KeyL",
  note: "Alt+KeyP",
  assign: "Alt+KeyA",
  assignToMe: "Alt+KeyI",
  attach: "$mod+Alt+KeyA",
  panel: "Alt+KeyO",
  sheet: "$mod+Slash",
  sheetSingle: "Shift+Slash",
  close: "Escape",
} as const;

export type Act = keyof typeof shortcuts;

/** What the sheet and the palette call them. */
export const actNames: Readonly<Record<Act, keyof typeof en>> = {
  palette: "act.palette",
  next: "act.next",
  previous: "act.previous",
  nextUnread: "act.nextUnread",
  resolve: "act.resolve",
  resolveAndNext: "act.resolveAndNext",
  reply: "act.reply",
  note: "act.note",
  assign: "act.assign",
  assignToMe: "act.assignToMe",
  attach: "act.attach",
  panel: "act.panel",
  sheet: "act.sheet",
  sheetSingle: "act.sheet",
  close: "act.close",
};

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** As it stands on the keys. */
export function keysOf(act: Act): string {
  return shortcuts[act]
    .replace("$mod", isApple ? "⌘" : "Ctrl")
    .replace("Shift+Slash", "?")
    .replace("Slash", "/")
    .replace("Escape", "Esc")
    .replace("Key", "");
}

const singles: ReadonlySet<Act> = new Set(["sheetSingle"]);

/** What can be done on the page that is shown, for the palette. */
export const available = new Store<ReadonlyMap<Act, () => void>>(new Map());

export type Acts = Partial<Record<Act, () => void>>;

export function useShortcuts(acts: Acts): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const names = Object.keys(acts).sort().join();
  useEffect(() => {
    const own = names.split(",").filter((name): name is Act => name in shortcuts);
    const doing = (act: Act) => (): void => latest.current[act]?.();
    const bindings = own.map((act) => [shortcuts[act], handler(act, doing(act))] as const);
    const stop = tinykeys(window, Object.fromEntries(bindings));
    available.update((all) => new Map([...all, ...own.map((act) => [act, doing(act)] as const)]));
    return () => {
      stop();
      available.update((all) => new Map([...all].filter(([act]) => !own.includes(act))));
    };
  }, [names]);
}

function handler(act: Act, run: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    const isTyping =
      event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (isComposing(event)) return;
    if (singles.has(act) && (isTyping || !singleKeys.value)) return;
    // Whatever lies on top has the first word on Escape.
    if (event.defaultPrevented) return;
    event.preventDefault();
    run();
  };
}

/** While a Chinese word is being put together, every key belongs to the input method. Safari says it by 229. */
export function isComposing(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells it in Safari
  return event.isComposing || event.keyCode === 229;
}
