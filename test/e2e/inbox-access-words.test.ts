import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { en } from "../../web/inbox/i18n/en.ts";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { root } from "../support/sources.ts";

const assets = path.join(root, "dist/web/inbox/assets");

/** Two fifths longer, and in brackets, so that what isn't in the catalogue and what is cut off can be seen. */
function pseudo(words: string): string {
  const letters = words.replaceAll(/\{\{\w+\}\}|<\/?\w+>/g, "");
  return `⟦${words}${letters.slice(0, Math.ceil(letters.length * 0.4)).trimEnd()}⟧`;
}

/** The built file that has the English catalogue, with each word of it made longer. */
function pseudoCatalogue(): { readonly name: string; readonly body: string } {
  const name = readdirSync(assets).find(
    (file) => file.endsWith(".js") && read(file).includes(`"act.palette":`),
  );
  if (name === undefined) throw new Error("No built file has the English catalogue.");
  let body = read(name);
  const left = Object.entries(en).filter(([key, words]) => {
    const before = body;
    for (const quote of ["`", '"', "'"]) {
      for (const said of [key, JSON.stringify(key)]) {
        const from = `${said}:${quote}${words.replaceAll("\n", "\\n")}${quote}`;
        body = body.replace(from, () => from.replace(words, () => pseudo(words)));
      }
    }
    return body === before;
  });
  expect(left).toEqual([]);
  return { name, body };
}

const read = (file: string): string => readFileSync(path.join(assets, file), "utf8");

describeInBrowser("the pages in a language of longer words", (chromium) => {
  const site = useInboxSite(chromium);

  it.each([1280, 390])(
    "have all of them from the catalogue, and room for them, in %i pixels",
    { timeout: 120_000 },
    async (width) => {
      await site()
        .telegram.customer("Emma")
        .send([text("你好")]);
      const id = await site().conversationOf("Emma");
      const { name, body } = pseudoCatalogue();
      const page = await site().open("/sign-in", {
        viewport: { width, height: 800 },
        // It would bring the words as they were built.
        serviceWorkers: "block",
        faultsExpected: true,
      });
      await page.route(`**/assets/${name}`, (route) =>
        route.fulfill({ body, contentType: "text/javascript; charset=utf-8" }),
      );
      const found: string[] = [];
      const look = async (where: string): Promise<void> => {
        const faults = await page.evaluate<readonly string[]>(faultsOfWords);
        found.push(...faults.map((fault) => `${where}: ${fault}`));
      };
      // Each with something that comes last.
      const places: Readonly<Record<string, string>> = {
        "/inbox/open": "[role=option]",
        "/inbox/resolved": "section p",
        [`/inbox/open/${id}`]: "article",
        "/settings/me": "select",
        "/settings/shortcuts": "main kbd",
        "/settings/channels": "main li",
        "/settings/agents": "main li",
        "/settings/api-keys": "main fieldset",
        "/settings/audit": "main bdi",
      };
      for (const [where, last] of Object.entries(places)) {
        await page.goto(site().address + where);
        await page.locator(last).filter({ visible: true }).first().waitFor();
        await look(where);
      }
      for (const keys of ["Control+KeyK", "Control+Shift+KeyF", "Control+Slash"]) {
        await page.keyboard.press(keys);
        await page.getByRole("dialog").waitFor();
        await look(keys);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      await page.context().clearCookies();
      for (const where of ["/sign-in", "/setup", "/setup#token"]) {
        await page.goto("about:blank");
        await page.goto(site().address + where);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await look(where);
      }
      expect(found).toEqual([]);
    },
  );
});

/**
 * What is shown or told without brackets, though it isn't somebody's own text, a key, a time or a name; and what doesn't
 * fit: the page sideways, and words beyond their button or field.
 */
const faultsOfWords = `(() => {
  const faults = [];
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const own = "bdi, [dir=auto], kbd, time, code, textarea, input, option, [lang], svg, [data-own]";
  // Our name, times by Intl, initials, the scopes of a key, and a word of the dialogs' own library.
  const known = /^(?:Switchboard|Dismiss|today|\\p{L}{1,2}|.*\\d.*|(?:[a-z-]+:[a-z]+(?:, |$))+)$/u;
  const isForeign = (words) => /\\p{L}/u.test(words) && !/[⟦⟧]/.test(words) && !known.test(words.replace(/^ · /, "").trim());
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const { parentElement: parent, data } = node;
    if (!isForeign(data) || !isShown(parent) || parent.closest("noscript, script")) continue;
    const near = parent.closest(own);
    if (near !== null && near !== document.documentElement) continue;
    if (!isForeign(parent.textContent)) continue;
    faults.push("not in the catalogue: " + data.trim().slice(0, 60) + " in " + parent.outerHTML.slice(0, 100));
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!isShown(element)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      const words = element.getAttribute(name);
      if (words !== null && isForeign(words)) faults.push("not in the catalogue: " + name + "=" + words.slice(0, 60));
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than the window");
  for (const element of document.body.querySelectorAll("button, a, label, h1, h2, h3, p, legend, li")) {
    const { overflowX, display } = getComputedStyle(element);
    if (!isShown(element) || overflowX !== "visible" || display === "inline") continue;
    if (element.closest(".sr-only")) continue;
    if (element.scrollWidth > element.clientWidth + 2)
      faults.push("beyond its place by " + (element.scrollWidth - element.clientWidth) + ": " + element.outerHTML.slice(0, 160));
  }
  return faults;
})()`;
