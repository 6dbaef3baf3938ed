// `npm run docs:pictures`: takes the README's picture from a real hub, while the demo's customers write.
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
  const guide = /demo runs at (\S+)[\s\S]*Sign in as +(\S+), password (\S+)[\s\S]*KEY=/;
  await withHub(["demo", "--speed", "20"], guide, (hub, email, password) =>
    inbox(browser, hub, { email, password }),
  );
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

/** A conversation with a picture, answered, with a note beside it. */
async function inbox(
  from: Browser,
  hub: string,
  account: { readonly email: string; readonly password: string },
): Promise<void> {
  const page = await open(from, `${hub}/sign-in`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByLabel("电子邮箱").fill(account.email);
  await page.getByLabel("密码").fill(account.password);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("option", { name: "王小明" }).click();
  await page.getByRole("article").first().waitFor();
  await page.getByRole("option", { name: "Emma Clarke" }).click();
  await page.getByRole("button", { name: /cup|图片/ }).waitFor();
  await write(page, "Oh no, I am sorry! Shall we send you a new one today?");
  await page.getByText("A replacement would be great").first().waitFor();
  await page.getByText("备注", { exact: true }).click();
  await write(page, "老客户，今天优先寄出 🙏");
  await page.getByText("回复", { exact: true }).click();
  await page.getByRole("article").last().getByText("老客户").waitFor();
  // One of each platform.
  for (const name of ["陈伟", "小明", "Sofia Rossi"]) {
    await page.getByRole("option", { name }).first().waitFor({ timeout: 60_000 });
  }
  await page.screenshot({ path: path.join(images, "inbox.png") });
}

async function write(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: /回复客户|给同事的备注/ });
  await field.fill(text);
  await field.press("Enter");
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
