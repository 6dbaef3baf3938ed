import { tinykeys } from "tinykeys";
import { useEffect, useRef } from "react";
import type { en } from "../i18n/en.ts";
import { singleKeys } from "./preferences.ts";
import { Store, storedValue, useStore } from "./store.ts";

/** Until the agent chooses others. Bound to `event.code`, so that they survive a Chinese input method and other keyboards. */
const shortcuts = {
  palette: "$mod+KeyK",
  next: "Alt+KeyJ",
  previous: "Alt+KeyK",
  nextUnread: "Alt+KeyU",
  select: "KeyX",
  resolve: "Alt+KeyE",
  resolveAndNext: "$mod+Alt+KeyE",
  snooze: "Alt+KeyM",
  markUnread: "Alt+Shift+KeyU",
  reply: "Alt+KeyL",
  note: "Alt+KeyP",
  assign: "Alt+KeyA",
  assignToMe: "Alt+KeyI",
  labels: "Alt+KeyT",
  attach: "$mod+Alt+KeyA",
  panel: "Alt+KeyO",
  view1: "Alt+Digit1",
  view2: "Alt+Digit2",
  view3: "Alt+Digit3",
  view4: "Alt+Digit4",
  view5: "Alt+Digit5",
  view6: "Alt+Digit6",
  view7: "Alt+Digit7",
  view8: "Alt+Digit8",
  view9: "Alt+Digit9",
  search: "$mod+Shift+KeyF",
  searchSingle: "Slash",
  sheet: "$mod+Slash",
  sheetSingle: "Shift+Slash",
  close: "Escape",
} as const;

export type Act = keyof typeof shortcuts;

/** Lead to the saved views, in their order. */
export const savedViewActs = [
  "view1",
  "view2",
  "view3",
  "view4",
  "view5",
  "view6",
  "view7",
  "view8",
  "view9",
] as const satisfies readonly Act[];

/** What the sheet and the palette call them. */
export const actNames: Readonly<Record<Act, keyof typeof en>> = {
  palette: "act.palette",
  next: "act.next",
  previous: "act.previous",
  nextUnread: "act.nextUnread",
  select: "act.select",
  resolve: "act.resolve",
  resolveAndNext: "act.resolveAndNext",
  snooze: "act.snooze",
  markUnread: "act.markUnread",
  reply: "act.reply",
  note: "act.note",
  assign: "act.assign",
  assignToMe: "act.assignToMe",
  labels: "act.labels",
  attach: "act.attach",
  panel: "act.panel",
  view1: "act.view1",
  view2: "act.view2",
  view3: "act.view3",
  view4: "act.view4",
  view5: "act.view5",
  view6: "act.view6",
  view7: "act.view7",
  view8: "act.view8",
  view9: "act.view9",
  search: "act.search",
  searchSingle: "act.search",
  sheet: "act.sheet",
  sheetSingle: "act.sheet",
  close: "act.close",
};

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

type Chosen = Readonly<Record<string, string>>;

/** What the agent has put in the place of a default. */
export const chosenKeys = storedValue<Chosen>(
  "shortcuts",
  {},
  (value): value is Chosen =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((keys) => typeof keys === "string"),
);

export function codesOf(act: Act, chosen: Chosen = chosenKeys.value): string {
  return chosen[act] ?? shortcuts[act];
}

/** As it stands on the keys. */
export function keysOf(act: Act): string {
  return codesOf(act)
    .replace("$mod", isApple ? "⌘" : "Ctrl")
    .replace("Shift+Slash", "?")
    .replace("Slash", "/")
    .replace("Escape", "Esc")
    .replace(/Key|Digit|Arrow/, "");
}

/** What was pressed, in the words of the list above. Undefined while only Ctrl, Alt or Shift are held. */
export function codesPressed(event: KeyboardEvent): string | undefined {
  if (/^(Control|Alt|Shift|Meta|OS)/.test(event.code) || event.code === "") return undefined;
  const [main, other] = isApple
    ? [event.metaKey, event.ctrlKey && "Control"]
    : [event.ctrlKey, event.metaKey && "Meta"];
  const held = [main && "$mod", other, event.altKey && "Alt", event.shiftKey && "Shift"];
  return [...held.filter((key) => key !== false), event.code].join("+");
}

/** One that types something or moves the cursor where one writes: not for fields, and it can be switched off. */
function isSingle(codes: string): boolean {
  return !/\$mod|Control|Meta|Alt|Escape|F\d/.test(codes);
}

/** What can be done on the page that is shown, for the palette. */
export const available = new Store<ReadonlyMap<Act, () => void>>(new Map());

export type Acts = Partial<Record<Act, () => void>>;

export function useShortcuts(acts: Acts): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const names = Object.keys(acts).sort().join();
  const chosen = useStore(chosenKeys);
  useEffect(() => {
    const own = names.split(",").filter((name): name is Act => name in shortcuts);
    const doing = (act: Act) => (): void => latest.current[act]?.();
    const bindings = own.map((act) => binding(codesOf(act, chosen), doing(act)));
    const stop = tinykeys(window, Object.fromEntries(bindings));
    available.update((all) => new Map([...all, ...own.map((act) => [act, doing(act)] as const)]));
    return () => {
      stop();
      available.update((all) => new Map([...all].filter(([act]) => !own.includes(act))));
    };
  }, [names, chosen]);
}

type Binding = readonly [codes: string, handler: (event: KeyboardEvent) => void];

function binding(codes: string, run: () => void): Binding {
  const handler = (event: KeyboardEvent): void => {
    const isTyping =
      event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (isComposing(event)) return;
    if (isSingle(codes) && (isTyping || !singleKeys.value)) return;
    // Whatever lies on top has the first word on Escape.
    if (event.defaultPrevented) return;
    event.preventDefault();
    run();
  };
  return [codes, handler];
}

/** While a Chinese word is being put together, every key belongs to the input method. Safari says it by 229. */
export function isComposing(event: KeyboardEvent): boolean {
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else tells it in Safari
  return event.isComposing || event.keyCode === 229;
}
