import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { dropFile } from "../support/in-page.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";
import { openShop, introduce, chatIn } from "../support/widget-site.ts";

/** Counts the notes that are played, and lets the page be looked away from. */
const watching = `
  window.notes = 0; window.isHidden = false;
  Object.defineProperty(document, "hidden", { get: () => window.isHidden });
  const Real = AudioContext;
  window.AudioContext = class extends Real {
    createOscillator() { window.notes += 1; return super.createOscillator(); }
  };
`;

/** Played in the shop's page and the chat in it. */
async function notesIn(page: Page): Promise<number> {
  const each = await Promise.all(page.frames().map((frame) => frame.evaluate<number>("notes")));
  return each.reduce((sum, notes) => sum + notes, 0);
}

const look = (page: Page, isAway: boolean): Promise<unknown> =>
  page.evaluate(`isHidden = ${isAway}; document.dispatchEvent(new Event("visibilitychange"))`);

describeInBrowser("a visitor who looks elsewhere", (chromium) => {
  const site = useInboxSite(chromium);

  it("hears once that an answer came, in one of their tabs, and nothing after turning the sound off", async () => {
    const shop = await openShop(site());
    const visitor = await shop.visit();
    const { page, chat } = visitor;
    await page.context().addInitScript(watching);
    await page.reload();
    const field = await introduce(visitor, "Ringo");
    await field.fill("Hello?");
    await field.press("Enter");
    const id = await shop.conversationOf("Ringo");
    await chat.getByRole("article", { name: /^You/ }).getByText("Sent").waitFor();
    const other = await page.context().newPage();
    await other.goto(shop.shop);
    await other.getByRole("button", { name: "Open the chat" }).click();
    await chatIn(other).getByText("Hello?").waitFor();
    // Both are closed: nobody looks.
    await chatIn(other).getByRole("textbox", { name: "Message" }).press("Escape");
    await field.press("Escape");
    const answered = async (words: string): Promise<void> => {
      await shop.answer(id, words);
      for (const tab of [page, other])
        await chatIn(tab).getByText(words, { exact: true }).waitFor({ state: "attached" });
    };
    await answered("Good morning!");
    // Two notes, in the tab that was first.
    await until("it rings", async () => (await notesIn(page)) + (await notesIn(other)) > 0);
    await answered("How can I help?");
    await until("it rings", async () => (await notesIn(page)) + (await notesIn(other)) > 2);
    expect((await notesIn(page)) + (await notesIn(other))).toBe(4);

    const turn = async (to: "off" | "on"): Promise<void> => {
      await page.getByRole("button", { name: /^Open the chat/ }).click();
      await chat.getByRole("button", { name: "More" }).click();
      await chat.getByRole("button", { name: `Turn the sound ${to}` }).click();
      await field.press("Escape");
    };
    await turn("off");
    await answered("Are you there?");
    await turn("on");
    await answered("Bye then.");
    await until("it rings again", async () => (await notesIn(page)) + (await notesIn(other)) > 4);
    expect((await notesIn(page)) + (await notesIn(other))).toBe(6);
  });

  it("sees it in the page's title, where the site wants that, until they look", async () => {
    const shop = await openShop(site(), {}, { "flash-title": "" });
    const visitor = await shop.visit();
    const { page, chat } = visitor;
    await page.addInitScript(watching);
    await page.reload();
    const field = await introduce(visitor, "Flora");
    await field.fill("Hello?");
    await field.press("Enter");
    const id = await shop.conversationOf("Flora");
    await chat.getByRole("article", { name: /^You/ }).getByText("Sent").waitFor();
    await field.press("Escape");
    await look(page, true);
    await shop.answer(id, "We are here.");
    await until("the title says so", async () => (await page.title()) === "(1) The Blue Kiln");
    // It flashes: the shop's own title comes again, and goes again.
    await until("its own title", async () => (await page.title()) === "The Blue Kiln");
    await until("the title says so", async () => (await page.title()) === "(1) The Blue Kiln");
    await look(page, false);
    expect(await page.title()).toBe("The Blue Kiln");
  });

  it("drops a file on the chat, and sees how far it is", async () => {
    const shop = await openShop(site());
    const visitor = await shop.visit();
    const { page, chat } = visitor;
    // Before it there is nothing to drop a file on.
    await (await introduce(visitor, "Dora")).waitFor();
    // The line is held until the test has looked.
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route("**/files*", async (route) => {
      await held;
      await route.continue();
    });
    const bytes = [...Buffer.from("%PDF-1.7 an order")];
    const file = { bytes, name: "order.pdf", type: "application/pdf" };
    await chat.getByRole("heading", { name: "The Blue Kiln" }).evaluate(dropFile, file);
    await chat.getByRole("progressbar", { name: "order.pdf" }).waitFor();
    await chat.getByText("Sending").waitFor();
    go();
    await chat.getByRole("progressbar").waitFor({ state: "detached" });
    await chat.getByRole("article", { name: /^You/ }).getByText("order.pdf").waitFor();
    const agent = await site().open(`/inbox/open/${await shop.conversationOf("Dora")}`);
    await agent.getByRole("article").getByText("order.pdf").waitFor();
    expect(
      await agent
        .getByRole("article")
        .getByText(/^PDF ·/)
        .count(),
    ).toBe(1);
  });
});
