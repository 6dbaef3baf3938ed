import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { replyField, text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("what happens reaches every agent's page", (chromium) => {
  const site = useInboxSite(chromium);
  const row = (page: Page, name: string) => page.getByRole("option", { name });

  it("shows two agents what the customer and the other one do", async () => {
    const email = await site().addAgent("Bela");
    const li = await site().open();
    const bela = await site().open("/inbox/open", { email });
    await li.getByText("All done: no conversation is open.").waitFor();
    await bela.getByText("All done: no conversation is open.").waitFor();
    await site()
      .telegram.customer("王小明")
      .send([text("有货吗？")]);
    await row(li, "王小明").getByText("有货吗？").waitFor();
    await row(bela, "王小明").getByText("1 unread message").waitFor({ state: "attached" });
    await bela.getByRole("link", { name: "Unassigned" }).getByText("1").waitFor();
    await until("the title counts", async () => (await li.title()).startsWith("(1) "));

    await row(li, "王小明").click();
    await row(bela, "王小明").click();
    await li.getByLabel("Assigned to").selectOption({ label: "Bela" });
    await until(
      "Bela sees it",
      async () =>
        (await bela.getByLabel("Assigned to").locator("option:checked").textContent()) ===
        "Bela (me)",
    );
    await replyField(bela).fill("有的！");
    await replyField(bela).press("Enter");
    await li.getByRole("article", { name: "Message from Bela" }).getByText("有的！").waitFor();
    await li.getByRole("article").getByText("Sent", { exact: true }).waitFor({ state: "attached" });
    // Read by whoever looked at it, for both.
    await row(li, "王小明").getByText("unread").waitFor({ state: "detached" });

    // Resolved by one, it leaves the list of the other, but not from under their hands.
    await bela.keyboard.press("Alt+KeyE");
    await row(li, "王小明").getByText("Resolved").waitFor();
    await li.getByText("Bela resolved the conversation").waitFor();
    await li.getByText("Li Na assigned it to Bela").waitFor();
    await li.keyboard.press("Escape");
    await row(li, "王小明").waitFor({ state: "detached" });
    await site()
      .telegram.customer("王小明")
      .send([text("谢谢！")]);
    await row(li, "王小明").getByText("谢谢！").waitFor();
    // It is open again, and still Bela's.
    expect(await row(li, "王小明").getByText("Bela").isVisible()).toBe(true);
  });

  it("misses nothing while it is cut off, and sends what was written meanwhile once", async () => {
    const { telegram } = site();
    const emma = telegram.customer("Emma");
    await emma.send([text("One")]);
    const page = await site().open(`/inbox/open/${await site().conversationOf("Emma")}`);
    await page.getByRole("article").getByText("One").waitFor();
    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await emma.send([text("Two")]);
    await emma.send([text("Three")]);
    await replyField(page).fill("I am in a tunnel");
    await replyField(page).press("Enter");
    await page.getByRole("article", { name: "Message on its way" }).waitFor();
    await page.context().setOffline(false);
    await page.getByRole("article").getByText("Three").waitFor();
    await page.getByText("You are offline.").waitFor({ state: "detached" });
    // The customer has written meanwhile: not sent unseen.
    await page.getByRole("button", { name: "Send anyway" }).click();
    const sent = await telegram.untilSent((all) =>
      all.some(({ conversationId }) => conversationId === emma.id),
    );
    expect(sent.filter(({ conversationId }) => conversationId === emma.id)).toHaveLength(1);
    await page
      .getByRole("article")
      .getByText("Sent", { exact: true })
      .waitFor({ state: "attached" });
    const said = page.getByRole("article").locator("p[dir=auto]");
    await until("four messages, once each", async () => (await said.count()) === 4);
    expect(await said.allTextContents()).toEqual(["One", "Two", "Three", "I am in a tunnel"]);
  });

  it("makes one message of a reply whose answer was lost", async () => {
    const { telegram } = site();
    const tom = telegram.customer("Tom");
    await tom.send([text("Hello?")]);
    const page = await site().open(`/inbox/open/${await site().conversationOf("Tom")}`);
    let lost = 0;
    await page.route("**/conversations/*/messages", async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return await route.continue();
      lost += 1;
      // The hub has it; the page never hears so.
      await route.fetch();
      return await route.abort("connectionreset");
    });
    await replyField(page).fill("Hello!");
    await replyField(page).press("Enter");
    await page
      .getByRole("article", { name: "Message from Li Na" })
      .getByText("Sent", { exact: true })
      .waitFor({ state: "attached" });
    expect(lost).toBe(1);
    expect(telegram.sent().filter(({ conversationId }) => conversationId === tom.id)).toHaveLength(
      1,
    );
    await until(
      "one bubble",
      async () => (await page.getByRole("article").getByText("Hello!").count()) === 1,
    );
  });

  it("asks to sign in again over the page, and goes on with what was being written", async () => {
    const { app, telegram, admin } = site();
    await telegram.customer("Mia").send([text("Hi")]);
    const page = await site().open(`/inbox/open/${await site().conversationOf("Mia")}`, {
      email: await site().addAgent("Carl"),
    });
    await replyField(page).fill("A long answer");
    const carl = (await app.auth.agents.list()).find(({ name }) => name === "Carl");
    await app.auth.agents.endSessions(admin, carl?.id ?? "");
    const dialog = page.getByRole("alertdialog", { name: "Your session has ended" });
    await dialog.waitFor();
    await dialog.getByLabel("Password").fill("correct horse battery");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await replyField(page).inputValue()).toBe("A long answer");
    await replyField(page).press("Enter");
    await page.getByRole("article", { name: "Message from Carl" }).waitFor();
    await telegram.customer("Mia").send([text("Thanks")]);
    await page.getByRole("article").getByText("Thanks").waitFor();
  });

  it("doesn't ask a second time because of what was refused before one signed in again", async () => {
    const { app, telegram, admin } = site();
    await telegram.customer("Lea").send([text("Hi")]);
    const page = await site().open(`/inbox/open/${await site().conversationOf("Lea")}`, {
      email: await site().addAgent("Dora"),
    });
    await page.getByRole("article").getByText("Hi").waitFor();
    const dora = (await app.auth.agents.list()).find(({ name }) => name === "Dora");
    const { promise: ended, resolve: end } = deferred<void>();
    const { promise: signedIn, resolve: letGo } = deferred<void>();
    const { promise: late, resolve: arrived } = deferred<number>();
    const hold = async (route: Route): Promise<void> => {
      await ended;
      const response = await route.fetch();
      await signedIn;
      await route.fulfill({ response });
      arrived(response.status());
    };
    await page.route("**/drafts/*", hold, { times: 1 });
    const asked = page.waitForRequest("**/drafts/*");
    await replyField(page).fill("An answer");
    await asked;
    await app.auth.agents.endSessions(admin, dora?.id ?? "");
    end();
    const dialog = page.getByRole("alertdialog", { name: "Your session has ended" });
    await dialog.getByLabel("Password").fill("correct horse battery");
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await dialog.waitFor({ state: "detached" });
    letGo();
    expect(await late).toBe(401);
    await replyField(page).press("Enter");
    await page.getByRole("article", { name: "Message from Dora" }).waitFor();
    expect(await dialog.count()).toBe(0);
  });

  it("misses nothing of what happens while the page loads", async () => {
    const { telegram } = site();
    await telegram.customer("Nia").send([text("Before")]);
    const id = await site().conversationOf("Nia");
    const page = await site().open("/settings/me");
    let open: () => void = () => undefined;
    const isOpened = new Promise<void>((resolve) => {
      open = resolve;
    });
    await page.route("**/events/stream", async (route) => {
      await isOpened;
      await route.continue();
    });
    await page.goto(`${site().address}/inbox/open/${id}`);
    await page.getByRole("article").getByText("Before").waitFor();
    await telegram.customer("Nia").send([text("Meanwhile")]);
    await until("the hub has it", async () => {
      const { items } = await site().ask("GET", `/api/v1/conversations/${id}/messages`);
      return Array.isArray(items) && items.length === 2;
    });
    expect(await page.getByRole("article").getByText("Meanwhile").count()).toBe(0);
    open();
    await page.getByRole("article").getByText("Meanwhile").waitFor();
  });

  it("comes over one connection for all windows, and goes on when the one that has it closes", async () => {
    const { telegram } = site();
    await telegram.customer("Oda").send([text("One")]);
    const id = await site().conversationOf("Oda");
    const first = await site().open(`/inbox/open/${id}`);
    // By now it has asked for its stream.
    await first.getByRole("article").getByText("One").waitFor();
    let streams = 0;
    first.context().on("request", (request) => {
      if (request.url().endsWith("/events/stream")) streams += 1;
    });
    const others: Page[] = [];
    for (let more = 0; more < 7; more += 1) {
      const page = await first.context().newPage();
      await page.goto(`${site().address}/inbox/open/${id}`);
      await page.getByRole("article").getByText("One").waitFor();
      others.push(page);
    }
    await telegram.customer("Oda").send([text("Two")]);
    for (const page of others) await page.getByRole("article").getByText("Two").waitFor();
    expect(streams).toBe(0);
    await first.close();
    await telegram.customer("Oda").send([text("Three")]);
    for (const page of others) await page.getByRole("article").getByText("Three").waitFor();
    expect(streams).toBe(1);
  });

  it("says when the hub can't be reached at all, and comes up when it can", async () => {
    const page = await site().open("/settings/me", { faultsExpected: true });
    await page.route("**/api/v1/**", (route) => route.abort("connectionrefused"));
    await page.goto(`${site().address}/inbox/open`);
    await page.getByRole("alert").filter({ hasText: "The hub can't be reached" }).waitFor();
    await page.unroute("**/api/v1/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "All open" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});

/** To be kept from outside. */
function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
