import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { replyField, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("the keys", (chromium) => {
  const site = useInboxSite(chromium);

  /** What lies over all pages is loaded after them: keys that come before do nothing. */
  const openBy = (page: Page, keys: string): Promise<unknown> =>
    until(`${keys} opens something`, async () => {
      if ((await page.getByRole("dialog").count()) === 0) await page.keyboard.press(keys);
      return (await page.getByRole("dialog").count()) === 1;
    });

  it("ask for a file", async () => {
    const page = await site().thread("Ann", "Hello");
    await replyField(page).waitFor();
    const chooser = page.waitForEvent("filechooser");
    await page.keyboard.press("Control+Alt+KeyA");
    expect((await chooser).isMultiple()).toBe(true);
  });

  it("quote the customer's messages from an empty field, one further up each time, and let go of them by Escape", async () => {
    const page = await site().thread("Bea", "One", "Two");
    await replyField(page).press("Control+ArrowUp");
    const quote = page.getByRole("form", { name: "Write" });
    await quote.getByText("Two").waitFor();
    await replyField(page).press("Control+ArrowUp");
    await quote.getByText("One").waitFor();
    // What lies on top closes first, then the quote, then the conversation.
    await openBy(page, "Control+KeyK");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await quote.getByText("One").waitFor();
    await replyField(page).press("Escape");
    await quote.getByText("One").waitFor({ state: "detached" });
    await replyField(page).waitFor();
    await replyField(page).press("Escape");
    await page.getByText("No conversation is selected").waitFor();
    expect(new URL(page.url()).pathname).toBe("/inbox/open");
  });

  it("send the answer to what was quoted", async () => {
    const page = await site().thread("Cem", "Which colour?");
    await replyField(page).press("Control+ArrowUp");
    await replyField(page).fill("Blue");
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Cem").length === 1);
    const id = await site().conversationOf("Cem");
    const { items } = await site().ask("GET", `/api/v1/conversations/${id}/messages`);
    const [asked, answer] = items as readonly { id: string; replyTo: { messageId: string } }[];
    expect(answer?.replyTo.messageId).toBe(asked?.id);
  });

  it("open one's own last message to be corrected", async () => {
    const page = await site().thread("Dan", "Hello");
    await replyField(page).fill("Helo");
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Dan").length === 1);
    const dialog = page.getByRole("dialog", { name: "Edit" });
    await until("it can be corrected", async () => {
      await replyField(page).press("ArrowUp");
      return (await dialog.count()) === 1;
    });
    await dialog.getByRole("textbox").fill("Hello");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("article").getByText("edited").waitFor();
    expect(await page.getByRole("article").getByText("Helo", { exact: true }).count()).toBe(0);
  });

  it("are the agent's to choose: kept, shown everywhere, and never two things by the same keys", async () => {
    const page = await site().thread("Eda", "Hello");
    const { href } = new URL(page.url());
    await page.goto(`${site().address}/settings/shortcuts`);
    const change = (act: string) => page.getByRole("button", { name: `${act}:` });
    await change("Write a note").click();
    await page.keyboard.press("Alt+KeyL");
    await page.getByText("These keys are already used for: Write a reply").waitFor();
    await change("Write a note").click();
    await page.keyboard.press("Control+KeyV");
    await page.getByText("needed for writing, or by the browser").waitFor();
    await change("Write a note").click();
    await page.keyboard.press("Alt+Shift+KeyN");
    await page.getByRole("button", { name: "Write a note: Alt+Shift+N. Change" }).waitFor();
    await page.goto(href);
    await replyField(page).waitFor();
    await page.keyboard.press("Alt+KeyP");
    expect(await page.getByRole("textbox", { name: "Note for colleagues" }).count()).toBe(0);
    await page.keyboard.press("Alt+Shift+KeyN");
    await page.getByRole("textbox", { name: "Note for colleagues" }).waitFor();
    await openBy(page, "Control+Slash");
    await page.getByRole("dialog").getByText("Alt+Shift+N").waitFor();
    await page.goto(`${site().address}/settings/shortcuts`);
    await page.getByRole("button", { name: "Write a note: back to the default" }).click();
    await page.getByRole("button", { name: "Write a note: Alt+P. Change" }).waitFor();
  });

  it("of a single letter type in fields, work outside of them, and can be switched off", async () => {
    const page = await site().thread("Fay", "Hello");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await replyField(page).press("Shift+Slash");
    expect(await replyField(page).inputValue()).toBe("?");
    expect(await sheet.count()).toBe(0);
    await page.getByRole("listbox").focus();
    await openBy(page, "Shift+Slash");
    await sheet.waitFor();
    await page.goto(`${site().address}/settings/me`);
    await page.getByLabel("Shortcuts of a single key").uncheck();
    await page.getByRole("heading", { level: 1 }).press("Shift+Slash");
    await openBy(page, "Control+Slash");
    await sheet.waitFor();
    await page.keyboard.press("Control+Slash");
    await sheet.waitFor({ state: "detached" });
    await page.keyboard.press("Shift+Slash");
    expect(await sheet.count()).toBe(0);
  });
});
