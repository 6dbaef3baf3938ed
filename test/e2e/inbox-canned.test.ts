import { expect, it } from "vitest";
import { enterWhileComposing } from "../support/in-page.ts";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("an agent who has replies ready", (chromium) => {
  const site = useInboxSite(chromium);

  const keep = async (
    shortCode: string,
    texts: Readonly<Record<string, string>>,
  ): Promise<void> => {
    const body = { isShared: true, shortCode, texts };
    await site().ask("POST", "/api/v1/canned-replies", body);
  };

  it("finds one by its code or by a word of it, and has it filled in", async () => {
    await keep("hello", {
      en: "Hello {{contact.name}}, this is {{agent.name}}.",
      "zh-CN": "您好！",
    });
    await keep("delivery", { en: "Three days.", "zh-CN": "三天送到" });
    const page = await site().thread("Emma", "Hi");
    const field = replyField(page);
    const list = page.getByRole("listbox", { name: "Canned replies" });
    await field.pressSequentially("Well, /");
    await list.getByRole("option").nth(3).waitFor();
    expect(await list.getByRole("option").allTextContents()).toEqual([
      "/deliveryenThree days.",
      "/deliveryzh-CN三天送到",
      "/helloenHello {{contact.name}}, this is {{agent.name}}.",
      "/hellozh-CN您好！",
    ]);
    await field.pressSequentially("三天");
    await until("one is left", async () => (await list.getByRole("option").count()) === 1);
    await field.press("Escape");
    await list.waitFor({ state: "detached" });

    // The same key with a Chinese keyboard; between words it is a mark like any other.
    await field.fill("");
    await field.pressSequentially("、");
    await list.waitFor();
    await field.fill("");
    await field.pressSequentially("苹果、");
    expect(await list.count()).toBe(0);

    await field.fill("");
    await field.pressSequentially("/he");
    await list.getByRole("option", { selected: true }).getByText("/hello").waitFor();
    // An input method's own Enter chooses nothing.
    await field.evaluate(enterWhileComposing);
    expect(await field.inputValue()).toBe("/he");
    await field.press("ArrowDown");
    await field.press("ArrowUp");
    await field.press("Tab");
    await until("it is there", async () => (await field.inputValue()).startsWith("Hello"));
    expect(await field.inputValue()).toBe("Hello Emma, this is Li Na.");
    await list.waitFor({ state: "detached" });
    await field.press("ControlOrMeta+KeyZ");
    expect(await field.inputValue()).toBe("/he");
    await field.press("ControlOrMeta+Shift+KeyZ");
    expect(await field.inputValue()).toBe("Hello Emma, this is Li Na.");
    await field.pressSequentially(" Bye!");
    await field.press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Emma").length === 1);
    expect(site().sentTo("Emma")[0]?.parts).toEqual([text("Hello Emma, this is Li Na. Bye!")]);
  });

  it("is asked before a customer gets a variable in the place of its value", async () => {
    await keep("order", { en: "Your order {{order.number}} is on its way." });
    const page = await site().thread("Tom", "Where is it?");
    const field = replyField(page);
    await field.pressSequentially("/ord");
    await page.getByRole("option", { name: "/order" }).click();
    await field.press("Enter");
    const question = page.getByRole("alertdialog", {
      name: "Send it with {{order.number}} in it?",
    });
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "detached" });
    expect(site().sentTo("Tom")).toEqual([]);
    await field.fill("Your order 2041 is on its way.");
    await field.press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Tom").length === 1);
    expect(site().sentTo("Tom")[0]?.parts).toEqual([text("Your order 2041 is on its way.")]);
  });

  it("keeps them on a page of the settings, everybody's and one's own", async () => {
    const page = await site().open("/settings/canned-replies");
    await page.getByLabel("Short code").fill("Thanks");
    await page.getByLabel("Title").fill("At the end");
    await page.getByRole("button", { name: "Add a canned reply" }).click();
    await page.getByRole("alert").filter({ hasText: "in one language at least" }).waitFor();
    await page.getByLabel("Text in Chinese").fill("谢谢您！");
    await page.getByRole("button", { name: "Add a canned reply" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "/thanks" });
    await row.getByText("谢谢您！").waitFor();
    await row.getByText("Everybody's").waitFor();

    const hers = await site().open("/settings/canned-replies", {
      email: await site().addAgent("Bela"),
    });
    const shared = hers.getByRole("listitem").filter({ hasText: "/thanks" });
    await shared.waitFor();
    expect(await shared.getByRole("button").count()).toBe(0);
    await hers.getByLabel("Short code").fill("mine");
    await hers.getByLabel("Text in English").fill("Only me");
    await hers.getByRole("button", { name: "Add a canned reply" }).click();
    const own = hers.getByRole("listitem").filter({ hasText: "/mine" });
    await own.getByText("Only mine").waitFor();
    await hers.getByLabel("Search").fill("谢谢");
    await own.waitFor({ state: "detached" });
    await shared.waitFor();

    await row.getByRole("button", { name: "Edit" }).click();
    const form = page.getByRole("form", { name: "Edit /thanks" });
    await form.getByLabel("Text in English").fill("Thank you!");
    await form.getByRole("button", { name: "Save" }).click();
    await row.getByText("Thank you!").waitFor();
    await row.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await row.waitFor({ state: "detached" });
    expect(await page.getByText("/mine").count()).toBe(0);
  });
});
