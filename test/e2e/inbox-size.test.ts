import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import {
  atRest,
  driftOfPrepend,
  mustBeInSight,
  scrollHeight,
  scrollToEnd,
  scrollToStart,
} from "../support/in-page.ts";
import { nextSecond, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

const count = 10_000;

/** Words of very different lengths, the same each time. */
const words = (number: number): string =>
  `Message ${number}. ${"word ".repeat((number * 7919) % 60)}`;

describeInBrowser("a full inbox", (chromium) => {
  const site = useInboxSite(chromium);

  async function longThread(): Promise<Page> {
    const { telegram } = site();
    const customer = telegram.customer("Ines");
    for (let number = 1; number <= count; number += 1) {
      await customer.send([{ type: "text", text: { text: words(number) } }]);
    }
    const id = await site().conversationOf("Ines");
    await until("all of it is there", async () => {
      const { unreadCount } = await site().ask("GET", `/api/v1/conversations/${id}`);
      return unreadCount === count;
    });
    await site().ask("POST", `/api/v1/conversations/${id}/read`);
    return await site().open(`/inbox/open/${id}`);
  }

  /** The first message of the page that lies so many pages back. */
  async function messageBack(id: string, pages: number): Promise<{ id: string; text: string }> {
    let before = "";
    for (let page = 0; ; page += 1) {
      const answer = await site().ask(
        "GET",
        `/api/v1/conversations/${id}/messages?limit=50${before}`,
      );
      const { items, olderCursor } = answer as unknown as {
        items: readonly { id: string; parts: readonly { text: { text: string } }[] }[];
        olderCursor: string;
      };
      const first = items[0];
      if (page === pages && first !== undefined) {
        return { id: first.id, text: first.parts[0]?.text.text ?? "" };
      }
      before = `&before=${olderCursor}`;
    }
  }

  it(
    "holds few lines of a long conversation in the page, stands still when older ones come, and finds its way back",
    { timeout: 120_000 },
    async () => {
      const page = await longThread();
      const pane = page.getByRole("region", { name: "Conversation with Ines" });
      await pane.getByText(words(count).trim()).waitFor();
      const lines = page.getByRole("article");
      expect(await lines.count()).toBeLessThanOrEqual(40);

      await pane.evaluate(atRest);
      // Older messages come in above what is being read, which doesn't move.
      let prepended = 0;
      for (let turn = 0; turn < 6; turn += 1) {
        const before: number = await pane.evaluate(scrollHeight);
        const drift: number = await pane.evaluate(driftOfPrepend);
        expect(Math.abs(drift)).toBeLessThanOrEqual(2);
        const after: number = await pane.evaluate(scrollHeight);
        if (after > before + 1000) prepended += 1;
      }
      expect(prepended).toBeGreaterThan(2);
      expect(await lines.count()).toBeLessThanOrEqual(40);

      await page.getByRole("button", { name: "Jump to the latest" }).click();
      await pane.getByText(words(count).trim()).waitFor();

      // A link leads to a message far back.
      const conversationId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
      const target = await messageBack(conversationId, 5);
      await page.goto(`${page.url()}?message=${target.id}`);
      const found = page.getByText(target.text.trim(), { exact: true });
      await found.waitFor();
      await found.evaluate(mustBeInSight);
      expect(await lines.count()).toBeLessThanOrEqual(40);
    },
  );

  it(
    "holds few rows of a long list in the page, and stays live at its end",
    { timeout: 60_000 },
    async () => {
      const { telegram } = site();
      for (let number = 1; number <= 220; number += 1) {
        await telegram.customer(`Person ${number}.`).send([{ type: "text", text: { text: "Hi" } }]);
      }
      await site().conversationOf("Person 220.");
      const page = await site().open();
      const list = page.getByRole("listbox");
      const rows = list.getByRole("option");
      await rows.filter({ hasText: "Person 220." }).waitFor();
      expect(await rows.count()).toBeLessThanOrEqual(40);
      // Further down, page after page, until the first who wrote.
      const oldest = rows.filter({ hasText: "Person 1." });
      await until("the end of the list", async () => {
        await list.evaluate(scrollToEnd);
        return (await oldest.count()) === 1;
      });
      expect(await rows.count()).toBeLessThanOrEqual(40);
      // What moves to the top takes nothing from under the cursor but its own row.
      await nextSecond();
      await telegram.customer("Person 1.").send([{ type: "text", text: { text: "Again" } }]);
      await oldest.waitFor({ state: "detached" });
      await list.evaluate(scrollToStart);
      await rows.filter({ hasText: "Again" }).waitFor();
      expect(await rows.first().getByText("Again").count()).toBe(1);
    },
  );
});
