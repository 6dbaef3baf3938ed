import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { en } from "../../web/inbox/i18n/en.ts";
import { zhCN } from "../../web/inbox/i18n/zh-CN.ts";
import { breaches } from "../support/axe.ts";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { aborted, ScriptedAdapter, textMessage } from "../support/scripted-adapter.ts";
import { until } from "../support/until.ts";

type Word = keyof typeof en & keyof typeof zhCN;

/** What a state is brought about with: the page, and the words of its language. */
interface Stage {
  readonly page: Page;
  readonly t: (word: Word) => string;
  go(where: string): Promise<void>;
  press(word: Word): Promise<void>;
}

/** A platform that waits for its QR code to be scanned, and has sent what can't be stored. */
const wechat = new ScriptedAdapter("wechat", async (context, signal) => {
  context.status({ state: "login-required" });
  // Nothing can be found by such an id.
  await context.receive([textMessage("9".repeat(300), "Hello")]);
  const expiresAt = new Date(Date.now() + 3_600_000);
  await context.login(
    { type: "qr", stepId: "1", data: "https://login.example/1", expiresAt },
    signal,
  );
  await aborted(signal);
});

describeInBrowser("the pages for everybody, in every state,", (chromium) => {
  const site = useInboxSite(chromium, {
    adapters: { wechat: () => Promise.resolve(wechat.adapter) },
  });
  let channelId: string | undefined;

  /** A channel that waits for a login, with one event in its quarantine. */
  async function waitingChannel(): Promise<string> {
    if (channelId !== undefined) return channelId;
    const settings = { account: "shop", token: "a secret token" };
    const { id } = await site().app.channels.create(
      { adapter: "wechat", name: "微信", settings },
      "test",
    );
    await until("it is set aside", async () => {
      const { items } = await site().ask("GET", `/api/v1/channels/${id}/quarantine`);
      return (items as readonly unknown[]).length > 0;
    });
    channelId = id;
    return id;
  }

  /** Each goes on where the one before it left. */
  const states: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
    async "an empty list"({ page, go, t }) {
      await go("/inbox/resolved");
      await page.getByText(t("empty.view")).waitFor();
    },
    async "nothing found"({ page, t }) {
      await page.keyboard.press("Control+Shift+KeyF");
      await page.getByRole("combobox", { name: t("search.field") }).fill("nobody wrote this");
      await page.getByText(/^0 /).or(page.getByText(/ 0 /)).first().waitFor();
    },
    async "an address of nothing"({ page, go, t }) {
      await go("/inbox/open/01a212d8-f2e6-7f13-9041-e5e751339eac");
      await page.getByText(t("problem.notFound")).first().waitFor();
    },
    async "a page that isn't there"({ page, go, t }) {
      await go("/settings/nothing");
      await page.getByText(t("notFound.title")).waitFor();
    },
    async "the choice of keys"({ page, go, t }) {
      await go("/settings/shortcuts");
      await page
        .getByRole("heading", { name: t("settings.shortcuts") })
        .first()
        .waitFor();
      await page.getByRole("main").getByRole("button").first().click();
    },
    async "a login by QR code, and the quarantine"({ page, go, t }) {
      await go(`/settings/channels/${await waitingChannel()}`);
      await page.getByRole("img", { name: t("login.qrCode") }).waitFor();
      await page
        .getByRole("button", { name: t("quarantine.replay") })
        .first()
        .waitFor();
    },
    async "a replay that failed"({ page, press }) {
      await press("quarantine.replay");
      await page.getByRole("status").filter({ hasText: "255" }).waitFor();
    },
    async "a question before something is lost"({ page, press }) {
      await press("channel.delete");
      await page.getByRole("alertdialog").waitFor();
    },
    async "the risk of an unofficial client"({ page, go, t }) {
      await go("/settings/channels/new");
      await page.getByLabel(t("channels.platform")).selectOption("wechat");
      await page.getByText(t("risk.title")).waitFor();
    },
    async "the form of an unofficial client"({ page, t }) {
      await page.getByRole("checkbox", { name: t("risk.agree") }).check();
      await page.getByLabel(t("channels.name")).waitFor();
    },
    async "an API key that was made"({ page, go, press, t }) {
      await go("/settings/api-keys");
      await page.getByLabel(t("keys.name")).fill("Reports");
      await page.getByRole("checkbox").first().check();
      await press("keys.add");
      await page.getByLabel(t("keys.secret")).waitFor();
    },
    async "the audit"({ page, go, t }) {
      await go("/settings/audit");
      await page
        .getByRole("heading", { name: t("settings.audit") })
        .first()
        .waitFor();
    },
    async "the emoji picker"({ page, go, press, t }) {
      await go(`/inbox/open/${await site().conversationOf("Emma")}`);
      await page.getByRole("article").first().waitFor();
      await press("emoji.open");
      await page.getByLabel(t("emoji.search")).waitFor();
    },
    async "how long to put off"({ page, press }) {
      await page.keyboard.press("Escape");
      await press("snooze.menu");
      await page.getByRole("menu").waitFor();
    },
    async "a time of one's own"({ page, t }) {
      await page.getByRole("menuitem", { name: t("snooze.custom") }).click();
      await page.getByRole("dialog").waitFor();
    },
    async "no line to the hub"({ page, t }) {
      await page.keyboard.press("Escape");
      await page.context().setOffline(true);
      await page.getByText(t("connection.offline")).waitFor();
    },
    async "the session over"({ page, t }) {
      await page.context().setOffline(false);
      await page.getByText(t("connection.offline")).waitFor({ state: "detached" });
      await page.context().clearCookies();
      await page.keyboard.press("Alt+KeyJ");
      await page.getByRole("alertdialog", { name: t("session.over") }).waitFor();
    },
    async "a wrong password"({ page, go, press, t }) {
      await go("/sign-in");
      await page.getByLabel(t("signIn.email")).fill("li.na@example.com");
      await page.getByLabel(t("signIn.password")).fill("not hers");
      await press("signIn.submit");
      await page.getByRole("alert").waitFor();
    },
    async "the hub out of reach"({ page, t }) {
      await page.context().setOffline(true);
      await page.goto(`${site().address}/inbox/open`);
      await page.getByText(t("offline.title")).waitFor();
    },
  };

  describe.each(["light", "dark"] as const)("in %s,", (colorScheme) => {
    it.each([
      ["en", en],
      ["zh-CN", zhCN],
    ] as const)("break no rule of axe, in %s", { timeout: 240_000 }, async (locale, words) => {
      await site()
        .telegram.customer("Emma")
        .send([text("Hello")]);
      await site().conversationOf("Emma");
      const page = await site().open("/inbox/open", { colorScheme, locale, faultsExpected: true });
      const stage: Stage = {
        page,
        t: (word) => words[word],
        go: async (where) => {
          await page.goto(where.startsWith("/") ? site().address + where : where);
        },
        press: (word) =>
          page.getByRole("button", { name: words[word], exact: true }).first().click(),
      };
      const found: string[] = [];
      for (const [name, bring] of Object.entries(states)) {
        await bring(stage);
        found.push(...(await breaches(page)).map((breach) => `${name}: ${breach}`));
      }
      expect(found).toEqual([]);
    });
  });
});
