// `npm run docs:icons`: draws the icons of the installed inbox from its one SVG. Needs a Chromium
// (SWITCHBOARD_TEST_CHROMIUM names its binary).
import { readFile } from "node:fs/promises";
import path from "node:path";
import { findChromium, startBrowser } from "../support/chromium.ts";
import { root } from "../support/sources.ts";

/** The system cuts any shape out of a maskable one: the sign is well inside of it, its ground goes to the edges. */
const icons = [
  { file: "icon-192.png", size: 192, inside: 1, ground: "transparent" },
  { file: "icon-512.png", size: 512, inside: 1, ground: "transparent" },
  { file: "icon-maskable.png", size: 512, inside: 0.8, ground: "#0f766e" },
] as const;

const svg = await readFile(path.join(root, "web/inbox/icon.svg"), "utf8");
const browser = await startBrowser(findChromium() ?? "chromium");
try {
  const page = await browser.newPage();
  for (const { file, size, inside, ground } of icons) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>body { margin: 0; display: grid; place-content: center; height: 100vh; background: ${ground} }
       svg { width: ${size * inside}px; height: ${size * inside}px }</style>${svg}`,
    );
    const target = path.join(root, "web/inbox/public", file);
    await page.screenshot({ path: target, omitBackground: ground === "transparent" });
  }
} finally {
  await browser.close();
}
