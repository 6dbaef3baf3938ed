import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { axeBreaches } from "./in-page.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it is. */
export async function breaches(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return await page.evaluate(axeBreaches);
}
