import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/adapter/index.ts";
import { breaches } from "../support/axe.ts";
import { replyField, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { connected, textMessage } from "../support/scripted-adapter.ts";
import { ableTo, ScriptedPlatform } from "../support/scripted-platform.ts";
import { until } from "../support/until.ts";

const dayMs = 86_400_000;

/** A customer's words, said so long ago. */
function saidAgo(id: string, text: string, ms: number): InboundEvent {
  const event = textMessage(id, text);
  const at = new Date(Date.now() - ms);
  return event.type === "message"
    ? { ...event, at, message: { ...event.message, sentAt: at } }
    : event;
}

describeInBrowser("the channel's rules, where one writes", (chromium) => {
  const shop = new ScriptedPlatform();
  // As WhatsApp's: https://developers.facebook.com/docs/whatsapp/pricing#customer-service-windows
  shop.capabilities = { ...ableTo, replyWindowMs: dayMs };
  const adapters = { shop: () => Promise.resolve(shop.adapter.adapter) };
  const site = useInboxSite(chromium, { adapters });

  async function opened(...events: readonly InboundEvent[]): Promise<Page> {
    if (shop.adapter.contexts.length === 0) {
      const settings = { account: "a", token: "12345678" };
      await site().app.channels.create({ adapter: "shop", name: "Rules", settings }, "test");
      await until("the channel runs", () => shop.adapter.contexts.length === 1);
    }
    shop.adapter.context.status(connected);
    await shop.adapter.context.receive(events);
    return await site().open(`/inbox/open/${await site().conversationOf("王小明")}`);
  }

  const send = (page: Page) => page.getByRole("button", { name: /^Send/ }).first();

  it("close the answer when the customer wrote too long ago, and open it when they write again", async () => {
    const page = await opened(saidAgo("1", "Is it ready?", 2 * dayMs));
    const reason = page.getByText(/^The customer wrote too long ago/);
    await reason.waitFor();
    await replyField(page).fill("Yes, it is");
    expect(await send(page).isDisabled()).toBe(true);
    await replyField(page).press("Enter");
    expect(await replyField(page).inputValue()).toBe("Yes, it is");
    expect(await breaches(page)).toEqual([]);
    // A note is for colleagues, whatever the platform says.
    await page.keyboard.press("Alt+KeyP");
    await reason.waitFor({ state: "detached" });
    const note = page.getByRole("textbox", { name: /note/i });
    await note.fill("Call them");
    await note.press("Enter");
    await page.getByRole("article").getByText("Call them").waitFor();
    await page.keyboard.press("Alt+KeyL");
    await reason.waitFor();
    expect(shop.attempts).toEqual([]);
    await shop.adapter.context.receive([saidAgo("2", "Hello?", 0)]);
    await reason.waitFor({ state: "detached" });
    // They wrote after the answer was begun.
    await page.getByRole("button", { name: "I have read it" }).click();
    await replyField(page).press("Enter");
    await until("it is sent", () => shop.texts.includes("Yes, it is"));
  });

  it("say that the channel is logged out, lead there, and open the answer once it is back", async () => {
    const page = await opened(saidAgo("3", "And today?", 0));
    await page.getByRole("article").getByText("And today?").waitFor();
    shop.adapter.context.status({ state: "login-required" });
    const reason = page.getByText(/^The channel is logged out/);
    await reason.waitFor();
    await replyField(page).fill("Until six");
    expect(await send(page).isDisabled()).toBe(true);
    const link = page.getByRole("link", { name: "Open the channel" });
    await link.click();
    await page.getByRole("heading", { name: "Rules" }).waitFor();
    await page.goBack();
    await reason.waitFor();
    const before = shop.attempts.length;
    shop.adapter.context.status(connected);
    await reason.waitFor({ state: "detached" });
    await send(page).click();
    await until("it is sent", () => shop.attempts.length > before);
    expect(shop.texts.slice(before)).toEqual(["Until six"]);
  });

  describe("count the characters", () => {
    it("from a little before the limit on, and the messages after it", async () => {
      const page = await opened(saidAgo("4", "Tell me more", 0));
      await replyField(page).fill("x".repeat(940));
      await page.getByRole("button", { name: "Assign to me" }).waitFor();
      expect(await page.getByText("940 / 1000").count()).toBe(0);
      await replyField(page).fill("x".repeat(960));
      await page.getByText("960 / 1000").waitFor();
      await replyField(page).fill("x".repeat(1001));
      await page.getByText("Too long for one: becomes about 2 messages").waitFor();
      expect(await page.getByText("1001 / 1000").count()).toBe(0);
      // A note has no limit of the platform's.
      await page.keyboard.press("Alt+KeyP");
      await page.getByRole("textbox", { name: /note/i }).fill("x".repeat(1001));
      expect(await page.getByText("Too long for one: becomes about 2 messages").count()).toBe(0);
    });
  });
});
