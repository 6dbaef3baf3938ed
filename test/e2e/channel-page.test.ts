import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import {
  aborted,
  connected,
  connects,
  ScriptedAdapter,
  textMessage,
} from "../support/scripted-adapter.ts";
import { until } from "../support/until.ts";

/** A platform whose sessions the test leads. */
const scripted = new ScriptedAdapter("scripted");

describeInBrowser("the page of a channel", (chromium) => {
  const site = useInboxSite(chromium, {
    adapters: { scripted: () => Promise.resolve(scripted.adapter) },
  });

  async function openChannel(name: string): Promise<Page> {
    const settings = { account: "shop", token: "a secret token" };
    const { id } = await site().app.channels.create(
      { adapter: "scripted", name, settings },
      "test",
    );
    return await site().open(`/settings/channels/${id}`);
  }
  const healthOf = (page: Page) => page.getByRole("region", { name: "How it does" });

  it("asks for a new code when one has expired, by a button or by itself", async () => {
    let codes = 0;
    scripted.next(async (context, signal) => {
      codes += 1;
      context.status({ state: "login-required" });
      const data = `https://login.example/${codes}`;
      const expiresAt = new Date(Date.now() + 60_000);
      await context.login({ type: "qr", stepId: `code ${codes}`, data, expiresAt }, signal);
      await aborted(signal);
    });
    const page = await openChannel("Expired");
    await page.clock.install();
    await page.reload();
    const code = page.getByRole("img", { name: "QR code to log in with" });
    await code.waitFor();
    await page.getByText(/A new code comes in \d+ seconds/).waitFor();
    await page.clock.fastForward(61_000);
    await page.getByText("The code has expired.").waitFor();
    expect(await code.count()).toBe(0);
    await page.getByRole("button", { name: "Ask for a new code" }).click();
    await until("another session", () => codes === 2);
    // The page's clock was ahead of everybody's.
    await page.clock.setSystemTime(new Date());
    await code.waitFor();
    expect(codes).toBe(2);
    // The platform has another one before that.
    const before = await code.innerHTML();
    const data = "https://login.example/from-the-platform";
    const step = { type: "qr", stepId: "code 3", data } as const;
    await scripted.context.login(step, new AbortController().signal);
    await until("another code", async () => (await code.innerHTML()) !== before);
    expect(await page.content()).not.toContain("login.example");
  });

  it("shows a code to type into the phone, and asks for what only the operator knows", async () => {
    const typed = new AbortController();
    const answers: unknown[] = [];
    scripted.next(async (context, signal) => {
      context.status({ state: "login-required" });
      await context.login({ type: "code", stepId: "pair", code: "ABCD-1234" }, signal);
      await aborted(typed.signal);
      const fields = [{ id: "pin", label: "PIN of the phone", secret: true }];
      answers.push(await context.login({ type: "input", stepId: "pin", fields }, signal));
      context.status(connected);
      await aborted(signal);
    });
    const page = await openChannel("Paired");
    await page.getByText("Enter this code in the app on your phone.").waitFor();
    await page.getByText("ABCD-1234").waitFor();
    typed.abort();
    const pin = page.getByLabel("PIN of the phone");
    await pin.fill("2041");
    expect(await pin.getAttribute("type")).toBe("password");
    await pin.press("Enter");
    await healthOf(page).getByText("Connected").last().waitFor();
    expect(answers).toEqual([{ pin: "2041" }]);
    expect(await page.getByText("ABCD-1234").count()).toBe(0);
  });

  it("shows how far the synchronisation is", async () => {
    const done = new AbortController();
    scripted.next(async (context, signal) => {
      context.status({ state: "syncing", progress: 0.42 });
      await aborted(done.signal);
      context.status(connected);
      await aborted(signal);
    });
    const page = await openChannel("Syncing");
    await healthOf(page).getByText("Synchronising · 42 %").waitFor();
    done.abort();
    await healthOf(page).getByText("Connected").last().waitFor();
    expect(await healthOf(page).getByText("%").count()).toBe(0);
  });

  it("reconnects at once, and logs out at the platform after a question", async () => {
    scripted.next(connects);
    let logouts = 0;
    scripted.members = {
      logout: () => {
        logouts += 1;
        return Promise.resolve();
      },
    };
    const page = await openChannel("Reconnected");
    await healthOf(page).getByText("Connected").last().waitFor();
    const runs = scripted.runs;
    await page.getByRole("button", { name: "Reconnect" }).click();
    await until("another session", () => scripted.runs === runs + 1);
    await healthOf(page).getByText("Connected").last().waitFor();

    await page.getByRole("button", { name: "Log out" }).click();
    const question = page.getByRole("alertdialog");
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "detached" });
    expect(logouts).toBe(0);
    await page.getByRole("button", { name: "Log out" }).click();
    await question.getByRole("button", { name: "Log out" }).click();
    await healthOf(page).getByText("Paused").last().waitFor();
    expect(logouts).toBe(1);
    expect(scripted.signals.at(-1)?.aborted).toBe(true);
  });

  it("keeps what could not be understood, and says what became of another try", async () => {
    scripted.next(connects);
    const page = await openChannel("Quarantined");
    await healthOf(page).getByText("Connected").last().waitFor();
    // Nothing can be found by such an id, now or later.
    await scripted.context.receive([textMessage("9".repeat(300), "Hello")]);
    await page.reload();
    const quarantine = page.getByRole("region", { name: "Quarantine" });
    await quarantine.getByText("longer than 255 characters").waitFor();
    await quarantine.getByRole("button", { name: "Try again" }).click();
    await quarantine.getByText(/It failed again: .*longer than 255 characters/).waitFor();
    expect(await quarantine.getByRole("listitem").count()).toBe(1);
  });
});
