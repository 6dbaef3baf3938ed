import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { breaches } from "../support/axe.ts";
import { enterWhileComposing } from "../support/in-page.ts";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("colleagues at the same conversation", (chromium) => {
  const site = useInboxSite(chromium);

  /** Two agents at a customer's thread. */
  async function two(customer: string, colleague: string): Promise<readonly [Page, Page]> {
    await site()
      .telegram.customer(customer)
      .send([text("有货吗？")]);
    const email = await site().addAgent(colleague);
    const where = `/inbox/open/${await site().conversationOf(customer)}`;
    const li = await site().open(where, { faultsExpected: true });
    return [li, await site().open(where, { email })];
  }
  const says = (page: Page, words: string) =>
    page.getByRole("status").getByText(words, { exact: true });

  it("see each other come, write and leave, and whoever loses the line sees nobody", async () => {
    const [li, bela] = await two("王小明", "Bela");
    await says(li, "Bela is looking at this").waitFor();
    await says(bela, "Li Na is looking at this").waitFor();
    await replyField(bela).pressSequentially("有");
    await says(li, "Bela is writing a reply").waitFor();
    await replyField(bela).fill("");
    await says(li, "Bela is looking at this").waitFor();
    // A note is no answer to the customer.
    await bela.keyboard.press("Alt+KeyP");
    await bela.keyboard.type("VIP");
    await bela.keyboard.press("Enter");
    await li.getByRole("article").getByText("VIP").waitFor();
    expect(await says(li, "Bela is writing a reply").count()).toBe(0);
    await bela.keyboard.press("Escape");
    await says(li, "Bela is looking at this").waitFor({ state: "detached" });

    await bela.goBack();
    await says(li, "Bela is looking at this").waitFor();
    await li.context().setOffline(true);
    await says(li, "Bela is looking at this").waitFor({ state: "detached" });
    await li.context().setOffline(false);
    await says(li, "Bela is looking at this").waitFor();
    await bela.close({ runBeforeUnload: true });
    await says(li, "Bela is looking at this").waitFor({ state: "detached" });

    const again = await site().open(li.url().slice(site().address.length), {
      email: "bela@example.com",
    });
    await says(li, "Bela is looking at this").waitFor();
    await again.getByRole("button", { name: "Sign out" }).click();
    await again.getByRole("button", { name: "Sign in" }).waitFor();
    await says(li, "Bela is looking at this").waitFor({ state: "detached" });
  });

  it("are warned before both of them answer", async () => {
    const [li, cem] = await two("Emma", "Cem");
    await replyField(cem).pressSequentially("I am on it");
    await says(li, "Cem is writing a reply").waitFor();
    await replyField(li).fill("Me too");
    await replyField(li).evaluate(enterWhileComposing);
    await replyField(li).press("Enter");
    const warning = li.getByRole("alertdialog", { name: "Cem is writing to them too" });
    await warning.getByText("The customer may get two answers.").waitFor();
    expect(await breaches(li)).toEqual([]);
    await li.keyboard.press("Escape");
    await warning.waitFor({ state: "detached" });
    expect(await replyField(li).inputValue()).toBe("Me too");
    expect(site().sentTo("Emma")).toEqual([]);
    await replyField(li).press("Enter");
    await warning.getByRole("button", { name: "Send anyway" }).click();
    await site().telegram.untilSent(() => site().sentTo("Emma").length === 1);
    expect(site().sentTo("Emma")[0]?.parts).toEqual([text("Me too")]);
    await until("the field is free again", async () => (await replyField(li).inputValue()) === "");
  });
});
