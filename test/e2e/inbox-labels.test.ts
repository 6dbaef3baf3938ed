import { expect, it } from "vitest";
import { breaches } from "../support/axe.ts";
import { enterWhileComposing } from "../support/in-page.ts";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("labels, in a browser", (chromium) => {
  const site = useInboxSite(chromium);
  const add = (name: string, colour = "blue", description = "") =>
    site().ask("POST", "/api/v1/labels", { name, colour, description });
  const labelsOf = async (title: string) => {
    const id = await site().conversationOf(title);
    return (await site().ask("GET", `/api/v1/conversations/${id}`))["labels"];
  };

  it("are put on and taken off by keyboard alone, those that are there and new ones", async () => {
    await add("退款");
    await add("Returns");
    const page = await site().thread("Ann");
    await page.keyboard.press("Alt+KeyT");
    const picker = page.getByRole("dialog", { name: "Labels" });
    await picker.getByRole("option", { name: "退款" }).waitFor();
    await page.keyboard.type("退");
    await picker.getByRole("option", { name: "Returns" }).waitFor({ state: "detached" });
    await picker.getByRole("combobox").evaluate(enterWhileComposing);
    expect(await labelsOf("Ann")).toEqual([]);
    await page.keyboard.press("Enter");
    await picker.getByRole("option", { name: "退款 set" }).waitFor();
    await page.keyboard.type("Brand new");
    await picker.getByRole("option", { name: "New label: Brand new" }).waitFor();
    await page.keyboard.press("Enter");
    await picker.getByRole("option", { name: "Brand new set" }).waitFor();
    await page.keyboard.type("退款");
    await page.keyboard.press("Enter");
    await until("one label", async () => JSON.stringify(await labelsOf("Ann")) === '["Brand new"]');
    await page.keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
    await page.getByRole("option", { name: /Ann/ }).getByText("Brand new").waitFor();
  });

  it("are kept in the settings: what is renamed or deleted changes on the conversations at once", async () => {
    const page = await site().thread("Ben");
    const settings = await site().open("/settings/labels");
    await settings.getByRole("button", { name: "Add a label" }).click();
    const form = settings.getByRole("dialog", { name: "Add a label" });
    await form.getByLabel("Name").fill("VIP");
    await form.getByRole("radio", { name: "Purple" }).check();
    await form.getByLabel("When to use it").fill("买得多的客户");
    expect(await breaches(settings)).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await settings.getByText("买得多的客户").waitFor();

    await page.keyboard.press("Alt+KeyT");
    await page.getByRole("option", { name: "VIP" }).waitFor();
    await page.keyboard.type("VIP");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    const row = page.getByRole("option", { name: /Ben/ });
    await row.locator(".label-purple", { hasText: "VIP" }).waitFor();

    await settings.getByRole("button", { name: "Change the label VIP" }).click();
    await settings.getByLabel("Name").fill("大客户");
    await settings.getByRole("button", { name: "Save" }).click();
    await row.locator(".label-purple", { hasText: "大客户" }).waitFor();
    await row.getByText("VIP").waitFor({ state: "detached" });

    await add("Taken");
    await settings.getByRole("button", { name: "Change the label Taken" }).click();
    await settings.getByLabel("Name").fill("大客户");
    await settings.getByRole("button", { name: "Save" }).click();
    await settings.getByRole("alert").getByText("There is a label of this name").waitFor();
    await settings.getByRole("button", { name: "Cancel" }).click();

    await settings.getByRole("button", { name: "Delete the label 大客户" }).click();
    const question = settings.getByRole("alertdialog");
    await question.getByText(/taken from every conversation/).waitFor();
    await question.getByRole("button", { name: "Delete the label 大客户" }).click();
    await row.getByText("大客户").waitFor({ state: "detached" });
    expect(await labelsOf("Ben")).toEqual([]);
  });

  it("choose what the list shows", async () => {
    await add("Fragile #1/2");
    await site().thread("Cyd");
    const page = await site().thread("Dot");
    const id = await site().conversationOf("Dot");
    await site().ask("PATCH", `/api/v1/conversations/${id}`, { labels: ["Fragile #1/2"] });
    await page.getByRole("button", { name: "Filter" }).click();
    const dialog = page.getByRole("dialog");
    const field = dialog.getByRole("combobox", { name: "Label" });
    expect(
      await dialog
        .locator(`datalist[id="${(await field.getAttribute("list")) ?? ""}"] option`)
        .count(),
    ).toBeGreaterThan(0);
    await field.fill("Fragile #1/2");
    await dialog.getByRole("button", { name: "Show" }).click();
    await page.getByRole("option", { name: "Dot" }).waitFor();
    await page.getByRole("option", { name: "Cyd" }).waitFor({ state: "detached" });
    await page.reload();
    await page.getByRole("option", { name: "Dot" }).waitFor();
    expect(await page.getByRole("listbox").getByRole("option").count()).toBe(1);
    await site().ask("PATCH", `/api/v1/conversations/${id}`, { labels: [] });
    await page.getByRole("option", { name: "Dot" }).waitFor({ state: "detached" });
  });

  it.each(["light", "dark"] as const)("have colours that are read in %s", async (colorScheme) => {
    const colours = ["grey", "red", "orange", "yellow", "green", "blue", "purple"];
    const names = colours.map((colour) => `${colour} ${colorScheme}`);
    for (const [index, name] of names.entries()) await add(name, colours[index]);
    const title = `Eve ${colorScheme}`;
    const first = await site().thread(title);
    const id = await site().conversationOf(title);
    await site().ask("PATCH", `/api/v1/conversations/${id}`, { labels: names });
    const page = await site().open(new URL(first.url()).pathname, { colorScheme });
    await page.getByRole("complementary").getByText(`purple ${colorScheme}`).waitFor();
    expect(await breaches(page)).toEqual([]);
    await page.keyboard.press("Alt+KeyT");
    await page.getByRole("option", { name: `red ${colorScheme} set` }).waitFor();
    expect(await breaches(page)).toEqual([]);
  });
});
