import { expect, it } from "vitest";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";

describeInBrowser("the search", (chromium) => {
  const site = useInboxSite(chromium);

  it("finds a word of Chinese anywhere, and leads to the message", async () => {
    const { telegram } = site();
    await telegram.customer("王小明").send([text("请问蓝色的马克杯还有货吗")]);
    await telegram.customer("Emma").send([text("<b>Where</b> is my parcel?")]);
    const wang = await site().conversationOf("王小明");
    await site().conversationOf("Emma");
    const page = await site().open("/inbox/open");
    await page.getByRole("option", { name: "Emma" }).waitFor();
    await page.getByRole("button", { name: /Search/ }).click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+KeyF");
    const field = page.getByRole("combobox", { name: "Names and words" });
    await field.fill("杯");
    const hit = page.getByRole("option", { name: /马克杯/ });
    await expect
      .poll(
        async () => {
          // It is found a moment after it came.
          await field.fill("");
          await field.fill("杯");
          return await hit.count();
        },
        { timeout: 15_000, interval: 600 },
      )
      .toBe(1);
    expect(await hit.locator("mark").textContent()).toBe("杯");
    await field.press("Enter");
    await page.waitForURL(new RegExp(`/inbox/open/${wang}\\?message=`));
    await page.getByRole("article").getByText("请问蓝色的马克杯还有货吗").waitFor();

    // By name, by a key alone, and with markup that stays text.
    await page.getByRole("main").click();
    await page.keyboard.press("/");
    await field.fill("parcel");
    await page.getByRole("option", { name: "<b>Where</b> is my parcel?" }).waitFor();
    await page.getByLabel("Only in this conversation").check();
    await page.getByText("0 hits").waitFor();
    await page.getByLabel("Only in this conversation").uncheck();
    await field.fill("Emma");
    await page.getByRole("option", { name: "Emma", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Emma" }).waitFor();
  });

  it("says what it doesn't understand", async () => {
    const page = await site().open("/inbox/open");
    await page.getByRole("button", { name: /Search/ }).click();
    await page.getByRole("combobox", { name: "Names and words" }).fill("before:yesterday");
    const problem = page.getByText(/before:yesterday is no day/);
    await problem.waitFor();
    expect(await problem.textContent()).toContain("write it like before:2026-03-01");
  });
});
