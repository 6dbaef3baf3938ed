import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import type { SimulatedPart } from "../../src/adapter/testkit/index.ts";
import type { App } from "../../src/app.ts";
import { type ExecutionWatch, watchExecution } from "../support/execution-watch.ts";
import { type InboxSite, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";
import { payloads } from "./payloads.ts";

/** So many hits are shown of one search. */
const batchSize = 25;
/** So many messages fit into the window. */
const inOneGroup = 20;
const batchOf = (at: number): string => `batch${Math.floor(at / batchSize)}`;
const lastWords = (at: number): string => `That was number ${at}.`;
const pdf = Buffer.from("%PDF-1.4");
const file = (fileName: string) =>
  ({ kind: "file", bytes: pdf, mimeType: "application/pdf", fileName }) as const;

/** The last line of the thread that is shown, once it is another than `before`. */
const lastWordsShown = Object.assign((_before: string | undefined): string => "", {
  toString: () => `(before) => {
    const lines = [...document.querySelectorAll("article")].map(({ textContent }) => textContent);
    const found = lines.flatMap((line) => line.match(/That was number \\d+\\./) ?? []);
    return found.length === 1 && found[0] !== before ? found[0] : undefined;
  }`,
});

/** Follows an address of ours without loading the page anew, as a link does. */
const goTo = Object.assign((_address: string): void => undefined, {
  toString: () => `(address) => {
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  }`,
});

describeInBrowser("what customers send never runs", (chromium) => {
  const site = useInboxSite(chromium);
  let flooded: Promise<void> | undefined;

  /** Each payload from a customer of that very name, in everything that customers can send. */
  function flood(): Promise<void> {
    flooded ??= sendAll(site());
    return flooded;
  }

  /** A window of an agent's, watched from before it loads anything. */
  async function watched(where: string): Promise<{ page: Page; watch: ExecutionWatch }> {
    const page = await site().open("/sign-in", { viewport: { width: 1400, height: 2400 } });
    const watch = await watchExecution(page.context(), [site().address]);
    await page.goto(site().address + where);
    return { page, watch };
  }

  it("would be seen, if it did: most payloads run in a page that takes them for markup", async () => {
    expect(payloads.length).toBeGreaterThanOrEqual(500);
    expect(new Set(payloads).size).toBe(payloads.length);
    // Wherever else a payload leads to has nothing, so that the page stays.
    const gullible = createServer(({ url }, response) => {
      response.writeHead(url === "/" ? 200 : 204, { "Content-Type": "text/html" });
      response.end(url === "/" ? "<!doctype html><body></body>" : undefined);
    });
    await new Promise<void>((resolve) => void gullible.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void gullible.close());
    const address = `http://127.0.0.1:${(gullible.address() as AddressInfo).port}`;
    const context = await site().browser.newContext();
    onTestFinished(() => context.close());
    // No name is looked up: that would leave the machine.
    await context.route(
      ({ hostname }) => hostname !== "127.0.0.1",
      (route) => route.fulfill({ status: 204 }),
    );
    const { ran, markup } = await watchExecution(context, [address]);
    const page = await context.newPage();
    await page.goto(address);
    // Each in a frame of its own, for some of them lead away.
    await page.evaluate(`for (const payload of ${JSON.stringify(payloads)}) {
      const frame = document.body.appendChild(document.createElement("iframe"));
      frame.contentDocument.body.innerHTML = payload;
    }`);
    const kinds = (): readonly (string | undefined)[] =>
      ran.map((what) => what.split(" ")[0]).filter((kind, at, all) => all.indexOf(kind) === at);
    await until("each kind of act", () => kinds().length === 3 && new Set(ran).size > 100);
    expect(new Set(markup).size).toBeGreaterThan(400);
  });

  it(
    "in list, thread, title and contact, wherever a text, a name or a file's name of theirs is shown",
    { timeout: 600_000 },
    async () => {
      await flood();
      const { page, watch } = await watched("/inbox/open");
      const rows = page.getByRole("listbox").getByRole("option");
      await rows.first().click();
      for (let last = ""; last !== String(payloads.length);) {
        await page.keyboard.press("End");
        last = (await rows.last().getAttribute("aria-posinset")) ?? "";
      }
      expect(watch).toEqual({ ran: [], markup: [] });
      const seen = new Set<string>();
      for (const id of await conversationIds(site())) {
        await page.evaluate(goTo, `/inbox/open/${id}`);
        const found = await page.waitForFunction(lastWordsShown, [...seen].at(-1));
        seen.add(await found.jsonValue());
        expect(watch).toEqual({ ran: [], markup: [] });
      }
      expect(seen.size).toBe(payloads.length);
    },
  );

  it("among what a search finds, and as what is searched for", { timeout: 600_000 }, async () => {
    await flood();
    const { page, watch } = await watched("/inbox/open");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Control+Shift+KeyF");
    const field = page.getByRole("combobox", { name: "Names and words" });
    const hits = page.getByRole("dialog").getByRole("option");
    for (let at = 0; at < payloads.length; at += batchSize) {
      const expected = Math.min(batchSize, payloads.length - at);
      await expect
        .poll(
          async () => {
            // It is found a moment after it came.
            await field.fill("");
            await field.fill(batchOf(at));
            return await hits.count();
          },
          { timeout: 15_000, interval: 600 },
        )
        .toBeGreaterThanOrEqual(expected);
      const [payload = ""] = payloads.slice(at);
      await field.fill(payload);
    }
    await field.fill("img");
    await page.getByRole("dialog").locator("mark").first().waitFor();
    expect(watch).toEqual({ ran: [], markup: [] });
  });

  it(
    "as the author of a message in a group, or as the group's title",
    { timeout: 600_000 },
    async () => {
      const { telegram } = site();
      const { page, watch } = await watched("/inbox/open");
      await page.getByRole("heading", { level: 1 }).waitFor();
      const groups = new Set<string>();
      for (let at = 0; at < payloads.length; at += inOneGroup) {
        const authors = payloads.slice(at, at + inOneGroup);
        const [title = ""] = authors;
        const group = telegram.group(title);
        for (const payload of authors) {
          await telegram.customer(payload).send([text(lastWords(at))], { in: group });
        }
        const id = await newGroup(site(), groups);
        groups.add(id);
        await page.evaluate(goTo, `/inbox/open/${id}`);
        const lines = page.getByRole("article").getByText(lastWords(at), { exact: true });
        await lines.nth(authors.length - 1).waitFor();
      }
      expect(watch).toEqual({ ran: [], markup: [] });
    },
  );

  it("in notifications and in the window's title", { timeout: 120_000 }, async () => {
    const { page, watch } = await watched("/settings/me");
    // Granted, as by a click of the agent's; what it is told is kept.
    await page.addInitScript(
      "window.told = []; window.Notification = class extends EventTarget { static permission = 'granted'; static requestPermission = async () => 'granted'; constructor(title, options) { super(); told.push(title + options.body); } close() {} }",
    );
    await page.reload();
    await page.getByLabel("Tell me of new messages in").selectOption("all");
    for (const [at, payload] of payloads.entries()) {
      await site()
        .telegram.customer(payload)
        .send([text(payload)]);
      if (at % 20 === 19)
        await until("they were told", () => page.evaluate<boolean>(`told.length > ${at - 5}`));
    }
    expect(await page.evaluate("told.length")).toBeGreaterThan(payloads.length - 10);
    expect(watch).toEqual({ ran: [], markup: [] });
  });

  it("also in names that agents and admins give, on every page of the settings", async () => {
    const [payload = "", label = ""] = payloads;
    await site().ask("PATCH", `/api/v1/channels/${site().channelId}`, { name: payload });
    await site().addAgent(`<img src=x onerror=ran(1)>`.replaceAll(" ", "/"));
    await site()
      .telegram.customer("Emma")
      .send([text("Hello")]);
    const conversationId = await site().conversationOf("Emma");
    await site().ask("PATCH", `/api/v1/conversations/${conversationId}`, { labels: [label] });
    const { page, watch } = await watched(`/inbox/open/${conversationId}`);
    await page.getByRole("complementary").getByText(label).waitFor();
    await page.goto(`${site().address}/settings/channels`);
    await page.getByRole("link", { name: payload }).click();
    await page.getByRole("heading", { level: 1, name: payload }).waitFor();
    await page.goto(`${site().address}/inbox/channel-${site().channelId}`);
    await page.getByRole("heading", { name: payload }).waitFor();
    for (const where of ["me", "shortcuts", "channels", "audit", "agents", "api-keys"]) {
      await page.goto(`${site().address}/settings/${where}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
    }
    expect(watch).toEqual({ ran: [], markup: [] });
  });
});

async function conversationIds({ ask }: InboxSite): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const from: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await ask("GET", `/api/v1/conversations?limit=200${from}`);
    ids.push(...(page["items"] as readonly { id: string }[]).map(({ id }) => id));
    cursor = page["nextCursor"] as string | null;
  }
  return ids;
}

/** Waits for a group that isn't known yet, and gives its conversation. */
function newGroup({ ask }: InboxSite, known: ReadonlySet<string>): Promise<string> {
  return until("another group", async () => {
    const { items } = await ask("GET", "/api/v1/conversations?limit=200");
    const all = items as readonly { id: string; kind: string }[];
    return all.find(({ id, kind }) => kind === "group" && !known.has(id))?.id;
  });
}

async function sendAll({ telegram, app }: InboxSite): Promise<void> {
  for (const [at, payload] of payloads.entries()) {
    const customer = telegram.customer(payload, { username: `user${at}` });
    const message = await customer.send([text("Before")]);
    await customer.edit(message, { text: payload });
    const caption = { text: `${payload} ${batchOf(at)}` };
    await customer.send([{ type: "media", file: file(`${payload}.pdf`), caption }], {
      replyTo: message,
    });
    const link = { start: 0, end: 1, style: "link", value: payload } as const;
    const parts: readonly SimulatedPart[] = [
      { type: "location", latitude: 1, longitude: 2, name: payload },
      { type: "contact-card", name: payload, phones: [payload] },
      { type: "poll", question: payload, options: [payload, `${payload} `], multiple: true },
      { type: "text", text: { text: "x", spans: [link] } },
      text(lastWords(at)),
    ];
    await customer.send(parts);
    if (at % batchSize === 0) await until("it is stored", () => storedAll(app, at + 1));
  }
  await until("all of it is stored", () => storedAll(app, payloads.length));
}

/** Whether the seven messages of so many customers are there. */
async function storedAll({ database }: App, customers: number): Promise<boolean> {
  const { stored } = await database.queries
    .selectFrom("messages")
    .select(({ fn }) => fn.countAll<number>().as("stored"))
    .executeTakeFirstOrThrow();
  return stored >= customers * 7;
}
