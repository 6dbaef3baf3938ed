import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage, type WatchedPage } from "./support/browser.ts";
import { startBrowser } from "./support/chromium.ts";
import { manyProcesses, type RunningCommand, startSwitchboard } from "./support/command-line.ts";
import { describeInBrowser } from "./support/requirements.ts";

const words = {
  en: {
    title: "Set up Switchboard",
    name: "Your name",
    email: "E-mail address",
    password: "Password, at least 10 characters",
    create: "Create the account",
    steps: "Set up",
    hours: "Set the hours",
    zone: "Time zone",
    save: "Save",
    saved: "Saved",
    goOn: "Continue",
    connect: "Connect a channel",
    form: "Connect",
    simulate: "Simulate a customer",
    customer: /Alex \(simulated\)/,
    madeUp: "This customer is made up",
    reply: "Reply to the customer",
    answer: "Thank you, that was quick!",
    progress: "Set up: 3 of 5 done",
    remove: "Remove the simulated customer",
    channelName: "Name of the channel",
    noToken: /Open the one-time link that the hub printed/,
    refused: /This link is used, too old or wrong\. Restart the hub for a new one/,
  },
  "zh-CN": {
    title: "设置 Switchboard",
    name: "您的姓名",
    email: "电子邮箱",
    password: "密码（至少 10 个字符）",
    create: "创建账户",
    steps: "开始使用",
    hours: "设置营业时间",
    zone: "时区",
    save: "保存",
    saved: "已保存。",
    goOn: "继续",
    connect: "连接渠道",
    form: "连接",
    simulate: "模拟客户",
    customer: /小王（模拟）/,
    madeUp: "这是虚拟客户",
    reply: "回复客户",
    answer: "谢谢，回复真快！",
    progress: "开始使用：已完成 3/5",
    remove: "移除模拟客户",
    channelName: "渠道名称",
    noToken: /请打开启动时打印的一次性链接/,
    refused: /此链接已使用、已过期或不正确/,
  },
} as const;

type Locale = keyof typeof words;

async function linkOf(hub: RunningCommand): Promise<URL> {
  const [link] = await hub.until(/http\S+\/setup#\S+/);
  return new URL(link);
}

async function fillIn({ page }: WatchedPage, locale: Locale): Promise<void> {
  const text = words[locale];
  await page.getByLabel(text.name).fill("李娜");
  await page.getByLabel(text.email).fill("li.na@example.com");
  await page.getByLabel(text.password).fill("correct horse battery");
  await page.getByRole("button", { name: text.create }).click();
}

describeInBrowser("the first run, in a browser", (chromium) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(chromium);
  });
  afterAll(() => browser.close());

  describe.each(["en", "zh-CN"] as const)("in %s", (locale) => {
    const text = words[locale];

    it(
      "goes from the printed link to a first answer, asking nobody else",
      manyProcesses,
      async () => {
        const hub = await startSwitchboard(["start"]);
        const link = await linkOf(hub);
        const watched = await openPage(browser, link.origin, { locale });
        const { page, faults } = watched;
        await page.goto(link.href);
        await page.getByRole("heading", { name: text.title }).waitFor();
        expect(await page.locator("html").getAttribute("lang")).toBe(locale);
        // Not to be left in the history, or on a screen that is shared.
        expect(page.url()).toBe(`${link.origin}/setup`);

        await fillIn(watched, locale);
        await page.getByRole("heading", { name: text.steps, exact: true }).waitFor();
        await page.getByRole("link", { name: text.hours }).click();
        await page.getByLabel(text.zone, { exact: true }).fill("Mars/Olympus");
        await page.getByRole("button", { name: text.save }).click();
        await page.getByRole("alert").waitFor();
        await page.getByLabel(text.zone, { exact: true }).fill("Asia/Shanghai");
        await page.getByRole("button", { name: text.save }).click();
        await page.getByRole("status").filter({ hasText: text.saved }).waitFor();
        await page.getByRole("link", { name: text.goOn }).click();

        await page.getByRole("link", { name: text.connect }).click();
        await page.getByLabel(text.channelName).waitFor();
        expect(await page.getByLabel("Bot token").isVisible()).toBe(true);
        expect(await page.getByRole("button", { name: text.form, exact: true }).isEnabled()).toBe(
          true,
        );
        // Not now: a step that is skipped is there later.
        await page.getByRole("link", { name: text.goOn }).click();
        await page.getByRole("button", { name: text.simulate }).click();
        await page.getByRole("option", { name: text.customer }).click();
        await page.getByRole("note").filter({ hasText: text.madeUp }).waitFor();
        await page.getByRole("textbox", { name: text.reply }).fill("Yes 有的");
        await page.getByRole("button", { name: /^(Send|发送)( ↵)?$/ }).click();
        await page.getByRole("article").getByText(text.answer).waitFor();
        const checklist = page.getByRole("region", { name: text.steps });
        await checklist.getByText(text.progress).waitFor();
        await checklist.getByRole("link", { name: text.goOn }).click();
        await page.getByRole("button", { name: text.remove }).click();
        await page.getByRole("button", { name: text.simulate }).waitFor();
        await page.goto(`${link.origin}/inbox/open`);
        await checklist.waitFor();
        expect(await page.getByRole("option").count()).toBe(0);
        expect(faults).toEqual([]);
        expect(hub.stdout).not.toContain(link.hash.slice(1));

        // Once set up, the same link does nothing for whoever finds it.
        const late = await openPage(browser, link.origin, { locale });
        await late.page.goto(link.href);
        await fillIn(late, locale);
        await late.page.getByRole("alert").filter({ hasText: text.refused }).waitFor();
        expect(late.faults).toEqual([]);
      },
    );

    it("says what to do when the link is wrong, or has lost its end", manyProcesses, async () => {
      const hub = await startSwitchboard(["start"]);
      const { origin } = await linkOf(hub);
      const watched = await openPage(browser, origin, { locale });
      const { page, faults } = watched;
      // The front page leads there as long as nobody has set the hub up.
      await page.goto(origin);
      await page.getByRole("alert").filter({ hasText: text.noToken }).waitFor();
      expect(await page.getByLabel(text.name).isVisible()).toBe(false);

      // A link put into the address of the page that is open already changes no more than the address's end.
      await page.goto(`${origin}/setup#${"x".repeat(43)}`);
      await fillIn(watched, locale);
      await page.getByRole("alert").filter({ hasText: text.refused }).waitFor();
      expect(page.url()).toBe(`${origin}/setup`);
      expect(faults).toEqual([]);
    });
  });

  it("shows everything that the hub can do, from files of its own", manyProcesses, async () => {
    const hub = await startSwitchboard(["start"]);
    const { origin } = await linkOf(hub);
    const { page, faults } = await openPage(browser, origin);
    await page.goto(`${origin}/api/docs`);
    await page.getByText("/api/v1/conversations", { exact: true }).first().waitFor();
    expect(faults).toEqual([]);
  });

  it("works without a mouse", manyProcesses, async () => {
    const hub = await startSwitchboard(["start"]);
    const link = await linkOf(hub);
    const { page } = await openPage(browser, link.origin);
    await page.goto(link.href);
    await page.getByLabel(words.en.name).waitFor();
    for (const text of ["Li Na", "li.na@example.com", "correct horse battery"]) {
      await page.keyboard.type(text);
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: words.en.steps, exact: true }).waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe(words.en.steps);
  });
});
