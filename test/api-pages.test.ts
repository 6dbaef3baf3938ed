import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { password, useApi } from "./support/api.ts";
import { buildPages } from "./support/built-pages.ts";
import { useDatabase } from "./support/database.ts";
import { describeInBrowser } from "./support/requirements.ts";

describeInBrowser("the first pages in a browser", (executablePath) => {
  const api = useApi(useDatabase("sqlite"));
  let browser: Browser;
  const asked = new Set<string>();
  const complaints: string[] = [];

  beforeAll(async () => {
    await buildPages();
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

  it("lead to the inbox of who has signed in", async () => {
    await api().person("agent", "Li Na");
    const page = await open("/inbox/mine");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("E-mail address").fill("li.na@example.com");
    await page.getByLabel("Password").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").filter({ hasText: "is wrong" }).waitFor();
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Mine" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/inbox/mine");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.close();
  });

  it("lead to no address of another's, whatever the link says", async () => {
    await api().person("agent", "Li Na");
    const page = await open("/sign-in?next=//evil.example/inbox");
    await page.getByLabel("E-mail address").fill("li.na@example.com");
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "All open" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/inbox/open");
    await page.close();
  });

  it("keep the browser from running what isn't ours, and from keeping the page", async () => {
    const page = await fetch(`${api().url}/inbox/mine`);
    expect(page.headers.get("cache-control")).toBe("no-store");
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    // Voice is recorded there, and nowhere else.
    const devices = page.headers.get("permissions-policy");
    expect(devices).toBe("camera=(), geolocation=(), microphone=(self)");
    for (const other of ["/widget/loader.js", "/docs", "/api/v1/health"]) {
      const { headers } = await fetch(`${api().url}${other}`);
      expect(headers.get("permissions-policy")).toBe("camera=(), geolocation=(), microphone=()");
    }
    const html = await page.text();
    expect(html).not.toMatch(/<style|<script(?![^>]* src=)| on\w+=/);
    const assets = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, name]) => name);
    expect(assets.length).toBeGreaterThan(2);
    for (const asset of assets) {
      const file = await fetch(`${api().url}${String(asset)}`);
      expect(file.status).toBe(200);
      expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(file.headers.get("content-encoding")).toBe("gzip");
      expect(await file.text()).not.toBe("");
    }
    expect((await fetch(`${api().url}/assets/../package.json`)).status).toBe(404);
    expect((await fetch(`${api().url}/first.js`)).headers.get("cache-control")).toBe("no-cache");
  });

  it("let other sites load the chat's button, and nothing else of it", async () => {
    const loader = await fetch(`${api().url}/widget/loader.js`);
    expect(loader.status).toBe(200);
    expect(loader.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(loader.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(loader.headers.get("cache-control")).toContain("max-age=300");
    const etag = loader.headers.get("etag") ?? "";
    const again = await fetch(`${api().url}/widget/loader.js`, {
      // As a browser asks again.
      headers: { "If-None-Match": etag, "Cache-Control": "max-age=0" },
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    for (const name of ["chat.js", "chat.css"]) {
      const file = await fetch(`${api().url}/widget/${name}`);
      expect(file.headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(file.headers.get("content-encoding")).toBe("gzip");
      expect(file.headers.get("etag")).not.toBe(etag);
      expect(await file.text()).not.toBe("");
    }
    expect((await fetch(`${api().url}/widget/built-from.txt`)).status).toBe(404);
  });

  it("show what the API can do", async () => {
    const page = await open("/api/docs");
    await page.getByText("The inbox: conversations of all channels").waitFor();
    expect(await page.locator(".opblock").count()).toBe(api().api.routes.length);
    await page.close();
  });
});
