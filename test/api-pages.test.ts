import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { describeInBrowser } from "./support/requirements.ts";

describeInBrowser("the first pages in a browser", (executablePath) => {
  const api = useApi(useDatabase("sqlite"));
  let browser: Browser;
  const asked = new Set<string>();
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());
  afterEach(() => {
    // Not a font, not an icon, not a validator: nothing is asked of any other host, and no policy is offended.
    const others = [...asked].filter((host) => host !== new URL(api().url).host);
    const wrong = [...others.map((host) => `asked ${host}`), ...complaints];
    asked.clear();
    complaints.length = 0;
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  });

  const open = async (path: string, locale = "en"): Promise<Page> => {
    const page = await browser.newPage({ locale });
    page.on("request", (request) => {
      if (request.url().startsWith("http")) asked.add(new URL(request.url()).host);
    });
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("the server responded"))
        complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(api().url + path);
    return page;
  };

  it("make the first admin and a key that works, and leave no token in the address", async () => {
    const token = await api().auth.setup.ensureSetupToken();
    const page = await open(`/setup#${token ?? ""}`);
    expect(page.url()).toBe(`${api().url}/setup`);
    await page.getByLabel("Your name").fill("李娜");
    await page.getByLabel("E-mail address").fill("li.na@example.com");
    await page.getByLabel(/Password/).fill("correct horse battery");
    await page.getByRole("button", { name: "Create the account" }).click();
    await page.getByRole("heading", { name: "The hub is yours" }).waitFor();
    await page.getByRole("button", { name: "Make an API key" }).click();
    const field = page.getByLabel(/Copy it now/);
    await field.waitFor();
    const secret = await field.inputValue();
    const as = { headers: { Authorization: `Bearer ${secret}` } };
    expect((await api().call("/api/v1/channels", { as })).status).toBe(200);
    await page.close();
  });

  it("say in Chinese what is wrong with a used link", async () => {
    const page = await open("/setup#used", "zh-CN");
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    await page.getByLabel("您的姓名").fill("李娜");
    await page.getByLabel("电子邮箱").fill("li.na@example.com");
    await page.getByLabel(/密码/).fill("correct horse battery");
    await page.getByRole("button", { name: "创建账户" }).click();
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("此链接已使用");
    await page.close();
  });

  it("say where to find the link when there is none", async () => {
    const page = await open("/");
    expect(page.url()).toBe(`${api().url}/setup`);
    expect(await page.getByRole("alert").textContent()).toContain("one-time link");
    expect(await page.getByRole("button").count()).toBe(0);
    await page.close();
  });

  it("show what the API can do", async () => {
    const page = await open("/api/docs");
    await page.getByText("The inbox: conversations of all channels").waitFor();
    expect(await page.locator(".opblock").count()).toBe(api().api.routes.length);
    await page.close();
  });
});
