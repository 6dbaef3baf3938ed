import { render } from "preact";
import type { ToChat } from "../bridge.ts";
import { isColour, textOn } from "../colour.ts";
import { App } from "./app.tsx";
import "./chat.css";
import { Chat, type State } from "./chat.ts";
import { meetHost } from "./host.ts";
import { Kept } from "./kept.ts";
import { ring } from "./sound.ts";
import { type Locale, localeFor } from "./words.ts";

const base = location.pathname.replace(/\/frame\/?$/, "");
const kept = new Kept(base.split("/").at(-1) ?? "");
const root = document.body.appendChild(document.createElement("div"));
root.id = "chat";

let chat: Chat | undefined;
let locale: Locale = "en";
let isOpen = false;
let told: Partial<State> = {};

const host = meetHost(hear);

function hear(message: ToChat): void {
  switch (message.type) {
    case "hello": {
      speak(message.locale);
      document.documentElement.dir = message.dir === "rtl" ? "rtl" : "ltr";
      const { theme } = message;
      if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
      isOpen = message.isOpen;
      chat ??= new Chat({ base, kept, changed, rings: (n) => ring(n, kept), happened }, locale);
      chat.visit(message.page);
      void chat.begin(message.identity);
      host.tell({ type: "happened", event: "ready" });
      see();
      break;
    }
    case "shown":
      isOpen = message.isOpen;
      see();
      break;
    case "identify":
      void chat?.begin(message.identity);
      break;
    case "locale":
      speak(message.locale);
      chat?.speak(locale);
      if (chat !== undefined) changed(chat.state);
      break;
    case "page":
      chat?.visit(message.page);
      break;
  }
}

function speak(wanted: string): void {
  locale = localeFor(wanted);
  document.documentElement.lang = locale;
}

function changed(state: State): void {
  if (chat === undefined) return;
  const { config, unread } = state;
  if (config !== undefined && config !== told.config) {
    const { style } = document.documentElement;
    const colour = isColour(config.colour) ? config.colour : "#0b6b63";
    style.setProperty("--accent", colour);
    style.setProperty("--on-accent", textOn(colour));
    document.title = config.name;
    host.tell({ type: "look", colour, position: config.position });
  }
  if (unread !== (told.unread ?? 0)) host.tell({ type: "unread", count: unread });
  told = state;
  render(<App chat={chat} state={state} kept={kept} locale={locale} close={close} />, root);
  if (isOpen && document.activeElement === document.body) focusFirst();
}

function happened(event: "message" | "sent", text: string | undefined): void {
  host.tell({ type: "happened", event, detail: { text } });
}

function close(): void {
  host.tell({ type: "close" });
}

/** What one writes into, or else what one presses. */
function focusFirst(): void {
  if (!document.hasFocus()) return;
  const places = ["textarea", "input", "button"].map((place) => `main ${place}:not([hidden])`);
  for (const place of places) {
    const found = root.querySelector<HTMLElement>(place);
    if (found === null) continue;
    found.focus();
    return;
  }
}

function see(): void {
  chat?.see(isOpen && !document.hidden);
  if (isOpen) focusFirst();
}

document.addEventListener("visibilitychange", see);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) close();
});
