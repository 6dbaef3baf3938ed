import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SentMessage, SimulatedCustomer } from "../../src/adapter/testkit/index.ts";
import { startBrowser } from "../support/chromium.ts";
import { enterWhileComposing } from "../support/in-page.ts";
import { replyField, text } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { ShopDay } from "../support/shop-day.ts";
import { chatIn, introduce } from "../support/widget-site.ts";

describeInBrowser("a day in the shop, from the printed link on", (chromium) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(chromium);
  });
  afterAll(() => browser.close());

  it(
    "connects every platform, serves each customer, and loses nothing on the way",
    { timeout: 240_000 },
    async () => {
      const day = await ShopDay.begin(browser);
      const { telegram, whatsapp, wechat } = day.platforms;

      // First run: Li Na sets up the hub, connects the shop's accounts and lets Bela in.
      const li = await day.browser();
      await day.firstRun(li, "Li Na", "li.na@example.com");
      const { token, apiRoot } = await telegram.start();
      await day.connect(li, "telegram", "Telegram shop", { token, apiRoot });
      await day.untilConnected(li);
      await day.connect(li, "whatsapp", "WhatsApp shop", await whatsapp.start());
      whatsapp.phone.scan(await day.codeOn(li));
      await day.untilConnected(li);
      await day.connect(li, "wechat", "微信", await wechat.start());
      wechat.showCode();
      await day.codeOn(li);
      wechat.scan("scanned");
      await li.getByText("Scanned: confirm it on your phone.").waitFor();
      wechat.logIn();
      await day.untilConnected(li);
      const website = await day.website(li);
      await day.invite(li, "Bela", "bela@example.com");
      const bela = await day.browser();
      await bela.clock.install();
      await day.signIn(bela, "bela@example.com");
      await li.goto(day.origin);
      const setup = li.getByRole("region", { name: "Set up" });
      await setup.getByText("Set up: 3 of 5 done").waitFor();

      // A customer on each platform, who stands in both agents' lists.
      const wang = telegram.customer("王小明");
      const sofia = whatsapp.customer("Sofia Rossi");
      const zhao = wechat.customer("赵敏");
      for (const [customer, words] of [
        [wang, "有货吗？"],
        [sofia, "Is the teapot still there?"],
        [zhao, "想订一套茶具"],
      ] as const) {
        await says(customer, words);
        for (const page of [li, bela]) await row(page, customer).getByText(words).waitFor();
      }

      // Li Na answers Sofia and is done; 赵敏 is Bela's, who types Chinese; 王小明 sleeps until he writes.
      await row(li, sofia).click();
      await replyField(li).fill("Yes, it is.");
      await replyField(li).press("Enter");
      await whatsapp.untilSent((sent) => textsTo(sent, sofia).includes("Yes, it is."), patient);
      // The first answer: nothing is left to set up.
      await setup.waitFor({ state: "detached" });
      await li.keyboard.press("Alt+KeyE");
      await row(bela, sofia).waitFor({ state: "detached" });
      await row(li, zhao).click();
      await li.getByLabel("Assigned to").selectOption({ label: "Bela" });
      await row(bela, zhao).getByText("Bela").waitFor();
      await row(bela, zhao).click();
      await typeChinese(bela, "nihao", "您好，有的");
      await replyField(bela).press("Enter");
      await wechat.untilSent((sent) => textsTo(sent, zhao).length > 0, patient);
      expect(textsTo(wechat.sent(), zhao)).toEqual(["您好，有的"]);
      await note(bela, "Wants four cups");
      await li.getByRole("article").getByText("Wants four cups").waitFor();
      await row(bela, wang).click();
      await bela.getByRole("button", { name: "Snooze", exact: true }).click();
      await bela.getByRole("menuitem", { name: "Until the customer replies" }).click();
      await row(li, wang).waitFor({ state: "detached" });
      await says(wang, "还在吗？");
      await row(li, wang).getByText("还在吗？").waitFor();

      // Bela is cut off for a minute.
      await bela.context().setOffline(true);
      await bela.getByText("You are offline.").waitFor();
      await says(wang, "急用");
      await says(zhao, "要蓝色的");
      await says(sofia, "And by Friday?");

      // What was refused is said to be, and what nobody knows is said to be unknown; both are settled by Li Na.
      await row(li, wang).click();
      await li.getByRole("article").getByText("急用").waitFor();
      telegram.refuse("content-rejected");
      await replyField(li).fill("今天发货");
      await replyField(li).press("Enter");
      const failed = li.getByRole("alert").filter({ hasText: "This was not sent." });
      await failed.getByRole("button", { name: "Send again" }).click();
      await telegram.untilSent((sent) => textsTo(sent, wang).length === 1, patient);
      await failed.waitFor({ state: "detached" });
      telegram.dropResponseAfterProcessing();
      await replyField(li).fill("单号 2041");
      await replyField(li).press("Enter");
      const unknown = li
        .getByRole("alert")
        .filter({ hasText: "Nobody knows whether this arrived" });
      await unknown.getByRole("button", { name: "Send again" }).click();
      await li.getByRole("alertdialog").getByRole("button", { name: "Send again" }).click();
      await unknown.waitFor({ state: "detached" });
      await telegram.untilSent((sent) => textsTo(sent, wang).length === 3, patient);
      expect(textsTo(telegram.sent(), wang)).toEqual(["今天发货", "单号 2041", "单号 2041"]);

      // A visitor of the website, who finds the talk again after a reload.
      const visitor = await visit(browser, website);
      const field = await introduce({ page: visitor, chat: chatIn(visitor) }, "Emma");
      await field.fill("Do you ship to Leeds?");
      await field.press("Enter");
      const emma = { name: "Emma" };
      await row(li, emma).click();
      await replyField(li).fill("We do, in three days.");
      await replyField(li).press("Enter");
      await chatIn(visitor).getByText("We do, in three days.", { exact: true }).waitFor();
      await visitor.reload();
      for (const words of ["Do you ship to Leeds?", "We do, in three days."]) {
        await chatIn(visitor).getByText(words, { exact: true }).waitFor();
      }

      // Back after that minute, Bela sees all of it, each once.
      await bela.clock.fastForward(60_000);
      await bela.context().setOffline(false);
      await bela.getByText("You are offline.").waitFor({ state: "detached" });
      await row(bela, emma).getByText("We do, in three days.").waitFor();
      await row(bela, sofia).getByText("And by Friday?").waitFor();
      await row(bela, zhao).getByText("要蓝色的").waitFor();
      await row(bela, wang).click();
      await bela.getByRole("article").getByText("单号 2041").waitFor();
      expect(await bela.getByRole("article").locator("p[dir=auto]").allTextContents()).toEqual([
        "有货吗？",
        "还在吗？",
        "急用",
        "今天发货",
        // One message of ours, which was sent twice.
        "单号 2041",
      ]);
      await bela.keyboard.press("Alt+KeyE");
      await row(li, wang).waitFor({ state: "detached" });
    },
  );
});

/** In ms: this test shares the machine with others. */
const patient = 30_000;

type Named = Pick<SimulatedCustomer, "name">;

const row = (page: Page, { name }: Named) => page.getByRole("option", { name });

async function says(customer: SimulatedCustomer, words: string): Promise<void> {
  await customer.send([text(words)]);
}

/** What our side sent to somebody, oldest first. */
function textsTo(sent: readonly SentMessage[], { id }: SimulatedCustomer): readonly string[] {
  return sent
    .filter(({ conversationId }) => conversationId === id)
    .flatMap(({ parts }) =>
      parts.map((part) => (part.type === "text" ? part.text.text : part.type)),
    );
}

/** Letter by letter through an input method, whose Enter takes the word and sends nothing. */
async function typeChinese(page: Page, letters: string, words: string): Promise<void> {
  const input = await page.context().newCDPSession(page);
  const end = letters.length;
  await replyField(page).focus();
  await input.send("Input.imeSetComposition", {
    text: letters,
    selectionStart: end,
    selectionEnd: end,
  });
  await replyField(page).evaluate(enterWhileComposing);
  await input.send("Input.insertText", { text: words });
  expect(await replyField(page).inputValue()).toBe(words);
  expect(await page.getByRole("article", { name: "Message on its way" }).count()).toBe(0);
}

async function note(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Alt+KeyP");
  const field = page.getByRole("textbox", { name: "Note for colleagues" });
  await field.fill(words);
  await field.press("Enter");
}

async function visit(browser: Browser, website: string): Promise<Page> {
  const page = await browser.newPage({ locale: "en" });
  page.setDefaultTimeout(15_000);
  await page.goto(website);
  return page;
}
