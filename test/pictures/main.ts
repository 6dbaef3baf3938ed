// `npm run docs:pictures`: takes the README's pictures from a real hub, the second one while the demo's customers write.
// Needs a Chromium (SWITCHBOARD_TEST_CHROMIUM names its binary) and fonts with Chinese characters and emoji.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { findChromium, startBrowser } from "../support/chromium.ts";
import { root } from "../support/sources.ts";

const images = path.join(root, ".github/images");
const folder = await mkdtemp(path.join(tmpdir(), "switchboard-pictures-"));
const browser = await startBrowser(findChromium() ?? "chromium");
try {
  await withHub(["start"], /(http\S+\/setup#\S+)/, (link) => setupPage(browser, link));
  await withHub(["demo", "--speed", "20"], /HUB=(\S+) KEY=(\S+)/, (hub, key) =>
    inboxInDocs(browser, hub, key),
  );
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

/** The first thing that anybody sees. */
async function setupPage(from: Browser, link: string): Promise<void> {
  const page = await open(from, link);
  await page.getByRole("heading").first().waitFor();
  await page.getByLabel("您的姓名").fill("李娜");
  await page.getByLabel("电子邮箱").fill("li.na@example.com");
  await page.screenshot({ path: path.join(images, "setup.png") });
}

/** The inbox as the API answers it, in the docs page. */
async function inboxInDocs(from: Browser, hub: string, key: string): Promise<void> {
  const page = await open(from, `${hub}/api/docs`);
  await page.getByRole("button", { name: "Authorize", exact: true }).click();
  const dialog = page.locator(".dialog-ux");
  await dialog.getByLabel("auth-bearer-value").fill(key);
  await dialog.getByRole("button", { name: "Apply credentials" }).first().click();
  await dialog.getByRole("button", { name: "Close" }).first().click();
  const operation = page.locator(".opblock", { hasText: "The inbox: conversations of all" });
  await operation.locator(".opblock-summary-control").click();
  await operation.getByRole("button", { name: "Try it out" }).click();
  await operation.getByRole("button", { name: "Execute" }).click();
  const answer = operation.locator(".live-responses-table .response-col_description");
  await answer.getByText("王小明").first().waitFor();
  const body = answer.locator(".highlight-code").first();
  await body.screenshot({ path: path.join(images, "inbox-api.png") });
}

async function open(from: Browser, address: string): Promise<Page> {
  const context = await from.newContext({
    locale: "zh-CN",
    viewport: { width: 1000, height: 640 },
    colorScheme: "light",
  });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Runs a command until it has printed what matches, and then what is to be done with it. */
async function withHub(
  words: readonly string[],
  pattern: RegExp,
  work: (...found: readonly string[]) => Promise<void>,
): Promise<void> {
  const main = path.join(root, "src/cli/main.ts");
  const tsx = import.meta.resolve("tsx");
  const child = spawn(
    process.execPath,
    ["--conditions=source", `--import=${tsx}`, main, ...words],
    { cwd: folder, env: { ...process.env, PORT: "0" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  try {
    await work(...(await printed(child, pattern)).slice(1));
  } finally {
    const ended = once(child, "close");
    child.kill("SIGTERM");
    await ended;
  }
}

function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpMatchArray> {
  let text = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (more: string) => {
        text += more;
        const found = pattern.exec(text);
        if (found !== null) resolve(found);
      });
    }
    child.once("close", () => reject(new Error(`Ended without ${pattern}:\n${text}`)));
  });
}
