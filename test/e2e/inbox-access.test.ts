import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { breaches } from "../support/axe.ts";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("the pages for everybody", (chromium) => {
  const site = useInboxSite(chromium);

  async function customers(): Promise<string> {
    const { telegram } = site();
    const emma = telegram.customer("Emma Clarke");
    if (telegram.acknowledged() === 0) {
      await telegram
        .customer("王小明")
        .send([{ type: "text", text: { text: "你好，请问有货吗？" } }]);
      await emma.send([{ type: "text", text: { text: "Hi! See https://example.com/cup" } }]);
    }
    return await site().conversationOf("Emma Clarke");
  }

  describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    it.each(["en", "zh-CN"])(
      "break no rule of axe, in %s",
      { timeout: 120_000 },
      async (locale) => {
        const id = await customers();
        const found: string[] = [];
        const look = async (page: Page, where: string): Promise<void> => {
          found.push(...(await breaches(page)).map((breach) => `${where}: ${breach}`));
        };
        const page = await site().open("/inbox/open", { colorScheme, locale });
        await page.getByRole("option").first().waitFor();
        await look(page, "list");
        await page.getByRole("option", { name: "Emma Clarke" }).click();
        await page.getByRole("article").first().waitFor();
        await look(page, "thread");
        await page.getByRole("article").first().hover();
        await page.getByRole("article").first().getByRole("button").first().click();
        await page.getByRole("menu").waitFor();
        await look(page, "menu");
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+KeyK");
        await page.getByRole("dialog").waitFor();
        await look(page, "palette");
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+Shift+KeyF");
        const search = page.getByRole("dialog");
        await search.getByRole("combobox").fill("example");
        await search.getByRole("option", { name: /Emma Clarke/ }).waitFor();
        await look(page, "search");
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+Slash");
        await page.getByRole("dialog").waitFor();
        await look(page, "shortcuts");
        await page.keyboard.press("Escape");
        await page.keyboard.press("Alt+KeyP");
        await look(page, "note");
        // What went wrong: refused, and of unknown fate.
        const name = `Zoe ${colorScheme} ${locale}`;
        await site()
          .telegram.customer(name)
          .send([{ type: "text", text: { text: "你好" } }]);
        await page.getByRole("option", { name }).click();
        await page.getByRole("heading", { level: 1, name }).waitFor();
        await page.keyboard.press("Alt+KeyL");
        const alerts = page.getByRole("alert");
        site().telegram.refuse("content-rejected");
        await page.keyboard.type("Refused");
        await page.keyboard.press("Enter");
        await alerts.first().waitFor();
        site().telegram.dropResponseAfterProcessing();
        await page.keyboard.type("Lost");
        await page.keyboard.press("Enter");
        await alerts.nth(1).waitFor();
        await look(page, "failed and unknown");
        await alerts.nth(1).getByRole("button").click();
        await page.getByRole("alertdialog").waitFor();
        await look(page, "question");
        await page.keyboard.press("Escape");
        for (const where of [
          "/inbox/resolved",
          `/settings/channels/${site().channelId}`,
          "/settings/me",
          "/settings/setup",
          "/settings/hub",
          "/settings/labels",
          "/settings/channels",
          "/settings/channels/new",
          "/settings/agents",
          "/settings/api-keys",
          "/settings/audit",
        ]) {
          await page.goto(site().address + where);
          await page.getByRole("heading", { level: 1 }).waitFor();
          await look(page, where);
        }
        await page.context().clearCookies();
        for (const where of ["/sign-in", "/setup", "/setup#token"]) {
          // Or a fragment alone would load nothing.
          await page.goto("about:blank");
          await page.goto(site().address + where);
          await page.getByRole("heading", { level: 1 }).waitFor();
          await look(page, where);
        }
        expect(found).toEqual([]);
        expect(id).not.toBe("");
      },
    );
  });

  it("lets an agent do the main job without a mouse", async () => {
    await customers();
    const { telegram } = site();
    const page = await site().open();
    await page.getByRole("option").first().waitFor();
    // The first thing that is reached leads past everything else.
    await page.keyboard.press("Tab");
    expect(await focused(page)).toBe("Skip to the content");
    for (let presses = 0; (await focusedRole(page)) !== "listbox"; presses += 1) {
      expect(presses).toBeLessThan(30);
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("ArrowDown");
    await page.getByRole("article").first().waitFor();
    await page.keyboard.press("Alt+KeyL");
    const before = telegram.sent().length;
    await page.keyboard.type("With pleasure");
    await page.keyboard.press("Enter");
    await telegram.untilSent((all) => all.length === before + 1);
    await page.keyboard.press("Alt+KeyI");
    await page
      .getByLabel("Assigned to")
      .locator("option:checked", { hasText: "Li Na (me)" })
      .waitFor({ state: "attached" });
    await page.keyboard.press("Control+KeyK");
    await page.getByRole("combobox", { name: "Search for a command" }).fill("note");
    await page.keyboard.press("Enter");
    await until(
      "the note has the focus",
      async () => (await focused(page)) === "Note for colleagues",
    );
    await page.keyboard.type("A nice customer");
    await page.keyboard.press("Enter");
    await page.getByText("A nice customer").last().waitFor();
    await page.keyboard.press("Control+Alt+KeyE");
    await page.locator("[role=option]", { hasText: "Li Na" }).waitFor({ state: "detached" });
    expect(telegram.sent()).toHaveLength(before + 1);
  });

  it("announces what the customer writes, and nothing that was there before", async () => {
    const { telegram } = site();
    const page = await site().thread("Ann", "An old question");
    const announced = page.getByRole("status").filter({ hasText: "Ann" });
    expect(await announced.count()).toBe(0);
    await telegram.customer("Ann").send([text("还在吗？")]);
    const line = announced.filter({ hasText: "还在吗？" });
    await line.waitFor({ state: "attached" });
    // Alone, so that a screen reader says it once; out of sight, for it is in the thread.
    expect(await announced.count()).toBe(1);
    expect(await line.textContent()).toBe("New message from Ann: 还在吗？");
    // The same words again are a new element: it would be silent otherwise.
    const before = await line.locator("span").elementHandle();
    await telegram.customer("Ann").send([text("还在吗？")]);
    await until("it is said again", () => before?.evaluate(isGone));
    expect(await line.textContent()).toBe("New message from Ann: 还在吗？");
    expect(await page.getByRole("article").getByRole("status").count()).toBe(0);
    await page.keyboard.press("Alt+KeyL");
    await page.keyboard.type("We are here");
    await page.keyboard.press("Enter");
    await page.getByRole("article").getByText("We are here").waitFor();
    expect(await page.getByRole("status").filter({ hasText: "We are here" }).count()).toBe(0);
  });

  it.each([320, 390])("fits a screen of %i pixels, one pane at a time", async (width) => {
    const id = await customers();
    const page = await site().open("/inbox/unread", {
      viewport: { width, height: 700 },
      hasTouch: true,
      isMobile: true,
    });
    const isWide = (): Promise<boolean> =>
      page.evaluate("document.documentElement.scrollWidth > innerWidth");
    await page.getByRole("combobox", { name: "Views" }).waitFor();
    expect(await isWide()).toBe(false);
    await page.goto(`${site().address}/inbox/open/${id}`);
    await page.getByRole("article").first().waitFor();
    expect(await page.getByRole("listbox").isVisible()).toBe(false);
    expect(await isWide()).toBe(false);
    await page.getByRole("button", { name: "Show the contact" }).click();
    await page.getByRole("complementary", { name: "Contact" }).waitFor();
    expect(await isWide()).toBe(false);
    await page.getByRole("complementary").getByRole("button", { name: "Hide the contact" }).click();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("listbox").waitFor();
    const wide: string[] = [];
    for (const where of [
      "me",
      "hub",
      "setup",
      "api-keys",
      "audit",
      `channels/${site().channelId}`,
    ]) {
      await page.goto(`${site().address}/settings/${where}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      if (await isWide()) wide.push(where);
    }
    expect(wide).toEqual([]);
  });

  it("can be turned to the right, and changes its language at once", async () => {
    const id = await customers();
    const page = await site().open(`/inbox/open/${id}`);
    await page.getByRole("article").first().waitFor();
    await page.evaluate("document.documentElement.dir = 'rtl'");
    const [list, thread] = await Promise.all([
      page.getByRole("listbox").boundingBox(),
      page.getByRole("article").first().boundingBox(),
    ]);
    expect(list?.x).toBeGreaterThan(thread?.x ?? Infinity);
    const rail = await page.getByRole("navigation", { name: "Views" }).boundingBox();
    expect(rail?.x).toBeGreaterThan(list?.x ?? Infinity);
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
    await page.goto(`${site().address}/settings/me`);
    await page.getByLabel("Language").selectOption("zh-CN");
    await page.getByRole("heading", { name: "我的设置" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await page.getByLabel("配色").selectOption("dark");
    await page.reload();
    await page.getByRole("heading", { name: "我的设置" }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(16, 18, 20)",
    );
  });
});

const isGone = Object.assign((_element: unknown): boolean => false, {
  toString: () => "(element) => !element.isConnected",
});

function focused(page: Page): Promise<string> {
  return page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent");
}

function focusedRole(page: Page): Promise<string | null> {
  return page.evaluate("document.activeElement.getAttribute('role')");
}
