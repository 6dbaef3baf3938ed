import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { breaches } from "../support/axe.ts";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("filters and saved views", (chromium) => {
  const site = useInboxSite(chromium);
  const row = (page: Page, name: string) => page.getByRole("option", { name });
  const chips = (page: Page) => page.getByRole("list", { name: "Filter" }).getByRole("listitem");
  const rail = (page: Page) => page.getByRole("navigation", { name: "Saved views" });

  async function customer(name: string, change: object = {}): Promise<string> {
    await site()
      .telegram.customer(name)
      .send([text("有货吗？")]);
    const id = await site().conversationOf(name);
    await site().ask("PATCH", `/api/v1/conversations/${id}`, change);
    return id;
  }

  it("narrow the list down by an address that can be sent to a colleague", async () => {
    await customer("Ann", { priority: "urgent", labels: ["R&D=50%"] });
    await customer("Bea", { priority: "urgent" });
    await customer("Cem", { labels: ["R&D=50%"] });
    const page = await site().open();
    await row(page, "Cem").waitFor();
    await page.getByRole("button", { name: "Filter" }).click();
    const dialog = page.getByRole("dialog", { name: "Filter" });
    await dialog.getByLabel("Pending").check();
    await dialog.getByLabel("Priority").selectOption("Urgent");
    await dialog.getByLabel("Label").fill("R&D=50%");
    expect(await breaches(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Show" }).click();
    await row(page, "Bea").waitFor({ state: "detached" });
    await row(page, "Cem").waitFor({ state: "detached" });
    await row(page, "Ann").waitFor();
    expect(await chips(page).allTextContents()).toEqual(["Open", "Pending", "#R&D=50%", "Urgent"]);
    expect(decodeURIComponent(page.url())).toContain("/inbox/where-status=open,pending&label=");

    const email = await site().addAgent("Dan");
    const colleague = await site().open(page.url().slice(site().address.length), { email });
    await row(colleague, "Ann").waitFor();
    expect(await colleague.getByRole("option").count()).toBe(1);
    // What comes to fit is there at once.
    await customer("Eda", { priority: "urgent", labels: ["R&D=50%", "new"] });
    await row(colleague, "Eda").waitFor();

    await page.getByRole("link", { name: "Without: #R&D=50%" }).click();
    await row(page, "Bea").waitFor();
    await page.goBack();
    await row(page, "Bea").waitFor({ state: "detached" });
    await page.goto(`${site().address}/inbox/where-status=closed`);
    await page.getByRole("heading", { name: "All open" }).waitFor();
  });

  it("are kept under a name, counted live, opened by a key, shared, moved and deleted", async () => {
    const email = await site().addAgent("Fay");
    const id = await customer("Gil", { labels: ["VIP"] });
    const li = await site().open("/inbox/where-status=open&label=VIP");
    const fay = await site().open("/inbox/open", { email });
    await li.getByRole("button", { name: "Save view" }).click();
    const dialog = li.getByRole("dialog", { name: "Save view" });
    await dialog.getByLabel("Name of the view").fill("重要客户");
    await dialog.getByLabel("Name of the view").press("Enter");
    await li.getByRole("heading", { name: "重要客户" }).waitFor();
    const link = rail(li).getByRole("link", { name: "重要客户" });
    await link.getByText("1", { exact: true }).waitFor();
    expect(await link.getAttribute("aria-current")).toBe("page");
    expect(await rail(fay).count()).toBe(0);
    expect(await breaches(li)).toEqual([]);

    await customer("Hal", { labels: ["VIP"] });
    await link.getByText("2", { exact: true }).waitFor();
    await site().ask("PATCH", `/api/v1/conversations/${id}`, { status: "resolved" });
    await link.getByText("1", { exact: true }).waitFor();

    const menu = li.getByRole("button", { name: "This view" });
    await menu.click();
    await li.getByRole("menuitem", { name: "Share it with all agents" }).click();
    await rail(fay).getByRole("link", { name: "重要客户" }).waitFor();
    await fay.keyboard.press("Alt+Digit1");
    await row(fay, "Hal").waitFor();
    await fay.getByRole("heading", { name: "重要客户" }).waitFor();
    // Another's is not hers to change.
    expect(await fay.getByRole("button", { name: "This view" }).count()).toBe(0);

    await menu.click();
    await li.getByRole("menuitem", { name: "Rename" }).click();
    const renaming = li.getByRole("dialog", { name: "Rename" });
    await renaming.getByLabel("Name of the view").fill("VIP");
    await renaming.getByLabel("Name of the view").press("Enter");
    await rail(fay).getByRole("link", { name: "VIP" }).waitFor();

    await li.goto(`${site().address}/inbox/where-unread=true`);
    await li.getByRole("button", { name: "Save view" }).click();
    await dialog.getByLabel("Name of the view").fill("News");
    await dialog.getByLabel("Share it with all agents").check();
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await rail(fay).getByRole("link", { name: "News" }).waitFor();
    await menu.click();
    await li.getByRole("menuitem", { name: "Move up" }).click();
    const names = () => rail(fay).getByRole("link").allTextContents();
    await until("moved", async () => (await names())[0]?.startsWith("News"));
    await menu.click();
    await li.getByRole("menuitem", { name: "Delete the view" }).click();
    await li.getByRole("alertdialog").getByRole("button", { name: "Delete the view" }).click();
    await rail(fay).getByRole("link", { name: "News" }).waitFor({ state: "detached" });
    expect(await rail(fay).getByRole("link").count()).toBe(1);
  });

  it("fit a phone", async () => {
    await customer("Ivo", { labels: ["VIP"] });
    for (const locale of ["en", "zh-CN"]) {
      const options = {
        locale,
        colorScheme: "dark",
        viewport: { width: 320, height: 640 },
      } as const;
      const page = await site().open("/inbox/where-assignee=none&label=VIP", options);
      await page.getByRole("main").getByRole("option", { name: "Ivo" }).waitFor();
      await page.getByRole("listbox").focus();
      await page.keyboard.press("Control+a");
      await page.getByRole("toolbar").waitFor();
      const found = [...(await breaches(page))];
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /^(Filter|筛选)$/ }).click();
      await page.getByRole("dialog").waitFor();
      found.push(...(await breaches(page)));
      expect(found).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    }
  });
});
