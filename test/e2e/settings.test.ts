import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { Json } from "../../src/adapter/index.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { aborted, connected, ScriptedAdapter } from "../support/scripted-adapter.ts";

/** A platform whose client isn't official, with a login by QR code that the test leads. */
const wechat = new ScriptedAdapter("wechat");

describeInBrowser("the settings, in a browser", (chromium) => {
  const site = useInboxSite(chromium, {
    adapters: { wechat: () => Promise.resolve(wechat.adapter) },
  });

  const shown = (page: Page, title: string) =>
    page.getByRole("heading", { level: 1, name: title }).waitFor();

  it("connect a channel by the form that its adapter asks for", async () => {
    const page = await site().open("/settings/channels");
    await page.getByRole("link", { name: "Connect a channel" }).click();
    await page.getByLabel("Platform").selectOption("telegram");
    await page.getByLabel("Name of the channel").fill("售后客服");
    await page.getByLabel("Bot token").fill("not a token");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await page.getByRole("alert").filter({ hasText: "must look like 123456789:AAE" }).waitFor();
    const token = textOf(site().telegramSettings["token"]);
    const apiRoot = textOf(site().telegramSettings["apiRoot"]);
    await page.getByLabel("Bot token").fill(token);
    await page.getByLabel(/Bot API server/).fill(apiRoot);
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await shown(page, "售后客服");
    const html = await page.content();
    expect(html).not.toContain(token);
    await page.getByRole("button", { name: "Delete the channel" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete the channel" }).click();
    await shown(page, "Channels");
    expect(await page.getByText("售后客服").count()).toBe(0);
  });

  it("hand the hub's hours on to a new website chat, and its name to the inbox", async () => {
    const page = await site().open("/settings/hub");
    await page.getByLabel("Name of the hub").fill("蓝窑 The Blue Kiln");
    await page.getByLabel("Time zone", { exact: true }).fill("Asia/Shanghai");
    const hours = page.getByRole("group", { name: "Hours 1" });
    await hours.getByLabel("Sat").check();
    await hours.getByLabel("To").fill("00:00");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
    await page.reload();
    expect(await hours.getByLabel("Sat").isChecked()).toBe(true);
    expect(await hours.getByLabel("To").inputValue()).toBe("00:00");

    await page.goto(`${site().address}/settings/channels/new`);
    await page.getByLabel("Platform").selectOption({ label: "Website chat" });
    const zone = page.locator('input[name="timeZone"]');
    await zone.waitFor();
    expect(await zone.inputValue()).toBe("Asia/Shanghai");
    expect(JSON.parse(await page.locator('input[name="officeHours"]').inputValue())).toEqual([
      { days: [1, 2, 3, 4, 5, 6], from: "09:00", to: "24:00" },
    ]);
    await page.getByRole("link", { name: "Inbox" }).click();
    await page.getByText("蓝窑 The Blue Kiln").waitFor();
  });

  it("tell the risk before an unofficial client is connected, and lead through its QR login", async () => {
    const [scanned, confirmed] = [new AbortController(), new AbortController()];
    wechat.next(async (context, signal) => {
      context.status({ state: "login-required" });
      const expiresAt = new Date(Date.now() + 60_000);
      const data = "https://login.example/first";
      await context.login({ type: "qr", stepId: "first", data, expiresAt }, signal);
      await aborted(scanned.signal);
      await context.login({ type: "wait", stepId: "second" }, signal);
      await aborted(confirmed.signal);
      context.status(connected);
      await aborted(signal);
    });
    const page = await site().open("/settings/channels/new");
    await page.getByLabel("Platform").selectOption("wechat");
    await page.getByText("Read this first: an unofficial client").waitFor();
    await page.getByText(/WeChat Official Account and WeCom/).waitFor();
    expect(await page.getByLabel("Name of the channel").count()).toBe(0);
    await page.getByRole("checkbox", { name: /I know the risk/ }).check();
    await page.getByLabel("Name of the channel").fill("WeChat shop");
    await page.getByRole("textbox", { name: "account" }).fill("shop");
    await page.getByLabel("token", { exact: true }).fill("a secret token");
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await shown(page, "WeChat shop");
    const code = page.getByRole("img", { name: "QR code to log in with" });
    await code.waitFor();
    const { width = 0 } = (await code.boundingBox()) ?? {};
    expect(width).toBeGreaterThanOrEqual(200);
    await page.getByText(/A new code comes in \d+ seconds/).waitFor();
    expect(await page.content()).not.toContain("login.example");
    scanned.abort();
    await page.getByText("Scanned: confirm it on your phone.").waitFor();
    expect(await code.count()).toBe(0);
    confirmed.abort();
    const health = page.getByRole("region", { name: "How it does" });
    await health.getByText("Connected").last().waitFor();

    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await health.getByText("Paused").last().waitFor();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await page.getByText("Nothing: all that the platform sent was understood.").waitFor();
  });

  it("let an admin add an agent, who sees only what they may", async () => {
    const page = await site().open("/settings/agents");
    await page.getByLabel("Name", { exact: true }).fill("Zhou Min");
    await page.getByLabel("E-mail address").fill("zhou.min@example.com");
    await page.getByLabel(/First password/).fill("correct horse battery");
    await page.getByRole("button", { name: "Add an agent" }).click();
    await page.getByText("zhou.min@example.com").waitFor();
    const hers = await site().open("/settings/me", { email: "zhou.min@example.com" });
    await shown(hers, "My settings");
    const pages = hers.getByRole("navigation", { name: "Settings" }).getByRole("link");
    const allowed = ["My settings", "Keyboard shortcuts", "Channels", "Canned replies", "Agents"];
    expect(await pages.allTextContents()).toEqual(allowed);
    await hers.getByLabel("Current password").fill("wrong password");
    await hers.getByLabel(/New password/).fill("another long password");
    await hers.getByRole("button", { name: "Save" }).click();
    await hers.getByRole("alert").filter({ hasText: "The current password is wrong." }).waitFor();
    expect(await hers.getByRole("checkbox").count()).toBeGreaterThan(0);
  });

  it("make an API key that works, show it once, and revoke it", async () => {
    const page = await site().open("/settings/api-keys");
    await page.getByLabel("What it is for").fill("Reports");
    await page.getByRole("button", { name: "Make an API key" }).click();
    const secret = await page.getByLabel(/Copy it now/).inputValue();
    const ask = (): Promise<Response> =>
      fetch(`${site().address}/api/v1/channels`, {
        headers: { Authorization: `Bearer ${secret}` },
      });
    expect((await ask()).status).toBe(200);
    await page.reload();
    const row = page.getByRole("listitem").filter({ hasText: "Reports" });
    await row.waitFor();
    expect(await page.content()).not.toContain(secret);
    await row.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
    await row.waitFor({ state: "detached" });
    expect((await ask()).status).toBe(401);
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByRole("cell", { name: "api-key.revoked" }).waitFor();
  });
});

function textOf(value: Json | undefined): string {
  if (typeof value !== "string") throw new Error("The simulator's settings have changed.");
  return value;
}
