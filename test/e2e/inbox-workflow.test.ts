import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("the agents' work on conversations", (chromium) => {
  const site = useInboxSite(chromium);
  const row = (page: Page, name: string) => page.getByRole("option", { name });

  it("puts a conversation off until the customer replies, or until a time that it chose", async () => {
    const page = await site().thread("Ada", "I'll send the papers");
    const id = await site().conversationOf("Ada");
    await page.keyboard.press("Alt+KeyM");
    await page.getByRole("menuitem", { name: /^Tomorrow/ }).waitFor();
    await page.getByRole("menuitem", { name: "Until the customer replies" }).click();
    await page.getByText("Snoozed until the customer replies").waitFor();
    await page.getByText("Li Na snoozed the conversation until the customer replies").waitFor();
    await page.getByRole("link", { name: "Snoozed" }).getByText("1").waitFor();
    await page.keyboard.press("Escape");
    await row(page, "Ada").waitFor({ state: "detached" });
    await site()
      .telegram.customer("Ada")
      .send([text("Here they are")]);
    await row(page, "Ada").getByText("Here they are").waitFor();

    // The palette leads to the same menu.
    await row(page, "Ada").click();
    await page.getByText("Here they are").last().waitFor();
    await page.keyboard.press("Control+KeyK");
    await page.getByRole("combobox", { name: "Search for a command" }).fill("snooze");
    await page.getByRole("option", { name: /^Snooze/ }).click();
    await page.getByRole("menuitem", { name: "At a date and time …" }).click();
    const dialog = page.getByRole("dialog", { name: "Snooze until" });
    await dialog.getByLabel("Date and time").fill("2020-01-01T09:00");
    await dialog.getByRole("button", { name: "Snooze" }).click();
    await dialog.getByText("Choose a time that is still to come.").waitFor();
    await dialog.getByLabel("Date and time").fill("2100-01-01T09:00");
    await dialog.getByRole("button", { name: "Snooze" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(/^Li Na snoozed the conversation until .*Jan/).waitFor();
    const there = await page.evaluate<string>("new Date(2100, 0, 1, 9).toISOString()");
    expect(await site().ask("GET", `/api/v1/conversations/${id}`)).toMatchObject({
      status: "snoozed",
      snoozedUntil: there,
    });

    await site().ask("PATCH", `/api/v1/conversations/${id}`, {
      snoozedUntil: new Date(Date.now() + 1000).toISOString(),
    });
    await page.getByText("The conversation woke up").waitFor();
    await row(page, "Ada").getByText("Woke up: Here they are").waitFor();
  });

  it("shows who waits and what is urgent, and keeps unread what was marked so", async () => {
    const page = await site().thread("Bob", "It burns");
    await row(page, "Bob").getByText("Waits for 1 min").waitFor();
    await row(page, "Bob").getByText("unread").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("menuitem", { name: "Urgent" }).click();
    await row(page, "Bob").getByText("Urgent").waitFor();
    await page.getByText("Li Na set the priority: Urgent").waitFor();
    await page.getByRole("link", { name: "Urgent" }).getByText("1").waitFor();

    await page.keyboard.press("Alt+Shift+KeyU");
    await row(page, "Bob").getByText("1 unread message").waitFor({ state: "attached" });
    await page.getByRole("link", { name: "Urgent" }).click();
    await row(page, "Bob").getByText("1 unread message").waitFor({ state: "attached" });
    expect(
      await site().ask("GET", "/api/v1/conversations?priority=urgent&unread=true"),
    ).toMatchObject({ items: [{ title: "Bob", unreadCount: 1 }] });
    // Whoever opens it again has read it.
    await row(page, "Bob").click();
    await row(page, "Bob").getByText("unread").waitFor({ state: "detached" });
  });

  it("names a colleague in a note, who is told and finds it among their mentions", async () => {
    const email = await site().addAgent("Zoe");
    const page = await site().thread("Dora", "Can I pay later?");
    const zoe = await site().open("/settings/me", { email, permissions: ["notifications"] });
    await zoe.evaluate(
      "window.told = []; window.Notification = class extends EventTarget { static permission = 'granted'; static requestPermission = async () => 'granted'; constructor(title, options) { super(); told.push(title + ': ' + options.body); } close() {} }",
    );
    // A mention is told whoever has the conversation.
    await zoe.getByLabel("Tell me of new messages in").selectOption("mine");
    // In a reply, an @ is an @.
    await replyField(page).fill("Ask @Zo");
    expect(await page.getByRole("listbox", { name: "Colleagues" }).count()).toBe(0);
    await replyField(page).fill("");
    await page.keyboard.press("Alt+KeyP");
    const note = page.getByRole("textbox", { name: "Note for colleagues" });
    await note.pressSequentially("问一下@zo");
    const colleagues = page.getByRole("listbox", { name: "Colleagues" });
    await colleagues.getByRole("option", { name: "Zoe" }).waitFor();
    await note.press("Enter");
    await note.pressSequentially("please");
    await page.keyboard.press("Home");
    await page.keyboard.type("Hm, ");
    expect(await note.inputValue()).toBe("Hm, 问一下@Zoe please");
    await page.getByRole("button", { name: "Save the note" }).click();
    await page.getByRole("article").getByText("@Zoe", { exact: true }).waitFor();

    const id = await site().conversationOf("Dora");
    const { items } = await site().ask("GET", `/api/v1/conversations/${id}/messages`);
    const { items: agents } = await site().ask("GET", "/api/v1/agents");
    const { id: agentId } = (agents as { id: string; name: string }[]).find(
      (one) => one.name === "Zoe",
    ) ?? { id: "" };
    expect((items as { parts: unknown }[]).at(-1)?.parts).toEqual([
      {
        type: "text",
        text: {
          text: "Hm, 问一下@Zoe please",
          spans: [{ start: 7, end: 11, style: "mention", value: agentId }],
        },
      },
    ]);
    await until("a notification", () =>
      zoe.evaluate<boolean>("told.includes('Dora: A note mentions you')"),
    );
    await zoe.goto(`${site().address}/inbox/mentions`);
    await row(zoe, "Dora").waitFor();
    await zoe.getByRole("link", { name: "Mentions" }).getByText("1").waitFor();
    await page.getByRole("link", { name: "Mentions" }).click();
    await page.getByText("Nothing here.").waitFor();
  });

  it("sends a reply and is done with the conversation in one step, or until the customer answers", async () => {
    const page = await site().thread("Cleo", "Thank you!");
    const field = replyField(page);
    await field.fill("My pleasure");
    await page.getByRole("button", { name: "With the reply: resolve or snooze" }).click();
    await page.getByRole("menuitem", { name: "Send and resolve" }).click();
    await page.getByText("Li Na resolved the conversation").waitFor();
    await site().telegram.untilSent(() => site().sentTo("Cleo").length === 1);
    expect(site().sentTo("Cleo")[0]?.parts).toEqual([text("My pleasure")]);
    expect(await row(page, "Cleo").getByText("Waits for").count()).toBe(0);

    await field.fill("One question: which colour?");
    await page.getByRole("button", { name: "With the reply: resolve or snooze" }).click();
    await page
      .getByRole("menuitem", { name: "Send and snooze: Until the customer replies" })
      .click();
    await page.getByText("Snoozed until the customer replies", { exact: false }).first().waitFor();
    await site()
      .telegram.customer("Cleo")
      .send([text("Blue")]);
    await row(page, "Cleo").getByText("Blue").waitFor();
    expect(
      await site().ask("GET", `/api/v1/conversations/${await site().conversationOf("Cleo")}`),
    ).toMatchObject({ status: "open" });
  });
});
