import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  atRest,
  driftOfPrepend,
  mustBeInSight,
  scrollToEnd,
  scrollToStart,
} from "../support/in-page.ts";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

const count = 1_000;
const hourMs = 3_600_000;
/** A message an hour, until a while ago. */
const first = Date.now() - (count + 30) * hourMs;

const words = (number: number): string =>
  `Message ${number}. ${"word ".repeat((number * 7919) % 60)}`.trim();

describeInBrowser("a conversation that goes far back", (chromium) => {
  const site = useInboxSite(chromium);

  /** What somebody wrote over weeks; by the number of each message, its id. */
  async function longTalk(
    name: string,
    total = count,
  ): Promise<{ id: string; ids: readonly string[] }> {
    const { telegram } = site();
    const from = { id: Number(telegram.customer(name).id), is_bot: false, first_name: name };
    for (let number = 1; number <= total; number += 1) {
      const date = Math.floor((first + number * hourMs) / 1000);
      const chat = { id: from.id, type: "private", first_name: name };
      // Apart from the numbers of what is sent to them later.
      const message = { message_id: 100_000 + number, date, chat, from, text: words(number) };
      telegram.push({ message });
    }
    // The last word, by which the platform knows them.
    await telegram.customer(name).send([text("So far.")]);
    const id = await site().conversationOf(name);
    await until("all of it is there", async () => {
      const { unreadCount } = await site().ask("GET", `/api/v1/conversations/${id}`);
      return unreadCount === total + 1;
    });
    await site().ask("POST", `/api/v1/conversations/${id}/read`);
    const ids: string[] = [];
    for (let query = "limit=200"; ids.length <= total;) {
      const answer = await site().ask("GET", `/api/v1/conversations/${id}/messages?${query}`);
      const { items, olderCursor } = answer as unknown as {
        items: readonly { id: string }[];
        olderCursor: string;
      };
      ids.unshift(...items.map((item) => item.id));
      query = `limit=200&before=${olderCursor}`;
    }
    return { id, ids: ["", ...ids] };
  }

  /** How many pages of the conversation were asked for. */
  function countPages(page: Page): () => number {
    let pages = 0;
    page.on("request", (request) => {
      if (request.method() === "GET" && request.url().includes("/messages?")) pages += 1;
    });
    return () => pages;
  }

  const line = (page: Page, number: number) =>
    page.getByRole("article").getByText(words(number), { exact: true });

  /** The numbers of the messages in the page, in order. */
  async function numbersIn(page: Page): Promise<readonly number[]> {
    const texts = await page.getByRole("article").allTextContents();
    return texts.map((one) => Number(/Message (\d+)\./.exec(one)?.[1]));
  }

  const oneAfterTheOther = (numbers: readonly number[]): boolean =>
    numbers.every((number, index) => number === (numbers[0] ?? 0) + index);

  it(
    "is read around a message, on both ways, and left for the latest",
    { timeout: 60_000 },
    async () => {
      const { id, ids } = await longTalk("Ines");
      const page = await site().open("/inbox/open");
      const pages = countPages(page);
      await page.goto(`${site().address}/inbox/open/${id}?message=${String(ids[300])}`);
      const pane = page.getByRole("region", { name: "Conversation with Ines" });
      await line(page, 300).waitFor();
      await pane.evaluate(atRest);
      await line(page, 300).evaluate(mustBeInSight);
      // The newest page, the one around the message, and what was next to the window.
      expect(pages()).toBeLessThanOrEqual(4);
      const articles = page.getByRole("article");
      expect(await articles.count()).toBeLessThanOrEqual(40);

      // Older ones come in above, newer ones below: none is left out, and what is read stands still.
      const drift: number = await pane.evaluate(driftOfPrepend);
      expect(Math.abs(drift)).toBeLessThanOrEqual(2);
      expect(oneAfterTheOther(await numbersIn(page))).toBe(true);
      await until("400 is there", async () => {
        await pane.evaluate(scrollToEnd);
        return (await line(page, 400).count()) === 1;
      });
      await pane.evaluate(atRest);
      expect(oneAfterTheOther(await numbersIn(page))).toBe(true);
      expect(await articles.count()).toBeLessThanOrEqual(40);

      // What comes meanwhile is counted, and doesn't stand where it doesn't belong.
      await site()
        .telegram.customer("Ines")
        .send([text("And now?")]);
      const latest = page.getByRole("button", { name: "1 new message" });
      await latest.waitFor();
      expect(await page.getByRole("article").getByText("And now?").count()).toBe(0);
      await latest.click();
      await page.getByRole("article").getByText("And now?").waitFor();
      await line(page, count).waitFor();
      await pane.evaluate(atRest);
      await page.getByRole("article").getByText("And now?").evaluate(mustBeInSight);
      await latest.waitFor({ state: "detached" });
      // Back among the latest, one hears what comes.
      await site()
        .telegram.customer("Ines")
        .send([text("Hello?")]);
      await page.getByRole("article").getByText("Hello?").waitFor();
    },
  );

  it(
    "is gone to by a day, and answered from there: the answer is seen where it belongs",
    { timeout: 60_000 },
    async () => {
      const { id } = await longTalk("Bo");
      const page = await site().open(`/inbox/open/${id}`);
      const pane = page.getByRole("region", { name: "Conversation with Bo" });
      await line(page, count).waitFor();
      const day = new Date(first + 200 * hourMs);
      day.setHours(0, 0, 0, 0);
      const number = Math.ceil((day.getTime() - first) / hourMs);
      await page.getByRole("button", { name: "More about this conversation" }).click();
      await page.getByRole("menuitem", { name: "Go to a date…" }).click();
      const dialog = page.getByRole("dialog", { name: "Go to a date" });
      await dialog.getByLabel("Day").fill(day.toLocaleDateString("sv"));
      await dialog.getByRole("button", { name: "Go there" }).click();
      await line(page, number).waitFor();
      await pane.evaluate(atRest);
      await line(page, number).evaluate(mustBeInSight);
      // Under the name of its day, at the top.
      const top = (await pane.boundingBox())?.y ?? 0;
      const at = (await line(page, number).boundingBox())?.y ?? 0;
      expect(at - top).toBeLessThan(150);
      expect(page.url()).toContain("?from=");

      await replyField(page).fill("You wrote that weeks ago.");
      await replyField(page).press("Enter");
      const answer = page.getByRole("article").getByText("You wrote that weeks ago.");
      await answer.waitFor();
      await line(page, count).waitFor();
      await pane.evaluate(atRest);
      await answer.evaluate(mustBeInSight);
      await until("it is sent", () => site().sentTo("Bo").length === 1);
      // The same day once more.
      await page.getByRole("button", { name: "More about this conversation" }).click();
      await page.getByRole("menuitem", { name: "Go to a date…" }).click();
      await dialog.getByLabel("Day").fill(day.toLocaleDateString("sv"));
      await page.keyboard.press("Enter");
      await line(page, number).waitFor();
    },
  );

  it("asks once for what the hub refuses, and goes on when one scrolls again", async () => {
    const { id, ids } = await longTalk("Dan", 200);
    const page = await site().open(`/inbox/open/${id}?message=${String(ids[60])}`, {
      faultsExpected: true,
    });
    const pane = page.getByRole("region", { name: "Conversation with Dan" });
    await line(page, 60).waitFor();
    await pane.evaluate(atRest);
    let asked = 0;
    const newer = /\/messages\?.*after=/;
    const body = { type: "about:blank", title: "Forbidden", status: 403, code: "forbidden" };
    await page.route(newer, async (route) => {
      asked += 1;
      await route.fulfill({ status: 403, json: body });
    });
    await pane.evaluate(scrollToEnd);
    await page.getByRole("alert").waitFor();
    await pane.evaluate(atRest);
    expect(asked).toBeLessThanOrEqual(2);
    await page.unroute(newer);
    await pane.evaluate(scrollToStart);
    await pane.evaluate(atRest);
    await until("the end is there", async () => {
      await pane.evaluate(scrollToEnd);
      return (await line(page, 200).count()) === 1;
    });
    await page.getByRole("alert").waitFor({ state: "detached" });
  });

  it("says when the message that a link leads to isn't there", async () => {
    const page = await site().thread("Cleo");
    await page.goto(`${page.url()}?message=01936f1e-0000-7000-8000-000000000000`);
    await page.getByRole("alert").getByText("That message isn't here any more.").waitFor();
    expect(await page.getByRole("article").getByText("Hello").count()).toBe(1);
  });
});
