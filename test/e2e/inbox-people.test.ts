import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { InboundEvent } from "../../src/adapter/index.ts";
import type { SimulatedPart } from "../../src/adapter/testkit/index.ts";
import { breaches } from "../support/axe.ts";
import { enterWhileComposing } from "../support/in-page.ts";
import { textEvent } from "../support/inbound.ts";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { ScriptedAdapter } from "../support/scripted-adapter.ts";
import { until } from "../support/until.ts";

/** A second channel, whose platform says what the test wants it to. */
const wechat = new ScriptedAdapter("wechat");

const panelOf = (page: Page): Locator => page.getByRole("complementary", { name: "Contact" });

describeInBrowser("a person in the inbox", (chromium) => {
  const site = useInboxSite(chromium, {
    adapters: { wechat: () => Promise.resolve(wechat.adapter) },
  });

  /** Says, in the panel, that this person is that one too. */
  async function join(page: Page, name: string): Promise<void> {
    await panelOf(page).getByRole("button", { name: "Same person as" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox").fill(name);
    await dialog.getByRole("option", { name }).waitFor();
    await dialog.getByRole("combobox").evaluate(enterWhileComposing);
    await dialog.getByRole("combobox").press("Enter");
    await dialog.getByRole("region", { name, exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Yes, the same person" }).click();
    await dialog.waitFor({ state: "detached" });
  }

  it("is joined by an agent's word, for every page at once, and taken apart again", async () => {
    const page = await site().thread("王小明", "你好");
    const other = await site().thread("Ming at work", "It's me");
    const addresses = (on: Page): Locator =>
      panelOf(on).getByRole("region", { name: "Writes from" }).getByRole("listitem");
    await join(page, "Ming at work");
    await addresses(page).filter({ hasText: "joined by Li Na" }).waitFor();
    // The other window has the conversation of the one who was joined.
    await addresses(other).filter({ hasText: "王小明" }).waitFor();
    expect(await addresses(other).count()).toBe(2);
    await panelOf(other)
      .getByRole("link", { name: /王小明.*你好/ })
      .waitFor();
    await panelOf(page)
      .getByRole("link", { name: /Ming at work.*Shop.*It's me/ })
      .click();
    await page.getByRole("heading", { level: 1, name: "Ming at work" }).waitFor();
    await panelOf(page).getByText("王小明").first().waitFor();

    await addresses(page).getByRole("button", { name: "Ming at work is somebody else" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Somebody else" }).click();
    await addresses(other).filter({ hasText: "王小明" }).waitFor({ state: "detached" });
    expect(await addresses(other).count()).toBe(1);
    await panelOf(page).getByText("王小明").first().waitFor({ state: "detached" });
    expect(await site().ask("GET", "/api/v1/audit?limit=2")).toMatchObject({
      items: [{ act: "contact.taken-apart" }, { act: "contact.joined" }],
    });
  });

  it("who is called alike is offered, and nobody who was joined meanwhile by somebody else", async () => {
    const page = await site().thread("Kim", "One");
    const { telegram } = site();
    const twin = telegram.customer("Kim's phone");
    await twin.send([text("Two")]);
    const id = await contactOf("Kim's phone");
    await site().ask("PATCH", `/api/v1/contacts/${id}`, { name: "Kim" });
    await panelOf(page).getByRole("button", { name: "Same person as" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("1 contact looks like the same person.").waitFor();
    await dialog.getByRole("option", { name: /Kim.*Kim's phone/ }).click();
    await site().thread("Third", "Three");
    const body = { contactId: id };
    const third = await contactOf("Third");
    await site().ask("POST", `/api/v1/contacts/${third}/join`, body);
    await dialog.getByRole("button", { name: "Yes, the same person" }).click();
    await dialog.getByRole("alert").getByText("Go back and look again").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await panelOf(page).getByText("Kim's phone").count()).toBe(0);
    expect(await site().ask("GET", `/api/v1/contacts/${id}`)).toMatchObject({ id: third });
  });

  it("is joined from the line in which a platform says whom somebody looks like", async () => {
    const settings = { account: "wechat", token: "token-of-the-shop" };
    const { id: channelId } = await site().app.channels.create(
      { adapter: "wechat", name: "微信", settings },
      "test",
    );
    await until("a session", async () => {
      return (await site().app.channels.get(channelId)).status.state === "connected";
    });
    const { receive } = wechat.context;
    const said = (id: string, from: string, name: string): InboundEvent =>
      textEvent({ id, from, name, sentAt: new Date() });
    await receive([said("1", "@before", "陈伟")]);
    await receive([
      {
        type: "message",
        dedupeKey: "resembles",
        at: new Date(),
        origin: "live",
        message: {
          id: "resembles",
          conversation: { id: "@after", kind: "direct" },
          author: { kind: "system" },
          sentAt: new Date(),
          parts: [{ type: "text", text: { text: "可能是之前联系过的“陈伟”" } }],
          resembles: ["@before"],
        },
      },
      said("2", "@after", "陈伟 2"),
    ]);
    const page = await site().open(`/inbox/open/${await site().conversationOf("陈伟 2")}`);
    await page.getByRole("button", { name: "Same person as 陈伟?" }).click();
    const dialog = page.getByRole("dialog", { name: "Are these one person?" });
    await dialog.getByText("under the name 陈伟.").waitFor();
    await dialog.getByRole("button", { name: "Yes, the same person" }).click();
    await panelOf(page).getByRole("link", { name: /^陈伟/ }).waitFor();
    expect(await page.getByRole("button", { name: "Same person as 陈伟?" }).count()).toBe(0);
    expect(await site().ask("GET", `/api/v1/contacts/${await contactOf("陈伟")}`)).toMatchObject({
      identities: [{ externalId: "@before" }, { externalId: "@after" }],
    });
  });

  it("has notes that colleagues see at once", async () => {
    const page = await site().thread("Nora", "Hi");
    const colleague = await site().open(new URL(page.url()).pathname, {
      email: await site().addAgent("Bo"),
    });
    const notes = (on: Page): Locator =>
      panelOf(on).getByRole("region", { name: "Notes about the person" });
    await notes(page).getByLabel("What colleagues should know").fill("只收顺丰\nVIP");
    await notes(page).getByRole("button", { name: "Add the note" }).click();
    await notes(colleague).getByText("只收顺丰").waitFor();
    expect(await notes(page).getByLabel("What colleagues should know").inputValue()).toBe("");
    await notes(colleague).getByRole("button", { name: "Remove the note by Li Na" }).click();
    await notes(page).getByRole("listitem").waitFor({ state: "detached" });
    expect(site().sentTo("Nora")).toEqual([]);
  });

  it("has a gallery of the conversation's files, which lead to their messages", async () => {
    const page = await site().thread("Pia", "Look");
    const customer = site().telegram.customer("Pia");
    const file = (kind: "image" | "file", fileName: string, mimeType: string): SimulatedPart => ({
      type: "media",
      file: { kind, bytes: pixel, mimeType, fileName },
    });
    await customer.send([file("image", "bowl.png", "image/png")]);
    const gallery = panelOf(page);
    await gallery.getByRole("button", { name: "Files of this conversation" }).click();
    await gallery.getByRole("list", { name: "Pictures" }).getByRole("button").waitFor();
    await customer.send([file("file", "价目表.pdf", "application/pdf")]);
    const others = gallery.getByRole("list", { name: "Other files" });
    await others.getByRole("button", { name: /价目表\.pdf/ }).click();
    await page.waitForURL(/message=/);
    const shown = new URL(page.url()).searchParams.get("message");
    expect(await site().ask("GET", `/api/v1/messages/${shown}`)).toMatchObject({
      parts: [{ type: "media", media: { fileName: "价目表.pdf" } }],
    });
  });

  it("has messages whose details say what became of them; the platform's own words are for admins", async () => {
    const page = await site().thread("Quin", "Hello");
    site().telegram.rateLimit(1);
    await replyField(page).fill("Good morning");
    await replyField(page).press("Enter");
    const sent = page.getByRole("article").filter({ hasText: "Good morning" });
    await sent.getByText("Sent", { exact: true }).waitFor({ state: "attached" });
    const details = async (on: Page, article: Locator): Promise<Locator> => {
      await article.hover();
      await article.getByRole("button", { name: "What to do with this message" }).click();
      await on.getByRole("menuitem", { name: "Details" }).click();
      return on.getByRole("dialog", { name: "Details" });
    };
    const steps = (await details(page, sent)).getByRole("listitem");
    await steps.filter({ hasText: /^Sent/ }).waitFor();
    await page.keyboard.press("Escape");

    // What this version can't read, above all.
    await site().telegram.sendUnsupported(site().telegram.customer("Quin"));
    const received = (on: Page): Locator =>
      on.getByRole("article").filter({ hasText: "A kind of message that can't be shown here" });
    const dialog = await details(page, received(page));
    await dialog.getByRole("button", { name: "Show what the platform sent" }).click();
    await dialog.getByLabel("What the platform sent").getByText('"update_id"').waitFor();

    const email = await site().addAgent("Cai");
    const agent = await site().open(new URL(page.url()).pathname, { email });
    const shown = await details(agent, received(agent));
    await shown.getByText("Arrived here").waitFor();
    expect(await shown.getByRole("button", { name: "Show what the platform sent" }).count()).toBe(
      0,
    );
  });

  describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
    it.each(["en", "zh-CN"])(
      "breaks no rule of axe, in %s",
      { timeout: 120_000 },
      async (locale) => {
        const name = `Rui ${colorScheme} ${locale}`;
        await site()
          .telegram.customer(`Twin of ${name}`)
          .send([text("Hi")]);
        await site().conversationOf(`Twin of ${name}`);
        await (await site().thread(name, "Hi")).close();
        await site().ask("POST", `/api/v1/contacts/${await contactOf(name)}/notes`, {
          text: "VIP",
        });
        const conversation = await site().conversationOf(name);
        const found: string[] = [];
        for (const viewport of [
          { width: 1280, height: 800 },
          { width: 390, height: 844 },
        ]) {
          const options = { colorScheme, locale, viewport };
          const page = await site().open(`/inbox/open/${conversation}`, options);
          const look = async (where: string): Promise<void> => {
            const what = await breaches(page);
            found.push(...what.map((breach) => `${where} at ${viewport.width}: ${breach}`));
          };
          await page.getByRole("article").first().waitFor();
          await page.getByRole("article").first().hover();
          await page.getByRole("article").first().getByRole("button").first().click();
          await page.getByRole("menuitem").last().click();
          await page.getByRole("dialog").getByRole("button").first().click();
          await page.getByRole("dialog").locator("pre").waitFor();
          await look("details");
          await page.keyboard.press("Escape");
          if (viewport.width < 1000) await page.keyboard.press("Alt+KeyO");
          const panel = page.getByRole("complementary").last();
          await panel.getByText("VIP").waitFor();
          await panel.getByRole("button", { expanded: false }).click();
          await look("panel");
          await panel.locator("section").first().getByRole("button").last().click();
          await page.getByRole("dialog").getByRole("combobox").fill("Twin of");
          await page.getByRole("dialog").getByRole("option").first().waitFor();
          await look("join");
          await page.getByRole("dialog").getByRole("option").first().click();
          await page.getByRole("dialog").getByRole("region").first().waitFor();
          await look("question");
          await page.keyboard.press("Escape");
        }
        expect(found).toEqual([]);
      },
    );
  });

  async function contactOf(name: string): Promise<string> {
    await site().conversationOf(name);
    const { items } = await site().ask("GET", `/api/v1/contacts?name=${encodeURIComponent(name)}`);
    const found = items as readonly { readonly id: string; readonly name: string }[];
    return found.find((one) => one.name === name)?.id ?? "";
  }
});

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
