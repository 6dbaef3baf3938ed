import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { atRest, driftOfPrepend, mustBeInSight, scrollHeight } from "../support/in-page.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

const count = 2000;

/** Words of very different lengths, the same each time. */
const words = (number: number): string =>
  `Message ${number}. ${"word ".repeat((number * 7919) % 60)}`;

describeInBrowser("a long conversation", (chromium) => {
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
    "holds few lines in the page, stands still when older ones come, and finds its way back",
    { timeout: 120_000 },
    async () => {
      const page = await longThread();
      const pane = page.getByRole("region", { name: "Conversation with Ines" });
      await page.getByText(words(count).trim()).waitFor();
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
      await page.getByText(words(count).trim()).waitFor();

      // A link to a message far back loads what lies between.
      const conversationId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
      const target = await messageBack(conversationId, 5);
      await page.goto(`${page.url()}?message=${target.id}`);
      const found = page.getByText(target.text.trim(), { exact: true });
      await found.waitFor();
      await found.evaluate(mustBeInSight);
      expect(await lines.count()).toBeLessThanOrEqual(40);
    },
  );
});
