import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { enterWhileComposing, pasteFile } from "../support/in-page.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";
import { chatIn, openShop, type Visitor, introduce } from "../support/widget-site.ts";

describeInBrowser("what a visitor writes", (chromium) => {
  const site = useInboxSite(chromium);

  async function talking(visitor: Visitor, name: string): Promise<void> {
    const { page, chat } = visitor;
    await introduce(visitor, name);
    await write(page, "Hello");
    await chat.getByText("Sent").waitFor();
  }

  async function write(page: Page, words: string): Promise<void> {
    const field = chatIn(page).getByRole("textbox", { name: "Message" });
    await field.fill(words);
    await field.press("Enter");
  }

  it("waits while there is no connection, survives a reload, and arrives once", async () => {
    const shop = await openShop(site());
    const visitor = await shop.visit({ faultsExpected: true });
    await talking(visitor, "Offline Olga");
    const { page, chat } = visitor;
    const id = await shop.conversationOf("Offline Olga");
    await page.context().setOffline(true);
    await write(page, "From the tunnel");
    await chat.getByText("No connection. It is tried again.").waitFor();
    await shop.answer(id, "Are you still there?");
    await page.context().setOffline(false);
    await chat.getByRole("article").getByText("Are you still there?").waitFor();
    await until("it has arrived", async () => (await shop.textsOf(id)).length === 3);
    await chat.getByText("No connection. It is tried again.").waitFor({ state: "detached" });

    // Now the page is gone before the message is.
    await page.route("**/messages", (route) => route.abort());
    await write(page, "And once more");
    await chat.getByText("Waiting for the connection").waitFor();
    await page.unroute("**/messages");
    await page.reload();
    await until("it has arrived", async () => (await shop.textsOf(id)).length === 4);
    await chat.getByText("And once more").waitFor();
    expect((await shop.textsOf(id)).filter((text) => text === "And once more")).toHaveLength(1);
  });

  it("is one message when its answer was lost, and in another tab", async () => {
    const shop = await openShop(site());
    const visitor = await shop.visit();
    let sent = 0;
    // Nor does it see by other ways that it has arrived.
    await visitor.page.route("**/entries?after=*", (route) =>
      sent > 2 ? route.continue() : route.abort(),
    );
    await visitor.page.route("**/messages", async (route) => {
      sent += 1;
      if (sent !== 2) await route.continue();
      else {
        await route.fetch();
        await route.abort();
      }
    });
    await talking(visitor, "Twice Tom");
    const { page, chat } = visitor;
    await write(page, "Only once");
    await until("it was sent again", () => sent === 3);
    await chat.getByText("Only once").waitFor();
    await until("it no longer waits", async () => (await chat.getByText("Sent").count()) === 2);
    expect(await chat.getByText("Only once").count()).toBe(1);
    const id = await shop.conversationOf("Twice Tom");
    expect((await shop.textsOf(id)).toSorted()).toEqual(["Hello", "Only once"]);
    const other = await page.context().newPage();
    await other.goto(shop.shop);
    await other.getByRole("button", { name: "Open the chat" }).click();
    await chatIn(other).getByRole("article").getByText("Only once").waitFor();
    await shop.answer(id, "In both");
    await chatIn(other).getByRole("article").getByText("In both").waitFor();
    await chat.getByRole("article").getByText("In both").waitFor();
  });

  it("says why it was refused, and can be tried again or be given up", async () => {
    const shop = await openShop(site(), { blockedWords: ["casino"] });
    const visitor = await shop.visit();
    await talking(visitor, "Spam Sam");
    const { page, chat } = visitor;
    await write(page, "Visit my casino");
    await chat.getByRole("alert").getByText("Not sent").waitFor();
    await chat.getByRole("button", { name: "Try again" }).click();
    await chat.getByRole("alert").getByText("Not sent").waitFor();
    await write(page, "What else I wanted");
    await chat.getByRole("button", { name: "Remove" }).click();
    await chat.getByText("Visit my casino").waitFor({ state: "detached" });
    const id = await shop.conversationOf("Spam Sam");
    await until("the next one arrives", async () => (await shop.textsOf(id)).length === 2);
    expect(await shop.textsOf(id)).not.toContain("Visit my casino");
  });

  it("may be a picture that is pasted; what isn't sent is still there after a reload", async () => {
    const shop = await openShop(site());
    const visitor = await shop.visit();
    await talking(visitor, "Picture Pia");
    const { page, chat } = visitor;
    const field = chat.getByRole("textbox", { name: "Message" });
    const bytes = [...Buffer.from(onePixel, "base64")];
    await field.evaluate(pasteFile, { bytes, name: "cup.png", type: "image/png" });
    await chat.getByRole("img", { name: "cup.png" }).waitFor();
    const id = await shop.conversationOf("Picture Pia");
    const agent = await site().open(`/inbox/open/${id}`);
    await agent.getByRole("article").getByRole("img").first().waitFor();
    await field.evaluate(pasteFile, { bytes, name: "virus.exe", type: "application/x-msdownload" });
    await chat.getByRole("alert").filter({ hasText: "can't be sent" }).waitFor();
    // A word that is being put together isn't sent by its Enter.
    await field.fill("你好");
    await field.evaluate(enterWhileComposing);
    await page.reload();
    await chat.getByRole("img", { name: "cup.png" }).waitFor();
    expect(await field.inputValue()).toBe("你好");
    expect(await shop.textsOf(id)).toEqual(["Hello"]);
  });

  it("is gone when they want it deleted", async () => {
    const shop = await openShop(site());
    const visitor = await shop.visit();
    await talking(visitor, "Forget Fay");
    const { chat } = visitor;
    await chat.getByRole("button", { name: "More" }).click();
    await chat.getByRole("button", { name: "Delete my data" }).click();
    await chat.getByRole("button", { name: "Delete", exact: true }).click();
    await chat.getByText("Your data has been deleted.").waitFor();
    await chat.getByRole("button", { name: "Start the chat" }).click();
    await chat.getByLabel("Your name").fill("Somebody new");
    await chat.getByRole("button", { name: "Start the chat" }).click();
    await chat.getByRole("textbox", { name: "Message" }).waitFor();
    expect(await chat.getByRole("article").count()).toBe(0);
  });
});

const onePixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
