import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

const saving = "**/drafts/*";

describeInBrowser("what an agent has begun to write, on two devices", (chromium) => {
  const site = useInboxSite(chromium);

  /** The same agent in two browsers, at a customer's thread. */
  async function twoDevices(name: string): Promise<readonly [Page, Page]> {
    await site()
      .telegram.customer(name)
      .send([text("有货吗？")]);
    const where = `/inbox/open/${await site().conversationOf(name)}`;
    const pages = [
      await site().open(where, { faultsExpected: true }),
      await site().open(where),
    ] as const;
    for (const page of pages) await replyField(page).waitFor();
    return pages;
  }
  const shows = (page: Page, words: string) =>
    until(`“${words}” in the field`, async () => (await replyField(page).inputValue()) === words);
  const mark = (page: Page, name: string) => page.getByRole("option", { name }).getByText("Draft:");

  it("goes on where it was left, and ends everywhere when it is sent", async () => {
    const [desk, phone] = await twoDevices("王小明");
    await replyField(desk).fill("有货的");
    await shows(phone, "有货的");
    await mark(phone, "王小明").waitFor();
    await replyField(phone).fill("有货的，明天发");
    await shows(desk, "有货的，明天发");
    await replyField(desk).press("Enter");
    await shows(phone, "");
    await mark(phone, "王小明").waitFor({ state: "detached" });
    expect(site().sentTo("王小明")).toMatchObject([{ parts: [text("有货的，明天发")] }]);
  });

  it("does not come back by a save that was still on its way when it was sent", async () => {
    const [desk, phone] = await twoDevices("Emma Clarke");
    const held: Route[] = [];
    await desk.route(saving, (route) => void held.push(route));
    await replyField(desk).fill("It is on its way");
    await until("the save is on its way", () => held.length === 1);
    await replyField(desk).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Emma Clarke").length === 1);
    const refused = desk.waitForResponse(saving);
    await held[0]?.continue();
    expect((await refused).status()).toBe(409);
    await desk.unroute(saving);
    expect(await replyField(desk).inputValue()).toBe("");
    await phone.reload();
    await replyField(phone).waitFor();
    // What comes after in the same field is another draft, and shows that this device is in step.
    await replyField(desk).fill("Bye");
    await shows(phone, "Bye");
    expect(site().sentTo("Emma Clarke")).toHaveLength(1);
  });

  it("is kept without a line, and reaches the hub when there is one again", async () => {
    const [desk, phone] = await twoDevices("Tom Becker");
    await desk.context().setOffline(true);
    const failed = desk.waitForEvent("requestfailed", (one) => one.url().includes("/drafts/"));
    await replyField(desk).fill("Written in a tunnel");
    await failed;
    await mark(desk, "Tom Becker").waitFor();
    expect(await replyField(phone).inputValue()).toBe("");
    await desk.context().setOffline(false);
    await shows(phone, "Written in a tunnel");
    await shows(desk, "Written in a tunnel");
  });
});
