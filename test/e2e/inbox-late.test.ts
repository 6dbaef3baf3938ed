import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { scrollToEnd, scrollToStart } from "../support/in-page.ts";
import { nextSecond, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("what changes while a page of older things is on its way", (chromium) => {
  const site = useInboxSite(chromium);

  /** Holds the answers to such questions back; resolves when there is one, with how to let them go. */
  async function hold(
    page: Page,
    question: string,
  ): Promise<{ asked: Promise<void>; letGo(): void }> {
    let letGo = (): void => undefined;
    const released = new Promise<void>((resolve) => (letGo = resolve));
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    await page.route(question, async (route) => {
      const response = await route.fetch();
      isAsked();
      await released;
      await route.fulfill({ response });
    });
    return { asked, letGo };
  }

  it("stays in the list: who writes meanwhile is at its top", { timeout: 60_000 }, async () => {
    const { telegram } = site();
    for (let number = 1; number <= 70; number += 1) {
      await telegram.customer(`Person ${number}.`).send([text("Hi")]);
    }
    await site().conversationOf("Person 70.");
    const page = await site().open();
    const list = page.getByRole("listbox");
    const rows = list.getByRole("option");
    await rows.filter({ hasText: "Person 70." }).waitFor();
    const { asked, letGo } = await hold(page, "**/api/v1/conversations?*cursor=*");
    await list.evaluate(scrollToEnd);
    await asked;
    await nextSecond();
    await telegram.customer("Person 65.").send([text("Again")]);
    await list.evaluate(scrollToStart);
    await rows.first().getByText("Again").waitFor();
    letGo();
    await until("the end of the list", async () => {
      await list.evaluate(scrollToEnd);
      return (await rows.filter({ hasText: "Person 1." }).count()) === 1;
    });
    await list.evaluate(scrollToStart);
    await rows.filter({ hasText: "Person 70." }).waitFor();
    expect(await rows.first().getByText("Again").count()).toBe(1);
    expect(await rows.filter({ hasText: "Person 65." }).count()).toBe(1);
  });

  it("stays in the thread: a message is there when the first ones come", async () => {
    const ann = site().telegram.customer("Ann");
    await ann.send([text("Before")]);
    const id = await site().conversationOf("Ann");
    const page = await site().open();
    const { asked, letGo } = await hold(page, `**/api/v1/conversations/${id}/messages*`);
    await page.getByRole("option", { name: "Ann" }).click();
    await asked;
    await ann.send([text("Meanwhile")]);
    await page.getByRole("option", { name: "Ann" }).getByText("Meanwhile").waitFor();
    letGo();
    await page.getByRole("article").getByText("Before").waitFor();
    await page.getByRole("article").getByText("Meanwhile").waitFor();
    expect(await page.getByRole("article").count()).toBe(2);
  });
});
