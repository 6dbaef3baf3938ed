import { createHmac } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { Shop } from "../../src/cli/demo/shop.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { chatIn, openShop, introduce } from "../support/widget-site.ts";

const signingSecret = "a secret of the shop's own, long enough";

/** As a shop's server does it, by hand: RFC 7519. */
function signed(claims: Readonly<Record<string, unknown>>, secret = signingSecret): string {
  const part = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 600;
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ exp, ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

describeInBrowser("the chat on a website", (chromium) => {
  const site = useInboxSite(chromium);

  it("isn't shown by a site that the channel doesn't allow", async () => {
    const shop = await openShop(site());
    const thief = new Shop({ hub: site().address });
    const origin = await thief.start();
    onTestFinished(() => thief.stop());
    thief.chatOn(shop.channelId);
    const { page } = await shop.visit({ faultsExpected: true });
    const refused: string[] = [];
    page.on("console", (message) => refused.push(message.text()));
    await page.goto(origin);
    const asked = page.waitForResponse(/\/frame$/);
    await page.getByRole("button", { name: "Open the chat" }).click();
    const policy = (await asked).headers()["content-security-policy"];
    expect(policy).toContain(`frame-ancestors ${shop.shop}`);
    await expect.poll(() => refused.join("\n")).toContain("frame-ancestors");
    expect(await chatIn(page).getByRole("heading").count()).toBe(0);
  });

  it("knows who has signed in at the shop, in another browser too, and nobody who only says so", async () => {
    const shop = await openShop(site(), { signingSecret, signedOnly: true });
    const emma = JSON.stringify(signed({ sub: "emma-7", name: "Emma Signed" }));
    const first = await shop.visit();
    await first.page.evaluate(`Switchboard.identify(${emma}); Switchboard.open()`);
    const field = first.chat.getByRole("textbox", { name: "Message" });
    await field.fill("Where is my order?");
    await field.press("Enter");
    const id = await shop.conversationOf("Emma Signed");
    await shop.answer(id, "On its way.");
    await first.chat.getByRole("article").getByText("On its way.").waitFor();

    const second = await shop.visit();
    await second.page.evaluate(`Switchboard.push(["identify", ${emma}]); Switchboard.open()`);
    await second.chat.getByRole("article").getByText("Where is my order?").waitFor();
    // Signed out again, nothing of it is left.
    await second.page.evaluate("Switchboard.identify()");
    await second.chat.getByText("Sign in on this site to chat with us.").waitFor();
    expect(await second.chat.getByRole("article").count()).toBe(0);

    const forged = signed(
      { sub: "emma-7", name: "Emma Signed" },
      "another secret that somebody guessed",
    );
    const third = await shop.visit();
    await third.page.evaluate(
      `Switchboard.identify(${JSON.stringify(forged)}); Switchboard.open()`,
    );
    await third.chat.getByText("Sign in on this site to chat with us.").waitFor();
  });

  it("runs nothing of what is written, on either side", async () => {
    const shop = await openShop(site(), { greeting: "<img src=x onerror=top.pwned=1>" });
    const { page, chat } = await shop.visit();
    const payloads = [
      "<img src=x onerror=top.pwned=1>",
      "<svg onload=top.pwned=1>",
      "<script>top.pwned=1</script>",
      '"><iframe src="javascript:top.pwned=1">',
      "javascript:top.pwned=1",
      "[x](javascript:top.pwned=1)",
      'https://example.com/"onmouseover="top.pwned=1',
      "{{constructor.constructor('top.pwned=1')()}}",
      '<a href="jav&#x09;ascript:top.pwned=1">x</a>',
      "\u202e<details open ontoggle=top.pwned=1>",
    ];
    const field = await introduce({ page, chat }, "<img src=x onerror=top.pwned=1>");
    for (const payload of payloads) {
      await field.fill(payload);
      await field.press("Enter");
    }
    const id = await shop.conversationOf("<img src=x onerror=top.pwned=1>");
    for (const payload of payloads) {
      await shop.answer(id, payload);
      await chat.locator("article.theirs").getByText(payload).first().waitFor();
    }
    const texts = await chat.locator("article.theirs .text").allTextContents();
    expect(texts).toEqual(payloads);
    const inFrame = page.frames().at(-1);
    expect(await inFrame?.evaluate("self.pwned ?? 'no'")).toBe("no");
    expect(await page.evaluate("self.pwned ?? 'no'")).toBe("no");
    expect(await chat.locator("main :is(script, iframe, details, object, img)").count()).toBe(0);
    const links = await chat.locator("main a").all();
    for (const link of links) expect(await link.getAttribute("href")).toMatch(/^https?:/);
  });

  it("hears nobody but the shop's page, and is heard by nobody else", async () => {
    const shop = await openShop(site(), { askName: "off" });
    const { page, chat } = await shop.visit();
    await page.evaluate("Switchboard.on('ready', () => (self.isReady = true)); Switchboard.open()");
    await chat.getByRole("textbox", { name: "Message" }).waitFor();
    expect(await page.evaluate("self.isReady")).toBe(true);
    // Another window's word, and one from the page itself, are not the chat's.
    await page.evaluate("postMessage({ switchboard: { type: 'close' } }, '*')");
    await page.evaluate("postMessage({ switchboard: { type: 'unread', count: 7 } }, '*')");
    await page.evaluate("new Promise((resolve) => setTimeout(resolve))");
    const button = page.locator("switchboard-chat button");
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    expect(await button.getAttribute("aria-label")).toBe("Close the chat");
    // A second script on the page does nothing.
    const warned = page.waitForEvent("console", (message) => message.text().includes("twice"));
    const again = `${site().address}/widget/loader.js`;
    await page.addScriptTag({ url: again });
    await warned;
    expect(await page.locator("switchboard-chat").count()).toBe(1);
  });
});
