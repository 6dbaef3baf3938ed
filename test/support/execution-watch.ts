import type { BrowserContext } from "playwright-core";

/** What text of others did in the pages of a browser window, if it did anything. */
export interface ExecutionWatch {
  /** Calls of `ran(…)`, dialogs, requests to hosts that weren't named: text that has become an act. */
  readonly ran: readonly string[];
  /** Elements and attributes that our pages have none of, breaches of the policy: text that has become markup. */
  readonly markup: readonly string[];
}

/**
 * Runs in each page and frame before anything else of it. Looks at every element and attribute that comes into the
 * document, also those that are gone again before anybody could ask.
 */
const lookAtMarkup = (origins: readonly string[], frames: boolean): string => `(() => {
  const alien = new Set("applet base embed font foreignobject frame frameset animate set use marquee math noembed object plaintext portal style template xmp".split(" "));
  const own = ${JSON.stringify(origins)};
  const isOwn = (address) => own.includes(new URL(address, location.href).origin);
  const tell = (what) => globalThis.foundMarkup(what);
  const lookAtAttribute = (element, name, value) => {
    const said = element.localName + "[" + name + "=" + value.slice(0, 80) + "]";
    if (/^on/i.test(name)) tell(said);
    if (name === "srcdoc" || name === "formaction" || name === "background") tell(said);
    if (!/^(?:href|xlink:href|src|action|data|poster|srcset)$/.test(name)) return;
    const address = value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
    if (/^[a-z][a-z0-9+.-]*:/.test(address) && !/^(?:https?|mailto|tel|blob):|^data:(?:image\\/|,$)/.test(address)) tell(said);
  };
  const lookAt = (element) => {
    const name = element.localName.toLowerCase();
    const text = element.outerHTML.slice(0, 120);
    if (alien.has(name) || name.includes("<")) tell(text);
    if (name === "iframe" && !${frames}) tell(text);
    if (name === "script" && (element.src === "" || !isOwn(element.src))) tell(text);
    if (name === "link" && !isOwn(element.href) && !element.href.startsWith("data:")) tell(text);
    if (name === "form" && element.hasAttribute("action")) tell(text);
    if (name === "meta" && element.httpEquiv !== "") tell(text);
    for (const { name: attribute, value } of element.attributes) lookAtAttribute(element, attribute, value);
  };
  new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "attributes") lookAtAttribute(target, attributeName, target.getAttribute(attributeName) ?? "");
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        lookAt(node);
        for (const inner of node.querySelectorAll("*")) lookAt(inner);
      }
    }
  }).observe(document, { subtree: true, childList: true, attributes: true });
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) => {
    tell("policy: " + effectiveDirective + " " + blockedURI + " " + sample);
  });
})()`;

/**
 * Watches all pages of this window from now on. `origins` are those that it may ask; only pages that embed the website
 * chat have `frames`.
 */
export async function watchExecution(
  context: BrowserContext,
  origins: readonly string[],
  { frames = false }: { readonly frames?: boolean } = {},
): Promise<ExecutionWatch> {
  const ran: string[] = [];
  const markup: string[] = [];
  await context.exposeBinding("ran", (_source, id: unknown) => void ran.push(`ran ${String(id)}`));
  await context.exposeBinding("foundMarkup", (_source, what: unknown) => {
    markup.push(String(what));
  });
  await context.addInitScript(lookAtMarkup(origins, frames));
  context.on("dialog", (dialog) => {
    ran.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("request", (request) => {
    const { protocol, origin, href } = new URL(request.url());
    const isInside = protocol === "data:" || protocol === "blob:" || protocol === "about:";
    if (!isInside && !origins.includes(origin)) ran.push(`asked for ${href}`);
  });
  return { ran, markup };
}
