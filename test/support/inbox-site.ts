import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { TelegramSimulator } from "../../adapters/telegram/simulator.ts";
import { readSettings } from "../../config/env.ts";
import type { Json } from "../../src/adapter/index.ts";
import type { SentMessage, SimulatedPart } from "../../src/adapter/testkit/index.ts";
import { type App, createApp, type Overrides } from "../../src/app.ts";
import { type AgentActor, permissionNames } from "../../src/auth/permissions.ts";
import { openPage } from "./browser.ts";
import { buildPages } from "./built-pages.ts";
import { startBrowser } from "./chromium.ts";
import { until } from "./until.ts";

const password = "correct horse battery";

/** One hub, one simulated Telegram and one browser for all tests of a file. */
export interface InboxSite {
  readonly app: App;
  readonly address: string;
  readonly telegram: TelegramSimulator;
  readonly telegramSettings: Readonly<Record<string, Json>>;
  readonly channelId: string;
  readonly admin: AgentActor;
  readonly browser: Browser;
  /** A window of somebody who has signed in. It must ask no other host and break no policy. */
  open(where?: string, options?: OpenOptions): Promise<Page>;
  /** Somebody new, by the e-mail address to sign in with. */
  addAgent(name: string): Promise<string>;
  /** Waits until the customer's conversation is there; gives its id. */
  conversationOf(title: string): Promise<string>;
  /** Somebody writes so much, and an agent has it open. */
  thread(name: string, ...words: readonly string[]): Promise<Page>;
  /** What our side sent to a customer. */
  sentTo(name: string): readonly SentMessage[];
  /** Asks the API as a program that may do everything. */
  ask(method: string, path: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>;
}

export const text = (words: string): SimulatedPart => ({ type: "text", text: { text: words } });

/** Telegram counts whole seconds: what is written after this stands above all that was written before. */
export async function nextSecond(): Promise<void> {
  const second = (): number => Math.floor(Date.now() / 1000);
  const before = second();
  await until("another second", () => second() > before);
}

/** Where an agent writes to the customer. */
export const replyField = (page: Page): Locator =>
  page.getByRole("textbox", { name: "Reply to the customer" });

type OpenOptions = Parameters<Browser["newContext"]>[0] & {
  readonly email?: string;
  /** Refusals of the hub that the test brings about. */
  readonly faultsExpected?: boolean;
};

export function useInboxSite(
  chromium: string,
  overrides: Overrides = {},
  browserFlags: readonly string[] = [],
): () => InboxSite {
  let site: InboxSite | undefined;
  let end: () => Promise<void> = () => Promise.resolve();
  beforeAll(async () => {
    await buildPages();
    ({ site, end } = await startSite(chromium, overrides, browserFlags));
  }, 60_000);
  afterAll(() => end());
  return () => {
    if (site === undefined) throw new Error("There is a site only inside of tests.");
    return site;
  };
}

async function startSite(
  chromium: string,
  overrides: Overrides,
  browserFlags: readonly string[],
): Promise<{ site: InboxSite; end: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "switchboard-inbox-"));
  const settings = { DATA_DIRECTORY: folder, ALLOW_PRIVATE_NETWORK: "true", PORT: "0" };
  const log = pino({ level: "silent" });
  const app = await createApp(readSettings(settings), { log, ...overrides });
  const address = await app.start();
  const token = (await app.auth.setup.ensureSetupToken()) ?? "";
  const email = "li.na@example.com";
  const made = await app.auth.setup.complete({ token, email, name: "Li Na", password });
  const admin: AgentActor = { ...made, kind: "agent" };
  const scopes = permissionNames;
  const { secret } = await app.auth.apiKeys.create(admin, { name: "test", scopes });
  const telegram = new TelegramSimulator();
  const telegramSettings = (await telegram.start()) as Readonly<Record<string, Json>>;
  const channel = { adapter: "telegram", name: "Shop", settings: telegramSettings };
  const { id: channelId } = await app.channels.create(channel, "test");
  const browser = await startBrowser(chromium, browserFlags);
  const ask: InboxSite["ask"] = async (method, where, body) => {
    const response = await fetch(address + where, {
      method,
      headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    expect(response.ok, `${method} ${where}: ${answer}`).toBe(true);
    return answer === "" ? {} : (JSON.parse(answer) as Readonly<Record<string, unknown>>);
  };
  // A hub that is in use: nothing is left to set up.
  await ask("PATCH", "/api/v1/hub", { isSetupClosed: true });
  const site: InboxSite = {
    app,
    address,
    telegram,
    telegramSettings,
    channelId,
    admin,
    browser,
    ask,
    open: (where, options) => openInbox(browser, address, where, options),
    async addAgent(name) {
      const address_ = `${name.toLowerCase()}@example.com`;
      await app.auth.agents.create(admin, { email: address_, name, role: "agent", password });
      return address_;
    },
    conversationOf: (title) => conversationOf(ask, title),
    async thread(name, ...words) {
      const said = words.length === 0 ? ["Hello"] : words;
      for (const one of said) await telegram.customer(name).send([text(one)]);
      const page = await site.open(`/inbox/open/${await site.conversationOf(name)}`);
      for (const one of said) await page.getByRole("article").getByText(one).waitFor();
      return page;
    },
    sentTo(name) {
      const { id } = telegram.customer(name);
      return telegram.sent().filter(({ conversationId }) => conversationId === id);
    },
  };
  const end = async (): Promise<void> => {
    await browser.close();
    await app.stop();
    await telegram.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  return { site, end };
}

async function openInbox(
  browser: Browser,
  address: string,
  where = "/inbox/open",
  { email = "li.na@example.com", faultsExpected = false, ...options }: OpenOptions = {},
): Promise<Page> {
  const { page, faults } = await openPage(browser, address, { locale: "en", ...options });
  // Below a test's own, so that it says which step it waited for.
  page.setDefaultTimeout(10_000);
  const answer = await page.context().request.post(`${address}/api/v1/session`, {
    headers: { Origin: address },
    data: { email, password },
  });
  expect(answer.status()).toBe(201);
  await page.goto(address + where);
  if (!faultsExpected) onTestFinished(() => expect(faults).toEqual([]));
  return page;
}

async function conversationOf(ask: InboxSite["ask"], title: string): Promise<string> {
  for (const giveUpAt = performance.now() + 10_000; ;) {
    const { items } = (await ask("GET", "/api/v1/conversations?limit=200")) as {
      items: readonly { id: string; title: string }[];
    };
    const found = items.find((one) => one.title === title);
    if (found !== undefined) return found.id;
    if (performance.now() > giveUpAt) throw new Error(`No conversation with ${title}`);
  }
}
