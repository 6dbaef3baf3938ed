import type { CDPSession, Page } from "playwright-core";
import { expect, it } from "vitest";
import type { SimulatedPart } from "../../src/adapter/testkit/index.ts";
import { addressesOfLinks, enterWhileComposing, pasteFile } from "../support/in-page.ts";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";

/** A PNG of one pixel. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describeInBrowser("an agent talks with customers, in a browser", (chromium) => {
  const site = useInboxSite(chromium);

  /** The thread of a customer who has just written this. */
  async function thread(
    name: string,
    parts: readonly SimulatedPart[] = [text("你好！")],
  ): Promise<Page> {
    await site().telegram.customer(name).send(parts);
    const id = await site().conversationOf(name);
    const page = await site().open(`/inbox/open/${id}`);
    await page.getByRole("heading", { level: 1, name }).waitFor();
    return page;
  }

  it("answers, and sees how far the answer is", async () => {
    const page = await thread("王小明");
    await replyField(page).fill("你好，有货的。");
    await replyField(page).press("Enter");
    const answer = page.getByRole("article", { name: "Message from Li Na" });
    await answer.getByText("Sent", { exact: true }).waitFor({ state: "attached" });
    expect(await answer.getByText("你好，有货的。").count()).toBe(1);
    expect(
      site()
        .sentTo("王小明")
        .map(({ parts }) => parts),
    ).toEqual([[text("你好，有货的。")]]);
    expect(await replyField(page).inputValue()).toBe("");
  });

  it("sends nothing while a Chinese word is being put together", async () => {
    const page = await thread("李娜");
    const input: CDPSession = await page.context().newCDPSession(page);
    await replyField(page).focus();
    await input.send("Input.imeSetComposition", {
      text: "nihao",
      selectionStart: 5,
      selectionEnd: 5,
    });
    await replyField(page).evaluate(enterWhileComposing);
    await input.send("Input.insertText", { text: "你好" });
    expect(await replyField(page).inputValue()).toBe("你好");
    expect(await page.getByRole("article", { name: "Message on its way" }).count()).toBe(0);
    await replyField(page).press("Shift+Enter");
    await replyField(page).pressSequentially("李女士");
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("李娜").length === 1);
    expect(site().sentTo("李娜")[0]?.parts).toEqual([text("你好\n李女士")]);
  });

  it("keeps a draft over a reload, and shows it in the list", async () => {
    const page = await thread("Emma Clarke");
    await replyField(page).fill("A replacement is on");
    await page.reload();
    await replyField(page).waitFor();
    expect(await replyField(page).inputValue()).toBe("A replacement is on");
    await page.getByRole("option", { name: "Emma Clarke" }).getByText("Draft:").waitFor();
    await page.getByRole("radio", { name: "Note" }).check({ force: true });
    // A note is another draft.
    const note = page.getByRole("textbox", { name: "Note for colleagues" });
    expect(await note.inputValue()).toBe("");
    await note.fill("She is a good customer");
    await note.press("Enter");
    await page.getByText("note, for colleagues only").waitFor();
    expect(site().sentTo("Emma Clarke")).toEqual([]);
  });

  it("sends a picture that was pasted, with the text under it", async () => {
    const page = await thread("Tom Becker");
    await replyField(page).fill("This one?");
    const picture = { bytes: [...pixel], name: "bowl.png", type: "image/png" };
    await replyField(page).evaluate(pasteFile, picture);
    const files = page.getByRole("list", { name: "Files to send" });
    await files.getByText("bowl.png").waitFor();
    await files.getByRole("progressbar").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Send" }).click();
    await site().telegram.untilSent(() => site().sentTo("Tom Becker").length === 1);
    expect(site().sentTo("Tom Becker")[0]?.parts).toMatchObject([
      { type: "media", file: { kind: "image" }, caption: { text: "This one?" } },
    ]);
    await page.getByRole("button", { name: "Enlarge bowl.png" }).click();
    await page.getByRole("dialog", { name: "This one?" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("is told what was not sent and why, and sends it again", async () => {
    const page = await thread("陈伟");
    site().telegram.refuse("content-rejected");
    await replyField(page).fill("发票在这里");
    await replyField(page).press("Enter");
    const alert = page.getByRole("alert");
    await alert
      .filter({ hasText: "This was not sent. The platform refused the content." })
      .waitFor();
    await alert.getByRole("button", { name: "Send again" }).click();
    await page
      .getByRole("article")
      .getByText("Sent", { exact: true })
      .waitFor({ state: "attached" });
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(site().sentTo("陈伟")).toHaveLength(1);
  });

  it("is asked before sending again what may have arrived", async () => {
    const page = await thread("Ann");
    site().telegram.dropResponseAfterProcessing();
    await replyField(page).fill("Your parcel is on its way");
    await replyField(page).press("Enter");
    const alert = page.getByRole("alert");
    await alert.filter({ hasText: "Nobody knows whether this arrived" }).waitFor();
    expect(site().sentTo("Ann")).toHaveLength(1);
    await alert.getByRole("button", { name: "Send again" }).click();
    const question = page.getByRole("alertdialog", { name: "Send it again?" });
    await question.getByText("then the customer gets it twice").waitFor();
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "detached" });
    expect(site().sentTo("Ann")).toHaveLength(1);
    await alert.getByRole("button", { name: "Send again" }).click();
    await question.getByRole("button", { name: "Send again" }).click();
    await site().telegram.untilSent(() => site().sentTo("Ann").length === 2);
    await alert.waitFor({ state: "detached" });
  });

  it("is held back when the customer wrote meanwhile, and sends anyway", async () => {
    const page = await thread("Bob");
    await replyField(page).fill("Yes, at noon");
    await site()
      .telegram.customer("Bob")
      .send([text("Sorry, I meant Tuesday")]);
    await page.getByText("Bob wrote while you were writing.").waitFor();
    await replyField(page).press("Enter");
    const held = page.getByRole("alert").filter({ hasText: "Held back" });
    await held.waitFor();
    expect(site().sentTo("Bob")).toEqual([]);
    await held.getByRole("button", { name: "Send anyway" }).click();
    await site().telegram.untilSent(() => site().sentTo("Bob").length === 1);
    await held.waitFor({ state: "detached" });
  });

  it("quotes what it answers, reacts, edits and takes back", async () => {
    const page = await thread("Eve", [text("Which colours are there?")]);
    const act = async (of: string, choice: string): Promise<void> => {
      const message = page.getByRole("article").filter({ hasText: of }).first();
      await message.hover();
      await message.getByRole("button", { name: "What to do with this message" }).click();
      await page.getByRole("menuitem", { name: choice, exact: true }).click();
    };
    await act("Which colours", "Reply to it");
    await replyField(page).fill("Blue and gren");
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Eve").length === 1);
    expect(site().sentTo("Eve")[0]?.replyToMessageId).toBeDefined();
    const ours = page.getByRole("article", { name: "Message from Li Na" });
    await ours.getByText("Sent", { exact: true }).waitFor({ state: "attached" });
    await ours.getByRole("button", { name: /In reply to: Which colours/ }).click();

    await act("Which colours", "React");
    await page.getByRole("dialog").getByRole("button", { name: "👍" }).click();
    await page.getByRole("list", { name: "Reactions" }).getByText("👍").waitFor();

    await act("Blue and gren", "Edit");
    const dialog = page.getByRole("dialog", { name: "Edit" });
    await dialog.getByRole("textbox").fill("Blue and green");
    await dialog.getByRole("button", { name: "Save" }).click();
    await ours.getByText("Blue and green").waitFor();
    await ours.getByText("edited").waitFor();

    await act("Blue and green", "Delete");
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await ours.getByText("This message was deleted.").waitFor();
    expect(site().sentTo("Eve")[0]?.deleted).toBe(true);
  });

  it("sees every kind of thing that customers send, and what becomes of it", async () => {
    const { telegram } = site();
    const file = (
      kind: "image" | "voice" | "file" | "sticker",
      mimeType: string,
      fileName: string,
    ): SimulatedPart => ({
      type: "media",
      file: { kind, bytes: pixel, mimeType, fileName },
    });
    const page = await thread("Mia", [text("see https://example.com/a and javascript:alert(1)")]);
    const mia = telegram.customer("Mia");
    await mia.send([file("image", "image/png", "cup.png")]);
    await mia.send([file("file", "application/pdf", "invoice.pdf")]);
    await mia.send([{ type: "location", latitude: 31.2, longitude: 121.4, name: "静安区" }]);
    await mia.send([{ type: "contact-card", name: "Max", phones: ["+49123"] }]);
    await mia.send([{ type: "poll", question: "When?", options: ["Mon", "Tue"], multiple: false }]);
    await telegram.sendUnsupported(mia);
    const wrong = await mia.send([text("tomorow")]);
    await mia.edit(wrong, { text: "tomorrow" });
    await page.getByRole("button", { name: /^Enlarge/ }).waitFor();
    await page.getByRole("link", { name: /invoice\.pdf/ }).waitFor();
    await page.getByText("静安区").first().waitFor();
    await page.getByText("+49123").waitFor();
    await page.getByText("When?").waitFor();
    await page.getByText("A kind of message that can't be shown here").first().waitFor();
    await page.getByText("tomorrow").first().waitFor();
    const links = page.getByRole("article").getByRole("link");
    const addresses = async (): Promise<readonly string[]> =>
      await links.evaluateAll(addressesOfLinks);
    const ours = /^(https?:\/\/|\/api\/v1\/attachments\/)/;
    expect((await addresses()).filter((address) => !ours.test(address))).toEqual([]);
    // Back to the first message, which nothing but the scrolling has taken out of the page.
    await page.getByRole("region", { name: "Conversation with Mia" }).press("Home");
    await page.getByText("see https://example.com/a and javascript:alert(1)").waitFor();
    expect(await addresses()).toContain("https://example.com/a");
    expect((await addresses()).filter((address) => !ours.test(address))).toEqual([]);
  });
});
