import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";

describeInBrowser("the agents' work on conversations", (chromium) => {
  const site = useInboxSite(chromium);
  const row = (page: Page, name: string) => page.getByRole("option", { name });

  async function thread(name: string, words = "Hello"): Promise<Page> {
    await site()
      .telegram.customer(name)
      .send([text(words)]);
    const page = await site().open(`/inbox/open/${await site().conversationOf(name)}`);
    await page.getByRole("article").getByText(words).waitFor();
    return page;
  }

  it("puts a conversation off until the customer replies, or until a time that it chose", async () => {
    const page = await thread("Ada", "I'll send the papers");
    const id = await site().conversationOf("Ada");
    await page.keyboard.press("Alt+KeyM");
    await page.getByRole("menuitem", { name: /^Tomorrow/ }).waitFor();
    await page.getByRole("menuitem", { name: "Until the customer replies" }).click();
    await page.getByText("Snoozed until the customer replies").waitFor();
    await page.getByText("Li Na snoozed the conversation until the customer replies").waitFor();
    await page.getByRole("link", { name: "Snoozed" }).getByText("1").waitFor();
    await page.keyboard.press("Escape");
    await row(page, "Ada").waitFor({ state: "detached" });
    await site()
      .telegram.customer("Ada")
      .send([text("Here they are")]);
    await row(page, "Ada").getByText("Here they are").waitFor();

    // The palette leads to the same menu.
    await row(page, "Ada").click();
    await page.getByText("Here they are").last().waitFor();
    await page.keyboard.press("Control+KeyK");
    await page.getByRole("combobox", { name: "Search for a command" }).fill("snooze");
    await page.getByRole("option", { name: /^Snooze/ }).click();
    await page.getByRole("menuitem", { name: "At a date and time …" }).click();
    const dialog = page.getByRole("dialog", { name: "Snooze until" });
    await dialog.getByLabel("Date and time").fill("2020-01-01T09:00");
    await dialog.getByRole("button", { name: "Snooze" }).click();
    await dialog.getByText("Choose a time that is still to come.").waitFor();
    await dialog.getByLabel("Date and time").fill("2100-01-01T09:00");
    await dialog.getByRole("button", { name: "Snooze" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(/^Li Na snoozed the conversation until .*Jan/).waitFor();
    const there = await page.evaluate<string>("new Date(2100, 0, 1, 9).toISOString()");
    expect(await site().ask("GET", `/api/v1/conversations/${id}`)).toMatchObject({
      status: "snoozed",
      snoozedUntil: there,
    });

    await site().ask("PATCH", `/api/v1/conversations/${id}`, {
      snoozedUntil: new Date(Date.now() + 1000).toISOString(),
    });
    await page.getByText("The conversation woke up").waitFor();
    await row(page, "Ada").getByText("Woke up: Here they are").waitFor();
  });
});
