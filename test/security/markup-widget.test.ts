import { randomUUID } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { signToken } from "../../adapters/webchat/simulator/token.ts";
import { watchExecution } from "../support/execution-watch.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { chatIn, openShop } from "../support/widget-site.ts";
import { payloads } from "./payloads.ts";

const signingSecret = "a secret of the shop's own, long enough";

describeInBrowser("what is written in a website's chat never runs", (chromium) => {
  const site = useInboxSite(chromium);

  it(
    "on either side, as a text, a name, a quote or a file's name",
    { timeout: 600_000 },
    async () => {
      const [name = ""] = payloads;
      const { address } = site();
      const shop = await openShop(site(), {
        signingSecret,
        greeting: name,
        messagesPerMinute: 100_000,
        messagesPerMinuteAndAddress: 1_000_000,
      });
      const exp = Math.floor(Date.now() / 1000) + 3600;
      const token = signToken({ sub: "mallory", name, exp }, signingSecret);
      const door = `${address}/webhooks/${shop.channelId}`;
      const post = async (
        path: string,
        type: string,
        body: string,
        fileName = "",
      ): Promise<unknown> => {
        const headers = {
          Authorization: `Bearer ${token}`,
          "Content-Type": type,
          ...(fileName !== "" && { "X-File-Name": encodeURIComponent(fileName) }),
        };
        const answer = await fetch(door + path, { method: "POST", headers, body });
        expect(answer.status).toBe(201);
        return await answer.json();
      };
      const say = async (message: Readonly<Record<string, unknown>>): Promise<string> => {
        const body = JSON.stringify({ id: randomUUID(), ...message });
        return (
          (await post("/messages", "application/json", body)) as {
            entry: { message: { id: string } };
          }
        ).entry.message.id;
      };
      for (const payload of payloads) {
        const first = await say({ text: payload });
        const { fileId } = (await post(
          "/files",
          "application/pdf",
          "%PDF-1.4",
          `${payload}.pdf`,
        )) as { fileId: string };
        await say({ fileId, text: payload, replyTo: first });
      }
      const id = await shop.conversationOf(name);
      const answers = payloads.filter((_, at) => at % 10 === 0);
      for (const payload of answers) await shop.answer(id, payload);

      const context = await site().browser.newContext({ locale: "en" });
      onTestFinished(() => context.close());
      const watch = await watchExecution(context, [address, shop.shop], { frames: true });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      await page.goto(shop.shop);
      await page.evaluate(`Switchboard.identify(${JSON.stringify(token)}); Switchboard.open()`);
      const chat = chatIn(page);
      const greeting = chat.locator(".greeting");
      await chat.locator("article").first().waitFor();
      for (let turn = 0; (await greeting.count()) === 0; turn += 1) {
        expect(turn, "the history ends").toBeLessThan(payloads.length);
        await chat.getByRole("region").press("Home");
      }
      // Answers are still on their way.
      await chat
        .locator("article.theirs")
        .nth(answers.length - 1)
        .waitFor();
      expect(await chat.locator("article").count()).toBe(payloads.length * 2 + answers.length);
      expect(watch).toEqual({ ran: [], markup: [] });
    },
  );
});
