import type { Browser, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { TelegramSimulator } from "../../adapters/telegram/simulator.ts";
import { WechatSimulator } from "../../adapters/wechat/simulator.ts";
import { WhatsAppSimulator } from "../../adapters/whatsapp/simulator.ts";
import { Shop } from "../../src/cli/demo/shop.ts";
import { openPage } from "./browser.ts";
import { startSwitchboard } from "./command-line.ts";

/** The simulated platforms of the demo. Whoever holds the phone scans the codes. */
export interface Platforms {
  readonly telegram: TelegramSimulator;
  readonly whatsapp: WhatsAppSimulator;
  readonly wechat: WechatSimulator;
}

/** Of a channel, by the names of the fields. */
type Form = Readonly<Record<string, unknown>>;

/** A hub as it ships, in a process of its own, and what its people use. All of it ends with the test. */
export class ShopDay {
  readonly origin: string;
  readonly platforms: Platforms;
  readonly #browser: Browser;
  readonly #setupLink: string;

  private constructor(setupLink: URL, platforms: Platforms, browser: Browser) {
    this.origin = setupLink.origin;
    this.#setupLink = setupLink.href;
    this.platforms = platforms;
    this.#browser = browser;
  }

  static async begin(browser: Browser): Promise<ShopDay> {
    const hub = await startSwitchboard(["start"], { ALLOW_PRIVATE_NETWORK: "true" });
    const [link] = await hub.until(/http\S+\/setup#\S+/);
    const platforms = {
      telegram: new TelegramSimulator(),
      whatsapp: new WhatsAppSimulator(),
      wechat: new WechatSimulator({ login: "by hand" }),
    };
    platforms.whatsapp.phone.scansByItself = false;
    for (const platform of Object.values(platforms)) onTestFinished(() => platform.stop());
    return new ShopDay(new URL(link), platforms, browser);
  }

  /** A browser of somebody's own, which must ask no other host and break no policy. */
  async browser(): Promise<Page> {
    const { page, faults } = await openPage(this.#browser, this.origin, { locale: "en" });
    page.setDefaultTimeout(15_000);
    onTestFinished(() => expect(faults).toEqual([]));
    return page;
  }

  /** The first admin, by the link that the hub printed. */
  async firstRun(page: Page, name: string, email: string): Promise<void> {
    await page.goto(this.#setupLink);
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password, at least 10 characters").fill(password);
    await page.getByRole("button", { name: "Create the account" }).click();
    await page.getByRole("link", { name: "Set the hours" }).click();
    await page.getByLabel("Time zone", { exact: true }).fill("Asia/Shanghai");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
    await page.getByRole("link", { name: "Continue" }).click();
    await page.getByRole("link", { name: "Connect a channel" }).waitFor();
  }

  async invite(page: Page, name: string, email: string): Promise<void> {
    await page.goto(`${this.origin}/settings/agents`);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel(/First password/).fill(password);
    await page.getByRole("button", { name: "Add an agent" }).click();
    await page.getByText(email).waitFor();
  }

  async signIn(page: Page, email: string): Promise<void> {
    await page.goto(this.origin);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "All open" }).waitFor();
  }

  /** Fills in the form for a channel; its page is shown then. */
  async connect(page: Page, adapter: string, name: string, form: Form): Promise<void> {
    await page.goto(`${this.origin}/settings/channels/new`);
    await page.getByLabel("Platform").selectOption(adapter);
    const name_ = page.getByLabel("Name of the channel");
    const risk = page.getByRole("checkbox", { name: /I know the risk/ });
    await name_.or(risk).waitFor();
    if (await risk.isVisible()) await risk.check();
    await name_.fill(name);
    for (const [field, value] of Object.entries(form)) {
      await page.locator(`form [name="${field}"]`).fill(String(value));
    }
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
  }

  async untilConnected(page: Page): Promise<void> {
    const health = page.getByRole("region", { name: "How it does" });
    await health.getByText("Connected").last().waitFor();
  }

  /** What the code says that is drawn in the page: the hub tells it to admins alone, and the page only draws it. */
  async codeOn(page: Page): Promise<string> {
    await page.getByRole("img", { name: "QR code to log in with" }).waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const answer = await page.request.get(`${this.origin}/api/v1/channels/${id}/login`);
    const { prompt } = (await answer.json()) as { prompt: { data: string } };
    return prompt.data;
  }

  /** The shop's own site, with the chat that the line on the channel's page puts there. */
  async website(page: Page): Promise<string> {
    const shop = new Shop({ hub: this.origin });
    const address = await shop.start();
    onTestFinished(() => shop.stop());
    await this.connect(page, "webchat", "Website", {
      name: "The Blue Kiln",
      allowedOrigins: address,
    });
    await this.untilConnected(page);
    shop.chatOn(new URL(page.url()).pathname.split("/").at(-1) ?? "");
    return address;
  }
}

const password = "correct horse battery";
