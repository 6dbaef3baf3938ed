import {
  type ChatEvent,
  type SitePage,
  type ToChat,
  type ToPage,
  unwrap,
  wrap,
} from "../bridge.ts";
import { Launcher } from "./launcher.ts";
import { wordsFor } from "./words.ts";

type Name = "open" | "close" | "toggle" | "identify" | "track" | "locale" | "on";

/** As in `Switchboard.push(["locale", "zh-CN"])`. */
export type Call = { [N in Name]: readonly [N, ...Parameters<Widget[N]>] }[Name];

/** The chat on a page of the site's: nothing but a button, until somebody wants it. Its methods are the site's to call. */
export class Widget {
  #isOpen = false;
  readonly #origin: string;
  readonly #channel: string;
  readonly #options: DOMStringMap;
  readonly #launcher = new Launcher();
  /** A listener that throws is the site's to see, and keeps nobody else from hearing. */
  readonly #events = new EventTarget();
  #frame: HTMLIFrameElement | undefined;
  /** The chat can be talked to: it has loaded. */
  #isLoaded = false;
  #identity: string | undefined;
  #locale: string;
  #title: string | undefined;
  #unread = 0;
  #overflow = "";
  #flashing: ReturnType<typeof setInterval> | undefined;
  #titleBefore = "";

  constructor(origin: string, channel: string, options: DOMStringMap) {
    this.#origin = origin;
    this.#channel = channel;
    this.#options = options;
    const { locale } = options;
    this.#locale = locale ?? (document.documentElement.lang || navigator.language);
    this.#attach();
  }

  open(): void {
    this.#show(true);
  }

  close(): void {
    this.#show(false);
  }

  toggle(): void {
    this.#show(!this.#isOpen);
  }

  /** With the token that the site's server has signed; without one the visitor is a stranger again. */
  identify(token?: string): void {
    this.#identity = token;
    this.#say({ type: "identify", identity: token });
  }

  /** Tells the chat where the visitor is, on sites that change pages without the browser's knowing. */
  track(title?: string): void {
    this.#title = title;
    this.#say({ type: "page", page: this.#page() });
  }

  locale(locale: string): void {
    this.#locale = locale;
    this.#draw();
    this.#say({ type: "locale", locale });
  }

  /** Gives the function that ends it. */
  on(event: ChatEvent, listener: (detail: unknown) => void): () => void {
    const heard = (happened: Event): void => listener((happened as CustomEvent<unknown>).detail);
    this.#events.addEventListener(event, heard);
    return () => this.#events.removeEventListener(event, heard);
  }

  push([name, ...given]: Call): void {
    // Each call's own arguments, as the type of Call says.
    (this[name] as (...given: readonly unknown[]) => void).apply(this, given);
  }

  #attach(): void {
    const { host, button } = this.#launcher;
    const { colour, position } = this.#options;
    this.#launcher.look(colour, position);
    button.addEventListener("click", () => this.toggle());
    button.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.close();
    });
    addEventListener("message", (event) => this.#hear(event));
    // Sites that draw their pages themselves change the address without a load, and may empty the body.
    addEventListener("popstate", () => this.track());
    if ("navigation" in window) {
      const { navigation } = window as { readonly navigation: EventTarget };
      navigation.addEventListener("navigatesuccess", () => this.track());
    }
    const observer = new MutationObserver(() => {
      if (host.isConnected) return;
      this.#putBack();
      observer.observe(document.body, { childList: true });
    });
    observer.observe(document.documentElement, { childList: true });
    observer.observe(document.body, { childList: true });
    document.addEventListener("visibilitychange", () => this.#flash());
    document.body.append(host);
    this.#draw();
    // It was in use on the page before this one, in this very tab: it goes on, with what has come in since.
    const before = this.#remember();
    if (before !== null) this.#load();
    if (before === "open") this.#show(true, false);
  }

  #show(isOpen: boolean, takesFocus = true): void {
    if (this.#isOpen === isOpen) return;
    this.#isOpen = isOpen;
    if (isOpen) this.#load();
    this.#remember(isOpen ? "open" : "closed");
    const { style } = document.documentElement;
    // Full screen on a phone: the page behind must not move.
    if (!isOpen) style.overflow = this.#overflow;
    else {
      this.#overflow = style.overflow;
      if (matchMedia("(max-width: 600px)").matches) style.overflow = "hidden";
    }
    this.#draw();
    this.#say({ type: "shown", isOpen });
    const { host, button } = this.#launcher;
    if (isOpen && takesFocus) this.#frame?.focus();
    else if (document.activeElement === host) button.focus();
    this.#emit(isOpen ? "open" : "close");
  }

  #load(): void {
    if (this.#frame !== undefined) return;
    const frame = document.createElement("iframe");
    frame.src = `${this.#origin}/webhooks/${this.#channel}/frame`;
    frame.allow = "autoplay";
    frame.addEventListener("load", () => {
      this.#isLoaded = true;
      this.#say({
        type: "hello",
        locale: this.#locale,
        dir: getComputedStyle(document.documentElement).direction,
        theme: this.#options["theme"],
        page: this.#page(),
        identity: this.#identity,
        isOpen: this.#isOpen,
      });
    });
    this.#frame = frame;
    this.#draw();
    this.#launcher.panel.append(frame);
  }

  /** Moving a frame loads it anew: what it knew, it has kept. */
  #putBack(): void {
    this.#isLoaded = false;
    document.body.append(this.#launcher.host);
  }

  #hear({ origin, source, data }: MessageEvent<unknown>): void {
    if (origin !== this.#origin || source === null || source !== this.#frame?.contentWindow) return;
    // From our own frame: it is what its type says.
    const message = unwrap(data) as ToPage | undefined;
    if (message?.type === "close") this.close();
    if (message?.type === "happened") this.#emit(message.event, message.detail);
    if (message?.type === "look") {
      const { colour, position } = this.#options;
      this.#launcher.look(colour ?? message.colour, position ?? message.position);
    }
    if (message?.type === "unread") {
      this.#unread = message.count;
      this.#draw();
      this.#flash();
      this.#emit("unread", message.count);
    }
  }

  #say(message: ToChat): void {
    if (this.#isLoaded) this.#frame?.contentWindow?.postMessage(wrap(message), this.#origin);
  }

  #emit(event: ChatEvent, detail?: unknown): void {
    this.#events.dispatchEvent(new CustomEvent(event, { detail }));
  }

  #draw(): void {
    const say = wordsFor(this.#locale);
    if (this.#frame !== undefined) this.#frame.title = say("frame");
    this.#launcher.show(this.#isOpen, this.#unread, say);
  }

  /** Only where the site wants it, and nobody looks. */
  #flash(): void {
    clearInterval(this.#flashing);
    if (this.#flashing !== undefined) document.title = this.#titleBefore;
    this.#flashing = undefined;
    if (!("flashTitle" in this.#options) || this.#unread === 0 || !document.hidden) return;
    const own = document.title;
    this.#titleBefore = own;
    this.#flashing = setInterval(() => {
      document.title = document.title === own ? `(${this.#unread}) ${own}` : own;
    }, 1500);
  }

  #page(): SitePage {
    return {
      url: location.origin + location.pathname,
      title: (this.#title ?? document.title).slice(0, 200),
    };
  }

  /** In the tab alone, and no cookie: gone when it is closed. Gives what it was before, without a new one. */
  #remember(state?: "open" | "closed"): string | null {
    const name = `switchboard.${this.#channel}`;
    try {
      if (state !== undefined) sessionStorage.setItem(name, state);
      return sessionStorage.getItem(name);
    } catch {
      // The visitor lets nothing be kept: the chat begins closed on each page.
      return null;
    }
  }
}
