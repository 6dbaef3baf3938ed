import { type Call, Widget } from "./widget.ts";

declare global {
  interface Window {
    /** An array of calls until the loader has run, the widget afterwards: `push` works on both. */
    Switchboard?: Widget | Call[];
  }
}

function start(script: HTMLScriptElement): void {
  const earlier = window.Switchboard;
  const { channel } = script.dataset;
  if (earlier instanceof Widget || (earlier !== undefined && !Array.isArray(earlier))) {
    // oxlint-disable-next-line eslint/no-console -- the site's developer has no other place to be told.
    console.warn("Switchboard: this page has the script twice.");
  } else if (channel === undefined) {
    // oxlint-disable-next-line eslint/no-console -- the site's developer has no other place to be told.
    console.error("Switchboard: the script has no data-channel.");
  } else {
    const widget = new Widget(new URL(script.src).origin, channel, script.dataset);
    window.Switchboard = widget;
    for (const call of earlier ?? []) widget.push(call);
  }
}

const { currentScript } = document;
if (currentScript instanceof HTMLScriptElement) {
  if (document.body !== null) start(currentScript);
  else addEventListener("DOMContentLoaded", () => start(currentScript), { once: true });
}
