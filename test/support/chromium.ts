import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const candidates = [
  "/usr/lib/chromium/chromium-headless-shell",
  "/usr/lib/chromium/headless_shell",
  "/usr/lib/chromium/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser's own binary, where this machine has one. */
export function findChromium(): string | undefined {
  const chosen = process.env["SWITCHBOARD_TEST_CHROMIUM"];
  return (chosen === undefined ? candidates : [chosen]).find((file) => existsSync(file));
}

/** As root, and on a machine without a way out: nothing that a browser asks for by itself. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `more`: flags that only some tests need. */
export function startBrowser(
  executablePath: string,
  more: readonly string[] = [],
): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...flags, ...more] });
}
