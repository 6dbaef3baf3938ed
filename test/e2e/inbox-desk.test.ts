import { expect, it } from "vitest";
import { dropFile, enterWhileComposing } from "../support/in-page.ts";
import { nextSecond, replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("an agent's desk", (chromium) => {
  const site = useInboxSite(chromium);

  it("sends with the keys that the agent chose", async () => {
    const page = await site().open("/settings/me");
    await page.getByLabel("What sends a message").selectOption("ctrl-enter");
    await site()
      .telegram.customer("Ann")
      .send([text("Hello")]);
    await page.goto(`${site().address}/inbox/open/${await site().conversationOf("Ann")}`);
    await replyField(page).pressSequentially("One");
    await replyField(page).press("Enter");
    await replyField(page).pressSequentially("Two");
    expect(await replyField(page).inputValue()).toBe("One\nTwo");
    await replyField(page).press("Control+Enter");
    await site().telegram.untilSent(() => site().sentTo("Ann").length === 1);
    expect(site().sentTo("Ann")[0]?.parts).toEqual([text("One\nTwo")]);
  });

  it("shows the customer that somebody types, and offers the conversation to who does", async () => {
    const page = await site().thread("Bea");
    await replyField(page).pressSequentially("W");
    const { id } = site().telegram.customer("Bea");
    await until("typing is shown", () =>
      site()
        .telegram.signals()
        .some((signal) => signal.type === "typing" && signal.conversationId === id),
    );
    await page.getByRole("button", { name: "Assign to me" }).click();
    await page
      .getByLabel("Assigned to")
      .locator("option:checked", { hasText: "Li Na (me)" })
      .waitFor({ state: "attached" });
    expect(await page.getByRole("button", { name: "Assign to me" }).count()).toBe(0);
  });

  it("takes files that are dropped, and lets go of them again", async () => {
    const page = await site().thread("Cem");
    const file = { bytes: [37, 80, 68, 70], name: "价目表.pdf", type: "application/pdf" };
    await page.getByRole("heading", { level: 1 }).evaluate(dropFile, file);
    const files = page.getByRole("list", { name: "Files to send" });
    await files.getByText("价目表.pdf").waitFor();
    await files.getByRole("button", { name: "Remove 价目表.pdf" }).click();
    await files.waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1 }).evaluate(dropFile, file);
    await files.getByRole("progressbar").waitFor({ state: "detached" });
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Cem").length === 1);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: /价目表\.pdf/ }).click();
    expect((await download).suggestedFilename()).toBe("价目表.pdf");
  });

  it("says what the channel makes of a long text, and that a paused one waits", async () => {
    const page = await site().thread("Dan");
    await replyField(page).fill("long ".repeat(1000));
    await page.getByText("Too long for one: becomes about 2 messages").waitFor();
    await site().ask("POST", `/api/v1/channels/${site().channelId}/pause`);
    await page.getByText("The channel is paused: your reply waits until it is resumed.").waitFor();
    await replyField(page).fill("short");
    await replyField(page).press("Enter");
    await page.getByRole("article").getByText("Waits to be sent").waitFor({ state: "attached" });
    expect(site().sentTo("Dan")).toEqual([]);
    await site().ask("POST", `/api/v1/channels/${site().channelId}/resume`);
    await site().telegram.untilSent(() => site().sentTo("Dan").length === 1);
  });

  it("can't write to who has blocked us, but may note it", async () => {
    const page = await site().thread("Eda");
    site().telegram.refuse("recipient-unreachable");
    await replyField(page).fill("Are you there?");
    await replyField(page).press("Enter");
    await page.getByRole("status").filter({ hasText: "a reply can't reach them" }).waitFor();
    await replyField(page).fill("Hello?");
    expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press("Alt+KeyP");
    await page.getByRole("textbox", { name: "Note for colleagues" }).fill("Blocked us");
    await page.getByRole("button", { name: "Save the note" }).click();
    await page.getByRole("article").getByText("Blocked us").last().waitFor();
    expect(site().sentTo("Eda")).toEqual([]);
  });

  it("renames and labels who writes, for every agent", async () => {
    const page = await site().thread("Fay");
    const panel = page.getByRole("complementary", { name: "Contact" });
    await panel.getByRole("button", { name: "Rename" }).click();
    await panel.getByLabel("Name").fill("Fay Wong 王菲");
    await panel.getByLabel("Name").press("Enter");
    await panel.getByText("Fay Wong 王菲").first().waitFor();
    await panel.getByRole("button", { name: "Add a label" }).click();
    await page.getByRole("dialog", { name: "Labels" }).getByRole("combobox").fill("VIP");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("option", { name: /Fay/ }).getByText("VIP").waitFor();
    await panel.getByRole("button", { name: "Remove the label VIP" }).click();
    await page.getByRole("option", { name: /Fay/ }).getByText("VIP").waitFor({ state: "detached" });
    expect(
      await site().ask("GET", `/api/v1/conversations/${await site().conversationOf("Fay")}`),
    ).toMatchObject({ labels: [] });
  });

  it("leaves Enter to the input method where something is looked for or renamed", async () => {
    const page = await site().thread("Ime Ida");
    const input = await page.context().newCDPSession(page);
    const compose = (letters: string): Promise<unknown> =>
      input.send("Input.imeSetComposition", {
        text: letters,
        selectionStart: letters.length,
        selectionEnd: letters.length,
      });
    await page.keyboard.press("Control+KeyK");
    const palette = page.getByRole("dialog", { name: "What would you like to do?" });
    const search = palette.getByRole("combobox");
    await search.focus();
    await compose("Res");
    await palette
      .getByRole("option", { name: /Resolve/ })
      .first()
      .waitFor();
    await search.evaluate(enterWhileComposing);
    expect(await palette.isVisible()).toBe(true);
    expect(await search.inputValue()).toBe("Res");
    await input.send("Input.insertText", { text: "Resolve" });
    await page.keyboard.press("Escape");
    await palette.waitFor({ state: "detached" });

    const panel = page.getByRole("complementary", { name: "Contact" });
    await panel.getByRole("button", { name: "Rename" }).click();
    const name = panel.getByLabel("Name");
    await name.fill("");
    await compose("wangfei");
    await name.evaluate(enterWhileComposing);
    expect(await name.inputValue()).toBe("wangfei");
    await input.send("Input.insertText", { text: "王菲" });
    await name.press("Enter");
    await panel.getByText("王菲").first().waitFor();
    expect(await page.getByText("wangfei").count()).toBe(0);
  });

  it("moves between conversations by keys that an input method leaves alone", async () => {
    await nextSecond();
    await site()
      .telegram.customer("Gus")
      .send([text("First")]);
    await site()
      .telegram.customer("Hal")
      .send([text("Second")]);
    await site().conversationOf("Hal");
    const page = await site().open();
    await page.getByRole("option", { name: "Hal" }).waitFor();
    const title = page.getByRole("heading", { level: 1 });
    await page.keyboard.press("Alt+KeyJ");
    await title.filter({ hasText: "Hal" }).waitFor();
    await page.keyboard.press("Alt+KeyJ");
    await title.filter({ hasText: "Gus" }).waitFor();
    await page.keyboard.press("Alt+KeyK");
    await title.filter({ hasText: "Hal" }).waitFor();
    await page.goBack();
    await title.filter({ hasText: "Gus" }).waitFor();
    await site()
      .telegram.customer("Ivy")
      .send([text("Third")]);
    await page.getByRole("option", { name: "Ivy" }).waitFor();
    await page.keyboard.press("Alt+KeyU");
    await title.filter({ hasText: "Ivy" }).waitFor();
    expect(page.url()).toContain(await site().conversationOf("Ivy"));
  });

  it("is told of messages that it isn't looking at, once it asked for that", async () => {
    const page = await site().open("/settings/me", { permissions: ["notifications"] });
    await page.evaluate(
      "window.told = []; window.Notification = class extends EventTarget { static permission = 'granted'; static requestPermission = async () => 'granted'; constructor(title, options) { super(); told.push(title + ': ' + options.body); } close() {} }",
    );
    await site()
      .telegram.customer("Jan")
      .send([text("Nobody hears this")]);
    await site().conversationOf("Jan");
    await page.getByLabel("Tell me of new messages in").selectOption("all");
    await site()
      .telegram.customer("Kim")
      .send([text("有人吗？")]);
    await until("a notification", () => page.evaluate<boolean>("told.length > 0"));
    expect(await page.evaluate("told")).toEqual(["Kim: 有人吗？"]);
    await page.getByLabel("Show what was written in the notification").uncheck();
    await site()
      .telegram.customer("Kim")
      .send([text("Secret")]);
    await until("another one", () => page.evaluate<boolean>("told.length > 1"));
    expect(await page.evaluate("told")).toEqual(["Kim: 有人吗？", "Kim: New message"]);
  });
});
