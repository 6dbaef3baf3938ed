import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { breaches } from "../support/axe.ts";
import { hasFocus } from "../support/in-page.ts";
import { nextSecond, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("what is done with many conversations", (chromium) => {
  const site = useInboxSite(chromium);
  const row = (page: Page, name: string): Locator => page.getByRole("option", { name });
  const list = (page: Page): Locator => page.getByRole("listbox", { name: /Conversations/ });
  const toolbar = (page: Page): Locator =>
    page.getByRole("toolbar", { name: "With the selected conversations" });
  const progress = (page: Page): Locator =>
    page.getByRole("region", { name: "Change to several conversations" });
  const says = (page: Page, words: string) => page.getByRole("status").getByText(words).waitFor();

  /** The box shows where the mouse is. */
  async function tick(page: Page, name: string): Promise<void> {
    await row(page, name).hover();
    await row(page, name).locator("span[aria-hidden=true]").first().click();
  }

  /** They stand in the list in this order. */
  async function customers(...names: readonly string[]): Promise<void> {
    for (const name of names.toReversed()) {
      await nextSecond();
      await site()
        .telegram.customer(name)
        .send([text("有货吗？")]);
      await site().conversationOf(name);
    }
  }

  it("is chosen and begun without a mouse, shown to the end, and undone where nothing happened since", async () => {
    await customers("Ann", "Bea", "Cem");
    const page = await site().open();
    await row(page, "Cem").waitFor();
    await list(page).focus();
    await page.keyboard.press("x");
    await says(page, "1 selected");
    await page.keyboard.press("Escape");
    await toolbar(page).waitFor({ state: "detached" });
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await says(page, "3 selected");
    await page.keyboard.press("Shift+ArrowUp");
    await says(page, "2 selected");
    await page.keyboard.press("Control+a");
    await says(page, "3 selected");
    expect(await page.getByRole("option", { checked: true }).count()).toBe(3);
    // Nothing was opened by it.
    expect(page.url()).toMatch(/\/inbox\/open$/);
    expect(await breaches(page)).toEqual([]);

    await toolbar(page).getByRole("button", { name: "Assigned to" }).focus();
    await page.keyboard.press("Escape");
    await toolbar(page).waitFor({ state: "detached" });
    expect(await list(page).evaluate(hasFocus)).toBe(true);
    await page.keyboard.press("Control+a");
    await toolbar(page).getByRole("button", { name: "Assigned to" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Resolve" }).waitFor();
    await page.keyboard.press("Enter");
    await says(page, "3 were changed.");
    await page.getByText("All done: no conversation is open.").waitFor();
    await toolbar(page).waitFor({ state: "detached" });

    // It is there until it is put away, also on a page that was loaded anew.
    await site()
      .telegram.customer("Bea")
      .send([text("And in blue?")]);
    await row(page, "Bea").getByText("And in blue?").waitFor();
    await page.reload();
    await progress(page).getByRole("button", { name: "Undo" }).click();
    await says(page, "2 were changed. 1 failed:");
    await progress(page)
      .getByRole("listitem")
      .getByText("Bea: has changed since, and stays as it is")
      .waitFor();
    await row(page, "Ann").waitFor();
    await row(page, "Cem").waitFor();
    expect(await breaches(page)).toEqual([]);
    await progress(page).getByRole("button", { name: "Close" }).click();
    await progress(page).waitFor({ state: "detached" });
  });

  it("is chosen with the mouse, one by one or from here to there", async () => {
    await customers("Dan", "Eda", "Fay", "Gil");
    const page = await site().open();
    await tick(page, "Dan");
    await row(page, "Fay").click({ modifiers: ["Shift"] });
    await says(page, "3 selected");
    await row(page, "Eda").click({ modifiers: ["Control"] });
    await says(page, "2 selected");
    await toolbar(page).getByRole("button", { name: "Labels" }).click();
    const dialog = page.getByRole("dialog", { name: "Labels" });
    await dialog.getByLabel("Label").fill("sale");
    await dialog.getByLabel("Label").press("Enter");
    await says(page, "2 were changed.");
    for (const name of ["Dan", "Fay"]) await row(page, name).getByText("sale").waitFor();
    expect(await row(page, "Eda").getByText("sale").count()).toBe(0);
    await tick(page, "Dan");
    await toolbar(page).getByRole("button", { name: "Assigned to" }).click();
    await page.getByRole("menuitem", { name: "Li Na (me)" }).click();
    await row(page, "Dan").getByText("Li Na").waitFor();
    // Who opens a conversation opens it, whatever was chosen before.
    await row(page, "Gil").click();
    await page.getByRole("heading", { name: "Gil", level: 1 }).waitFor();
  });

  it("is everything in the list, also what lies beyond its first page", async () => {
    const names = Array.from({ length: 55 }, (_, at) => `Customer ${at}`);
    for (const name of names) {
      await site()
        .telegram.customer(name)
        .send([text("Hello")]);
    }
    await site().conversationOf("Customer 54");
    const page = await site().open();
    await row(page, "Customer 54").waitFor();
    await list(page).focus();
    await page.keyboard.press("Control+a");
    await says(page, "50 selected");
    await page.getByRole("button", { name: "Select all" }).click();
    await until("all of them", async () => {
      const said = await page.getByRole("status").getByText("selected").textContent();
      return Number(said?.split(" ")[0]) >= 55;
    });
    await toolbar(page).getByRole("button", { name: "Mark read" }).click();
    await says(page, "were changed.");
    const { items } = (await site().ask("GET", "/api/v1/conversations?unread=true")) as {
      items: readonly unknown[];
    };
    expect(items).toEqual([]);
  });
});
