import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { breaches } from "../support/axe.ts";
import { heightsOf } from "../support/in-page.ts";
import { replyField, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { connected, textMessage } from "../support/scripted-adapter.ts";
import { ScriptedPlatform } from "../support/scripted-platform.ts";
import { until } from "../support/until.ts";

/** A microphone that beeps. */
const microphone = "--use-fake-device-for-media-stream";

const bar = (page: Page) => page.getByRole("group", { name: "Voice message" }).last();
const record = (page: Page) => page.getByRole("button", { name: "Record a voice message" }).click();
const files = (page: Page) => page.getByRole("list", { name: "Files to send" });

describeInBrowser("whoever would rather speak", (chromium) => {
  const shop = new ScriptedPlatform();
  const adapters = { shop: () => Promise.resolve(shop.adapter.adapter) };
  const site = useInboxSite(chromium, { adapters }, [microphone, "--use-fake-ui-for-media-stream"]);

  it("records, pauses, listens to it, and sends it as the channel takes it", async () => {
    const page = await site().thread("Ruth");
    await record(page);
    await bar(page).getByText("0:01").waitFor();
    await bar(page).getByRole("button", { name: "Pause the recording" }).click();
    await bar(page).getByText("Paused").waitFor();
    expect(await breaches(page)).toEqual([]);
    await bar(page).getByRole("button", { name: "Go on recording" }).click();
    await bar(page).getByText("0:02").waitFor();
    await bar(page).getByRole("button", { name: "Done" }).click();

    const preview = files(page).getByRole("group", { name: "Voice message" });
    await preview.getByText(/^0:00 of 0:0[23]$/).waitFor();
    await preview.getByRole("button", { name: "Play" }).click();
    await preview.getByText(/^0:01 of/).waitFor();
    await page.getByRole("button", { name: "Send" }).first().click();
    await site().telegram.untilSent(() => site().sentTo("Ruth").length === 1);
    const [part] = site().sentTo("Ruth")[0]?.parts ?? [];
    expect(part).toMatchObject({ type: "media", file: { kind: "voice" } });
    const bytes = part?.type === "media" ? Buffer.from(part.file.bytes ?? []) : Buffer.alloc(0);
    expect(bytes.toString("latin1", 0, 4)).toBe("OggS");
    // What went out can be heard, in the thread too: its bars are those of the beeps.
    const sent = page
      .getByRole("article", { name: "Message from Li Na" })
      .getByRole("group", { name: "Voice message" });
    await sent.getByText(/^0:00 of 0:0[23]$/).waitFor();
    const heights = () => sent.locator("rect").evaluateAll(heightsOf);
    await expect.poll(async () => Math.max(...(await heights()))).toBeGreaterThan(25);
    expect(Math.min(...(await heights()))).toBeLessThan(10);
  });

  it("can throw it away, while it is recorded and after", async () => {
    const page = await site().thread("Sam");
    await record(page);
    await bar(page).getByText("Recording").waitFor();
    await bar(page).getByRole("button", { name: "Discard the recording" }).click();
    await bar(page).waitFor({ state: "detached" });
    expect(await files(page).count()).toBe(0);
    await record(page);
    await bar(page).getByText("0:01").waitFor();
    await page.keyboard.press("Enter");
    await files(page).getByRole("button", { name: "Remove Voice message" }).click();
    await files(page).waitFor({ state: "detached" });
    expect(site().sentTo("Sam")).toEqual([]);
  });

  it("is told that it will be a file, where the channel has no voice", async () => {
    const settings = { account: "a", token: "12345678" };
    await site().app.channels.create({ adapter: "shop", name: "Other shop", settings }, "test");
    await until("the channel runs", () => shop.adapter.contexts.length === 1);
    shop.adapter.context.status(connected);
    await shop.adapter.context.receive([textMessage("1", "Speak to me", "wei")]);
    const page = await site().open(`/inbox/open/${await site().conversationOf("王小明")}`);
    await record(page);
    await bar(page).getByText("it will be sent as a file").waitFor();
    await bar(page).getByRole("button", { name: "Done" }).click();
    await files(page).getByRole("group", { name: "Voice message" }).waitFor();
    await page.getByRole("button", { name: "Send" }).first().click();
    await until("it is sent", () => shop.attempts.length === 1);
    expect(shop.attempts[0]?.parts).toMatchObject([{ type: "media", kind: "file" }]);
  });
});

describeInBrowser("who doesn't let the page listen", (chromium) => {
  const site = useInboxSite(chromium, {}, [microphone, "--use-fake-ui-for-media-stream=deny"]);

  it("is told that the microphone may not be used", async () => {
    const page = await site().thread("Una");
    await record(page);
    await page.getByText(/This page may not use the microphone/).waitFor();
    await page.getByRole("button", { name: "Discard the recording" }).click();
    await replyField(page).fill("Then in writing");
    expect(await bar(page).count()).toBe(0);
  });
});
