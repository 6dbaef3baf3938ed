import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeBreaches, hasFocus } from "../support/in-page.ts";
import { nextSecond, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** In place of what a headless browser lacks: counts the sounds, and notes the notifications and badges. */
const listening = `
  window.told = []; window.rung = []; window.badges = []; window.isHidden = true;
  window.Notification = class extends EventTarget {
    static permission = "granted";
    static requestPermission = async () => "granted";
    constructor(title) { super(); told.push(title); }
    close() {}
  };
  navigator.setAppBadge = async (count) => void badges.push(count);
  Object.defineProperty(document, "visibilityState", { get: () => isHidden ? "hidden" : "visible" });
  const Real = AudioContext;
  window.AudioContext = class extends Real {
    createOscillator() { rung.push(Date.now()); return super.createOscillator(); }
  };
`;

describeInBrowser("an agent's own way", (chromium) => {
  const site = useInboxSite(chromium);

  const write = (name: string, words = "Hello"): Promise<unknown> =>
    site()
      .telegram.customer(name)
      .send([text(words)]);

  async function listener(): Promise<Page> {
    const page = await site().open("/settings/me", { permissions: ["notifications"] });
    await page.addInitScript(listening);
    return page;
  }

  it("has the header in one line, and sees which platform somebody writes on", async () => {
    await write("Header Hanna");
    const id = await site().conversationOf("Header Hanna");
    const page = await site().open(`/inbox/open/${id}`, { viewport: { width: 1280, height: 800 } });
    const resolve = page.getByRole("button", { name: "Resolve", exact: true });
    const panel = page.getByRole("button", { name: "Hide the contact" });
    await page.getByRole("button", { name: "Snooze", exact: true }).waitFor();
    const middleOf = async (button: typeof panel): Promise<number> => {
      const { y = 0, height = 0 } = (await button.boundingBox()) ?? {};
      return Math.round(y + height / 2);
    };
    expect(await middleOf(panel)).toBe(await middleOf(resolve));
    const row = page.getByRole("option", { name: /Header Hanna/ });
    await row.getByText("Telegram: Shop").waitFor();
    expect(await row.locator("svg[data-platform=telegram]").isVisible()).toBe(true);
  });

  it("has panes as wide as they were left, by dragging or by keys", async () => {
    await write("Ann");
    const page = await site().open(`/inbox/open/${await site().conversationOf("Ann")}`, {
      viewport: { width: 1400, height: 800 },
    });
    const list = page.getByRole("region", { name: "All open" });
    const panel = page.getByRole("complementary", { name: "Contact" });
    const widthOf = async (pane: typeof list): Promise<number> =>
      Math.round((await pane.boundingBox())?.width ?? 0);
    await panel.waitFor();
    const before = await widthOf(list);
    const divider = page.getByRole("separator", { name: "Width of the list" });
    const box = (await divider.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(box.x + 4, 400);
    await page.mouse.down();
    await page.mouse.move(box.x + 64, 400, { steps: 6 });
    await page.mouse.up();
    expect(await widthOf(list)).toBe(before + 60);
    await page.getByRole("separator", { name: "Width of the contact" }).press("ArrowLeft");
    expect(await widthOf(panel)).toBe(272);
    await page.reload();
    await panel.waitFor();
    expect(await widthOf(list)).toBe(before + 60);
    expect(await widthOf(panel)).toBe(272);
    await divider.press("Home");
    expect(await widthOf(list)).toBe(240);
  });

  it("has rows that stand closer, and can still be hit", async () => {
    await write("Bea");
    await site().conversationOf("Bea");
    const page = await site().open();
    const row = page.getByRole("option", { name: /Bea/ });
    const before = (await row.boundingBox())?.height ?? 0;
    await page.goto(`${site().address}/settings/me`);
    await page.getByLabel("Density of the inbox").selectOption("compact");
    await page.goto(`${site().address}/inbox/open/${await site().conversationOf("Bea")}`);
    await page.getByRole("article").first().waitFor();
    const after = (await row.boundingBox())?.height ?? 0;
    expect(after).toBeGreaterThan(24);
    expect(after).toBeLessThan(before - 4);
    await page.evaluate(axe);
    expect(await page.evaluate(axeBreaches)).toEqual([]);
  });

  it("finds the focus where it was, once what was opened is closed", async () => {
    await write("Bea");
    const page = await site().open(`/inbox/open/${await site().conversationOf("Bea")}`);
    await page.getByRole("article").first().waitFor();
    const emoji = page.getByRole("button", { name: "Insert an emoji" });
    await emoji.press("Enter");
    await page.getByRole("dialog", { name: "Emoji" }).waitFor();
    await page.keyboard.press("Escape");
    await until("the button has the focus", () => emoji.evaluate(hasFocus));
    const menu = page.getByRole("button", { name: "What to do with this message" }).last();
    await menu.press("Enter");
    await page.getByRole("menuitem").first().waitFor();
    await page.keyboard.press("Escape");
    await until("the menu's button has the focus", () => menu.evaluate(hasFocus));
    expect(await page.getByRole("menu").count()).toBe(0);
  });

  it("has the system's own colours and no motion, where the system says so", async () => {
    await write("Bea");
    const page = await site().open(`/inbox/open/${await site().conversationOf("Bea")}`, {
      forcedColors: "active",
      reducedMotion: "reduce",
    });
    await page.getByRole("article").first().waitFor();
    await page.evaluate(axe);
    expect(await page.evaluate(axeBreaches)).toEqual([]);
    const longest = await page.evaluate<number>(
      "Math.max(...[...document.querySelectorAll('*')].map((one) => parseFloat(getComputedStyle(one).transitionDuration)))",
    );
    expect(longest).toBeLessThan(0.001);
  });

  it("sees the day, and where what is new begins", async () => {
    await write("Cem", "Old");
    const id = await site().conversationOf("Cem");
    await site().ask("POST", `/api/v1/conversations/${id}/read`);
    await nextSecond();
    await write("Cem", "New");
    await until("it is unread", async () => {
      const { unreadCount } = await site().ask("GET", `/api/v1/conversations/${id}`);
      return unreadCount === 1;
    });
    const page = await site().open(`/inbox/open/${id}`);
    const thread = page.getByRole("region", { name: "Conversation with Cem" });
    await thread.getByText("New messages").waitFor();
    expect(
      (await thread.innerText()).split("\n").filter((line) => /^(today|Old|New.*)$/i.test(line)),
    ).toEqual(["today", "Old", "New messages", "New"]);
  });

  it("is told of new messages in what they chose, and sees it in the icons", async () => {
    const page = await listener();
    await write("Dan");
    const dan = await site().conversationOf("Dan");
    await write("Eda");
    await site().conversationOf("Eda");
    const { agent } = (await page
      .context()
      .request.get(`${site().address}/api/v1/session`)
      .then((answer) => answer.json())) as { agent: { id: string } };
    await site().ask("PATCH", `/api/v1/conversations/${dan}`, { assigneeId: agent.id });
    await site().addAgent("Mallory");
    const { items } = (await site().ask("GET", "/api/v1/agents")) as {
      items: readonly { id: string; name: string }[];
    };
    await write("Fay");
    const fay = await site().conversationOf("Fay");
    const other = items.find(({ name }) => name === "Mallory")?.id;
    await site().ask("PATCH", `/api/v1/conversations/${fay}`, { assigneeId: other });
    await page.reload();
    const level = page.getByLabel("Tell me of new messages in");
    for (const [chosen, expected] of [
      ["all", ["Fay", "Eda", "Dan"]],
      ["mine-and-unassigned", ["Eda", "Dan"]],
      ["mine", ["Dan"]],
    ] as const) {
      await level.selectOption(chosen);
      await page.evaluate("told.length = 0");
      // Dan's comes last: once it is told, the others were passed over.
      for (const name of ["Fay", "Eda", "Dan"]) {
        await write(name, `For ${chosen}`);
        await until("it was heard of", async () => {
          const { preview } = await site().ask(
            "GET",
            `/api/v1/conversations/${await site().conversationOf(name)}`,
          );
          return (preview as { text: string }).text === `For ${chosen}`;
        });
      }
      await until("the last one is told", () => page.evaluate<boolean>("told.includes('Dan')"));
      expect(await page.evaluate("told")).toEqual(expected);
    }
    expect(await page.getByLabel("Tell me").inputValue()).toBe("mine");
    // Nothing at all: the page has heard of it when it counts anew, and told nobody.
    await level.selectOption("none");
    await page.evaluate("told.length = 0");
    const counted = page.waitForResponse(/\/conversations\/counts/);
    await write("Dan", "For none");
    await counted;
    await level.selectOption("all");
    await write("Eda", "After none");
    await until("the next one is told", () => page.evaluate<boolean>("told.length > 0"));
    expect(await page.evaluate("told")).toEqual(["Eda"]);
    const icon = page.locator('link[rel="icon"]');
    expect(await icon.getAttribute("href")).toContain("unread");
    expect(await page.evaluate<number>("badges.at(-1)")).toBeGreaterThan(0);
    for (const name of ["Ann", "Bea", "Cem", "Dan", "Eda", "Fay"]) {
      const id = await site().conversationOf(name);
      await site().ask("POST", `/api/v1/conversations/${id}/read`);
    }
    await until(
      "the dot is gone",
      async () => !(await icon.getAttribute("href"))?.includes("unread"),
    );
    expect(await page.evaluate<number>("badges.at(-1)")).toBe(0);
  });

  it("hears a message in the chosen sound, again until it is read, and from one window only", async () => {
    const page = await listener();
    await page.clock.install();
    await page.reload();
    await page.getByLabel("Tell me of new messages in").selectOption("all");
    await page.getByLabel("Play a sound").check();
    await page.getByLabel("Which sound").selectOption("knock");
    await page.getByLabel("Volume").fill("2");
    await page.getByLabel("Again every 30 seconds").check();
    await page.getByRole("button", { name: "Test the sound" }).click();
    expect(await page.evaluate("rung.length")).toBe(2);
    const second = await page.context().newPage();
    await second.addInitScript(listening);
    await second.goto(`${site().address}/settings/me`);
    await second.getByLabel("Which sound").waitFor();
    await write("Gus");
    const id = await site().conversationOf("Gus");
    const rung = async (): Promise<number> =>
      (await page.evaluate<number>("rung.length")) + (await second.evaluate<number>("rung.length"));
    for (const one of [page, second]) {
      await until("both have heard", () => one.evaluate<boolean>("told.includes('Gus')"));
    }
    expect(await rung()).toBe(4);
    await until("the ringing is over", () =>
      page.evaluate<boolean>(
        "navigator.locks.query().then(({ held }) => held.every((one) => one.name !== 'switchboard.ring'))",
      ),
    );
    // Half a minute passes in the first window.
    await page.clock.fastForward(31_000);
    await until("it rings again", async () => (await rung()) === 6);
    await site().ask("POST", `/api/v1/conversations/${id}/read`);
    await until("it is read", () => page.evaluate<boolean>("!document.title.startsWith('(')"));
    await page.clock.fastForward(31_000);
    expect(await rung()).toBe(6);
  });
});
