import { isColour, textOn } from "../colour.ts";
import type { Word } from "./words.ts";

// In the shadow tree `!important` wins over the site's own rules, and a constructed sheet needs no style-src of its policy.
const styles = `
:host{all:initial!important;position:fixed!important;z-index:2147483000!important;inset:auto 0 0!important;color-scheme:light dark!important}
button,div{position:absolute;right:20px;bottom:calc(20px + env(safe-area-inset-bottom))}
:host([data-left]) *{right:auto;left:20px}
button{width:56px;height:56px;padding:0;border:0;border-radius:50%;cursor:pointer;background:var(--colour);color:var(--on-colour);box-shadow:0 2px 12px #0005}
button:focus-visible{outline:3px solid var(--on-colour);outline-offset:-6px;box-shadow:0 0 0 3px var(--colour)}
svg{width:28px;fill:none;stroke:currentColor;stroke-width:2;vertical-align:middle}
button span{position:absolute;inset:-4px -4px auto auto;padding:0 7px;border-radius:11px;background:#b3261e;color:#fff;font:700 13px/22px system-ui}
div{margin-bottom:68px;width:min(384px,100vw - 40px);height:min(640px,100dvh - 108px);border-radius:14px;overflow:hidden;box-shadow:0 2px 12px #0005;background:Canvas}
iframe{width:100%;height:100%;border:0}
[hidden]{display:none!important}
@media(max-width:600px){
:host([data-open]){inset:0!important}
:host([data-open]) div{inset:0;margin:0;width:auto;height:auto;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left)}
:host([data-open]) button{display:none}
}`;

/** The round button on the site's page, and the place above it where the frame goes. */
export class Launcher {
  readonly host = document.createElement("switchboard-chat");
  readonly button = document.createElement("button");
  readonly panel = document.createElement("div");
  readonly #icon = document.createElementNS("http://www.w3.org/2000/svg", "path");
  readonly #badge = document.createElement("span");

  constructor() {
    const root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    picture.setAttribute("viewBox", "0 0 24 24");
    picture.setAttribute("aria-hidden", "true");
    picture.append(this.#icon);
    this.button.type = "button";
    this.button.append(picture, this.#badge);
    this.panel.hidden = true;
    this.#badge.hidden = true;
    root.append(this.button, this.panel);
  }

  look(colour: string | undefined, position: string | undefined): void {
    const shown = isColour(colour) ? colour : "#0b6b63";
    this.host.style.setProperty("--colour", shown);
    this.host.style.setProperty("--on-colour", textOn(shown));
    this.host.toggleAttribute("data-left", position === "left");
  }

  show(isOpen: boolean, unread: number, say: (word: Word) => string): void {
    this.panel.hidden = !isOpen;
    this.host.toggleAttribute("data-open", isOpen);
    this.button.ariaExpanded = String(isOpen);
    const label = isOpen ? say("close") : say("open");
    this.button.ariaLabel = unread > 0 ? `${label} (${say("unread")}: ${unread})` : label;
    this.#icon.setAttribute("d", isOpen ? "M6 6l12 12m0-12L6 18" : "M4 5h16v11H9l-5 4zM8 9h8");
    this.#badge.hidden = unread === 0;
    this.#badge.textContent = unread > 99 ? "99+" : String(unread);
  }
}
