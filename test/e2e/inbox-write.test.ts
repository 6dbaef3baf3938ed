import { expect, it } from "vitest";
import { dropFile, hasFocus } from "../support/in-page.ts";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("whoever writes", (chromium) => {
  const site = useInboxSite(chromium);

  it("finds an emoji by a Chinese or an English word, puts it where the cursor is, and has it at hand the next time", async () => {
    const page = await site().thread("Ann");
    await replyField(page).fill("Thanks, bye");
    await replyField(page).press("Home");
    for (let step = 0; step < "Thanks".length; step += 1)
      await replyField(page).press("ArrowRight");
    const open = page.getByRole("button", { name: "Insert an emoji" });
    await open.click();
    const picker = page.getByRole("dialog", { name: "Emoji" });
    await picker.getByRole("searchbox").fill("樱花");
    await picker.getByRole("button", { name: "cherry blossom" }).click();
    await picker.waitFor({ state: "detached" });
    expect(await replyField(page).inputValue()).toBe("Thanks🌸, bye");
    await until("the cursor is back", () => replyField(page).evaluate(hasFocus));
    await page.keyboard.type("!");
    expect(await replyField(page).inputValue()).toBe("Thanks🌸!, bye");
    await open.click();
    expect(await picker.getByRole("listitem").count()).toBe(1);
    await picker.getByRole("searchbox").fill("thumbs up");
    await picker.getByRole("button", { name: "thumbs up", exact: true }).waitFor();
    await picker.getByRole("searchbox").fill("no such thing");
    await picker.getByText("No such emoji.").waitFor();
    await picker.getByRole("button", { name: "Flags" }).click();
    await picker.getByRole("button", { name: "flag: China", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await picker.waitFor({ state: "detached" });
  });

  it("has some seconds to take back what was sent, while others' messages come in", async () => {
    const page = await site().thread("Bea");
    const { href } = new URL(page.url());
    await page.goto(`${site().address}/settings/me`);
    await page.getByLabel("Sending can be undone").selectOption("for 5 seconds");
    await page.goto(href);
    await replyField(page).fill("Wrong");
    await replyField(page).press("Enter");
    await page.getByRole("article", { name: "Message on its way" }).waitFor();
    await site()
      .telegram.customer("Bea")
      .send([text("Are you there?")]);
    await page.getByRole("article").getByText("Are you there?").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await replyField(page).inputValue()).toBe("Wrong");
    await replyField(page).fill("Right");
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Bea").length === 1);
    expect(site().sentTo("Bea")[0]?.parts).toEqual([text("Right")]);
    await page.getByRole("button", { name: "Undo" }).waitFor({ state: "detached" });
  });

  it("gets the files back too, with what was written under them", async () => {
    const page = await site().thread("Gil");
    const { href } = new URL(page.url());
    await page.goto(`${site().address}/settings/me`);
    await page.getByLabel("Sending can be undone").selectOption("for 5 seconds");
    await page.goto(href);
    const file = { bytes: [37, 80, 68, 70], name: "offer.pdf", type: "application/pdf" };
    await page.getByRole("heading", { level: 1 }).evaluate(dropFile, file);
    const files = page.getByRole("list", { name: "Files to send" });
    await files.getByText("offer.pdf").waitFor();
    await files.getByRole("progressbar").waitFor({ state: "detached" });
    await replyField(page).fill("Our offer");
    await replyField(page).press("Enter");
    await files.waitFor({ state: "detached" });
    await page
      .getByRole("article", { name: "Message on its way" })
      .getByText("offer.pdf")
      .waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await files.getByText("offer.pdf").waitFor();
    expect(await replyField(page).inputValue()).toBe("Our offer");
    // They stay while another conversation is open.
    await site()
      .telegram.customer("Hal")
      .send([text("Hi")]);
    await page.getByRole("option", { name: "Hal" }).click();
    await page.getByRole("heading", { level: 1, name: "Hal" }).waitFor();
    expect(await files.count()).toBe(0);
    await page.getByRole("option", { name: "Gil" }).click();
    await files.getByText("offer.pdf").waitFor();
    await replyField(page).press("Enter");
    await site().telegram.untilSent(() => site().sentTo("Gil").length === 1);
    expect(site().sentTo("Gil")[0]?.parts).toMatchObject([
      { type: "media", file: { kind: "file" }, caption: { text: "Our offer" } },
    ]);
  });

  it("is told of a file that the channel doesn't take before it is uploaded", async () => {
    const page = await site().thread("Cem");
    const uploads: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/api/v1/attachments")) uploads.push(request.url());
    });
    // Telegram's bots send at most 50 MB.
    const file = { bytes: 51 * 1024 * 1024, name: "film.mp4", type: "video/mp4" };
    await page.getByRole("heading", { level: 1 }).evaluate(dropFile, file);
    const files = page.getByRole("list", { name: "Files to send" });
    await files.getByText(/This channel takes at most \d+/).waitFor();
    expect(uploads).toEqual([]);
    await files.getByRole("button", { name: "Remove film.mp4" }).click();
    await files.waitFor({ state: "detached" });
    await page.keyboard.press("Alt+KeyP");
    await page.getByRole("heading", { level: 1 }).evaluate(dropFile, { ...file, bytes: [1, 2, 3] });
    await files.getByText("film.mp4").waitFor();
    await until("it is uploaded", () => uploads.length === 1);
  });
});
