import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { axeBreaches } from "../support/in-page.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";
import { openShop, type Visitor } from "../support/widget-site.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong in the chat's frame and on the page around it. */
async function breaches({ page }: Visitor): Promise<readonly string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    await frame.evaluate(axe);
    found.push(...(await frame.evaluate<readonly string[]>(axeBreaches)));
  }
  return found;
}

describeInBrowser("the chat for everybody", (chromium) => {
  const site = useInboxSite(chromium);

  describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    it.each([
      {
        locale: "en",
        open: "Open the chat",
        name: "Your name",
        start: "Start the chat",
        field: "Message",
        menu: "More",
      },
      {
        locale: "zh-CN",
        open: "打开聊天",
        name: "您的姓名",
        start: "开始聊天",
        field: "消息",
        menu: "更多",
      },
    ])("breaks no rule of axe, in $locale", async ({ locale, open, name, start, field, menu }) => {
      const shop = await openShop(site(), {}, { locale });
      const visitor = await shop.visit({ colorScheme });
      const { page, chat } = visitor;
      const found = [...(await breaches(visitor))];
      await page.getByRole("button", { name: open }).click();
      await chat.getByLabel(name).fill(`Zoe ${colorScheme} ${locale}`);
      found.push(...(await breaches(visitor)));
      await chat.getByRole("button", { name: start }).click();
      await chat.getByRole("textbox", { name: field }).fill("Hi, see https://example.com");
      await page.keyboard.press("Enter");
      const id = await shop.conversationOf(`Zoe ${colorScheme} ${locale}`);
      await shop.answer(id, "Hello Zoe");
      await chat.getByRole("article").getByText("Hello Zoe").waitFor();
      await chat.locator("article").last().getByRole("button").click();
      found.push(...(await breaches(visitor)));
      await chat.getByRole("button", { name: menu }).click();
      found.push(...(await breaches(visitor)));
      expect(found).toEqual([]);
    });
  });

  it("lets a visitor do all without a mouse", async () => {
    const shop = await openShop(site());
    const { page, chat } = await shop.visit();
    const focused = (): Promise<string> =>
      page.evaluate("document.activeElement.shadowRoot?.activeElement?.ariaLabel ?? ''");
    await page.getByRole("button", { name: "Open the chat" }).waitFor();
    for (let presses = 0; (await focused()) !== "Open the chat"; presses += 1) {
      expect(presses).toBeLessThan(10);
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await chat.locator("input:focus").waitFor();
    await page.keyboard.type("Keyboard Kim");
    await page.keyboard.press("Enter");
    await chat.locator("textarea:focus").waitFor();
    await page.keyboard.type("No mouse");
    await page.keyboard.press("Enter");
    await shop.conversationOf("Keyboard Kim");
    await chat.getByRole("article").getByText("No mouse").waitFor();
    await page.keyboard.press("Escape");
    await until("the focus is back", async () => (await focused()) === "Open the chat");
  });

  it("fills a phone's screen, and lets the page behind it stand still", async () => {
    const shop = await openShop(site());
    const { page, chat } = await shop.visit({
      viewport: { width: 390, height: 700 },
      hasTouch: true,
      isMobile: true,
    });
    await page.getByRole("button", { name: "Open the chat" }).tap();
    const name = chat.getByLabel("Your name");
    await name.waitFor();
    expect(await page.locator("switchboard-chat iframe").boundingBox()).toEqual({
      x: 0,
      y: 0,
      width: 390,
      height: 700,
    });
    expect(await page.evaluate("getComputedStyle(document.documentElement).overflow")).toBe(
      "hidden",
    );
    // Smaller ones would be zoomed into.
    const frame = page.frames().at(-1);
    expect(
      await frame?.evaluate("getComputedStyle(document.querySelector('input')).fontSize"),
    ).toBe("16px");
    expect(await frame?.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
    await chat.getByRole("button", { name: "Close the chat" }).tap();
    await page.getByRole("button", { name: "Open the chat" }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.documentElement).overflow")).toBe(
      "visible",
    );
  });

  it("speaks the page's language, stands on its side, and follows the site's orders", async () => {
    const shop = await openShop(
      site(),
      { askName: "off", position: "left", colour: "#ffdd00" },
      { locale: "zh-CN" },
    );
    const { page, chat } = await shop.visit();
    await page.evaluate("document.documentElement.dir = 'rtl'");
    await page.getByRole("button", { name: "打开聊天" }).click();
    await chat.getByRole("textbox", { name: "消息" }).waitFor();
    const frame = page.frames().at(-1);
    expect(
      await frame?.evaluate("document.documentElement.lang + document.documentElement.dir"),
    ).toBe("zh-CNrtl");
    expect(await frame?.evaluate("getComputedStyle(document.querySelector('header')).color")).toBe(
      "rgb(0, 0, 0)",
    );
    const box = await page.locator("switchboard-chat iframe").boundingBox();
    expect(box?.x).toBeLessThan(100);
    await page.evaluate("Switchboard.locale('en')");
    await chat.getByRole("textbox", { name: "Message" }).waitFor();
    await page.evaluate("Switchboard.toggle()");
    await page.getByRole("button", { name: "Open the chat" }).waitFor();
  });
});
