import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { Json } from "../../src/adapter/index.ts";
import { Shop } from "../../src/cli/demo/shop.ts";
import type { InboxSite } from "./inbox-site.ts";
import { until } from "./until.ts";

/** A shop's pages with the chat of a channel of its own, and the agents' side of that. */
export interface WidgetSite {
  readonly channelId: string;
  /** The shop's origin. */
  readonly shop: string;
  /** A visitor's new browser, on the shop's page. It must ask nobody but shop and hub, and break no policy. */
  visit(options?: VisitOptions): Promise<Visitor>;
  /** The conversation of a visitor, by the name they gave. */
  conversationOf(name: string): Promise<string>;
  /** Gives the message's id. */
  answer(conversationId: string, text: string): Promise<string>;
  /** The texts of a conversation, as the API has them. */
  textsOf(conversationId: string): Promise<readonly string[]>;
}

export interface Visitor {
  readonly page: Page;
  readonly chat: FrameLocator;
}

type VisitOptions = NonNullable<Parameters<InboxSite["browser"]["newContext"]>[0]> & {
  /** Refusals that the test brings about. */
  readonly faultsExpected?: boolean;
};

/** The chat in the shop's page. */
export function chatIn(page: Page): FrameLocator {
  return page.frameLocator("switchboard-chat iframe");
}

/** Opens the chat and says who one is. Resolves with where to write. */
export async function introduce({ page, chat }: Visitor, name: string): Promise<Locator> {
  await page.getByRole("button", { name: "Open the chat" }).click();
  await chat.getByLabel("Your name").fill(name);
  await chat.getByRole("button", { name: "Start the chat" }).click();
  return chat.getByRole("textbox", { name: "Message" });
}

/** Ends with the test. */
export async function openShop(
  site: InboxSite,
  settings: Readonly<Record<string, Json>> = {},
  options: Readonly<Record<string, string>> = {},
): Promise<WidgetSite> {
  const shop = new Shop({ hub: site.address, options });
  const origin = await shop.start();
  onTestFinished(() => shop.stop());
  const { id: channelId } = await site.app.channels.create(
    {
      adapter: "webchat",
      name: "Website",
      settings: { name: "The Blue Kiln", allowedOrigins: [origin], ...settings },
    },
    "test",
  );
  await until("the channel runs", async () => {
    const { status } = await site.app.channels.get(channelId);
    return status.state === "connected";
  });
  shop.chatOn(channelId);
  const items = async (where: string): Promise<readonly Item[]> =>
    ((await site.ask("GET", where)) as { items: readonly Item[] }).items;
  return {
    channelId,
    shop: origin,
    visit: (given) => visit(site, origin, given),
    conversationOf: (name) =>
      until(`a conversation with ${name}`, async () => {
        const all = await items(`/api/v1/conversations?limit=200&channel=${channelId}`);
        return all.find(({ title }) => title === name)?.id;
      }),
    async answer(conversationId, words) {
      const parts = [{ type: "text", text: { text: words } }];
      const where = `/api/v1/conversations/${conversationId}/messages`;
      return String((await site.ask("POST", where, { parts }))["id"]);
    },
    async textsOf(conversationId) {
      const all = await items(`/api/v1/conversations/${conversationId}/messages?limit=100`);
      return all.flatMap(({ parts }) => parts?.flatMap(({ text }) => text?.text ?? []) ?? []);
    },
  };
}

interface Item {
  readonly id: string;
  readonly title: string;
  readonly parts?: readonly { readonly text?: { readonly text: string } }[];
}

async function visit(
  site: InboxSite,
  origin: string,
  { faultsExpected = false, ...options }: VisitOptions = {},
): Promise<Visitor> {
  const context = await site.browser.newContext({ locale: "en", ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isOurs = url.origin === origin || url.origin === site.address;
    if (!isOurs && url.protocol !== "data:" && url.protocol !== "blob:") {
      faults.push(`asked for ${url.href}`);
    }
  });
  page.on("console", (message) => {
    const refused = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refused) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  if (!faultsExpected) onTestFinished(() => expect(faults).toEqual([]));
  await page.goto(origin);
  return { page, chat: chatIn(page) };
}
