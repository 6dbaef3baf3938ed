import { expect, it } from "vitest";
import { hasFocus, scrollToStart } from "../support/in-page.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";
import { chatIn, openShop, introduce } from "../support/widget-site.ts";

describeInBrowser("a visitor of the shop's website", (chromium) => {
  const site = useInboxSite(chromium);

  it("chats with the shop, and has the history after a reload", async () => {
    const shop = await openShop(site(), { askName: "required" });
    const { page, chat } = await shop.visit();
    const button = page.getByRole("button", { name: "Open the chat" });
    expect(await button.getAttribute("aria-expanded")).toBe("false");
    // Nothing of the chat is there before somebody wants it.
    expect(page.frames()).toHaveLength(1);
    await button.click();
    await chat.getByRole("heading", { name: "The Blue Kiln" }).waitFor();
    await chat.getByLabel("Your name").fill("Emma Clarke");
    await chat.getByRole("button", { name: "Start the chat" }).click();
    const field = chat.getByRole("textbox", { name: "Message" });
    await field.fill("Is the blue mug still there?");
    await field.press("Enter");
    const id = await shop.conversationOf("Emma Clarke");
    await chat.getByRole("article", { name: /^You/ }).getByText("Sent").waitFor();

    const agent = await site().open(`/inbox/open/${id}`);
    await agent.getByRole("article").getByText("Is the blue mug still there?").waitFor();
    await agent
      .getByRole("textbox", { name: "Reply to the customer" })
      .fill("Yes: https://example.com/mug");
    await agent.keyboard.press("Enter");
    const link = chat.getByRole("link", { name: "https://example.com/mug" });
    await link.waitFor();
    expect(await link.getAttribute("rel")).toContain("noopener");
    await chat.getByRole("article", { name: /^You/ }).getByText("Seen").waitFor();

    expect(await page.context().cookies()).toEqual([]);
    await page.reload();
    // In this tab it was open.
    await chat.getByText("Is the blue mug still there?").waitFor();
    await link.waitFor();
    expect(await shop.textsOf(id)).toHaveLength(2);
  });

  it("has the chat by the line that the channel's page shows", async () => {
    const shop = await openShop(site(), { colour: "#784828", position: "left" });
    const agent = await site().open(`/settings/channels/${shop.channelId}`);
    const line = agent.getByRole("region", { name: "On your website" }).getByRole("code");
    const { address } = site();
    expect(await line.textContent()).toBe(
      `<script async src="${address}/widget/loader.js" data-channel="${shop.channelId}" data-colour="#784828" data-position="left"></script>`,
    );
  });

  it("sees that an answer came while the chat is closed", async () => {
    const shop = await openShop(site(), { askName: "off" });
    const { page, chat } = await shop.visit();
    await page.getByRole("button", { name: "Open the chat" }).click();
    const field = chat.getByRole("textbox", { name: "Message" });
    await field.fill("Hello?");
    await field.press("Enter");
    await chat.getByText("Sent").waitFor();
    await field.press("Escape");
    const button = page.getByRole("button", { name: "Open the chat" });
    await button.waitFor();
    // The focus is where it came from.
    await until("the focus", () => button.evaluate(hasFocus));
    const [conversation] = await until("the conversation", async () => {
      const { items } = (await site().ask(
        "GET",
        `/api/v1/conversations?channel=${shop.channelId}`,
      )) as { items: readonly { id: string }[] };
      return items.length > 0 && items;
    });
    await shop.answer(conversation?.id ?? "", "We are here.");
    await page.getByRole("button", { name: "Open the chat (unread: 1)" }).waitFor();
    // On the shop's next page it goes on by itself.
    await page.getByRole("link", { name: "Basket" }).click();
    await page.getByRole("button", { name: "Open the chat (unread: 1)" }).click();
    await chatIn(page).getByRole("article").getByText("We are here.").waitFor();
    const close = page.locator("switchboard-chat button");
    expect(await close.getAttribute("aria-expanded")).toBe("true");
  });

  it("sees at once what the agents correct, react with, take back, and that they write", async () => {
    const shop = await openShop(site());
    const { page, chat } = await shop.visit();
    const field = await introduce({ page, chat }, "Live Lou");
    await field.fill("Do you mend cups?");
    await field.press("Enter");
    const id = await shop.conversationOf("Live Lou");
    const articles = chat.getByRole("article");

    await site().ask("POST", `/api/v1/conversations/${id}/typing`, { typing: true });
    await chat.getByText("The team is typing…").waitFor();
    const answer = await shop.answer(id, "We mned them");
    await articles.getByText("We mned them").waitFor();
    await chat.getByText("The team is typing…").waitFor({ state: "detached" });
    await site().ask("PATCH", `/api/v1/messages/${answer}`, {
      parts: [{ type: "text", text: { text: "We mend them" } }],
    });
    await articles.getByText("We mend them").waitFor();
    await articles.getByText("edited").waitFor();
    expect(await articles.getByText("We mned them").count()).toBe(0);

    const { items } = (await site().ask("GET", `/api/v1/conversations/${id}/messages`)) as {
      items: readonly { id: string; direction: string }[];
    };
    const asked = items.find(({ direction }) => direction === "inbound")?.id ?? "";
    await site().ask("PUT", `/api/v1/messages/${asked}/reactions`, { emojis: ["👍"] });
    await articles.getByText("👍").waitFor();
    await site().ask("DELETE", `/api/v1/messages/${answer}`);
    await articles.getByText("This message was deleted.").waitFor();

    const agent = await site().open(`/inbox/open/${id}`);
    await agent.getByRole("article").getByText("Do you mend cups?").waitFor();
    // From here on the agent's page is live.
    await field.fill("And saucers?");
    await field.press("Enter");
    await agent.getByRole("article").getByText("And saucers?").waitFor();
    await articles.first().getByRole("button", { name: "Answer this message" }).click();
    await field.pressSequentially("And plates?");
    const shown = agent.getByText("Live Lou is typing…");
    // In the list and in the thread, until it is sent.
    await until("typing is shown", async () => (await shown.count()) === 2);
    await field.press("Enter");
    await articles.locator("blockquote").getByText("Do you mend cups?").waitFor();
    await agent.getByRole("article").getByText("And plates?").waitFor();
    await until("typing is over", async () => (await shown.count()) === 0);
  });

  it("reads what is older by scrolling up", async () => {
    const shop = await openShop(site());
    const { page, chat } = await shop.visit();
    const field = await introduce({ page, chat }, "Long Lin");
    await field.fill("The very first");
    await field.press("Enter");
    const id = await shop.conversationOf("Long Lin");
    for (let line = 1; line <= 60; line += 1) await shop.answer(id, `Line ${line}`);
    const articles = chat.getByRole("article");
    await articles.getByText("Line 60", { exact: true }).waitFor();
    await page.reload();
    await articles.getByText("Line 60", { exact: true }).waitFor();
    expect(await articles.getByText("The very first").count()).toBe(0);
    await chat.getByRole("region", { name: "Conversation" }).evaluate(scrollToStart);
    await articles.getByText("The very first").waitFor();
    expect(await articles.count()).toBe(61);
  });
});
