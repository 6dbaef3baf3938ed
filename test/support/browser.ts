import type { Browser, Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** A page that tells what it did besides what was asked of it. */
export interface WatchedPage {
  readonly page: Page;
  /** Requests to other origins than the one given, breaches of the policy, errors of scripts. */
  readonly faults: readonly string[];
}

/** A new window in this language, closed at the end of the test. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:" && url.origin !== origin) faults.push(`asked for ${url.href}`);
  });
  page.on("console", (message) => {
    // Chromium says of every refused request that it was refused; what the page makes of it is looked at.
    const refused = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refused) faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  return { page, faults };
}
