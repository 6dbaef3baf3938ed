import type { Page } from "playwright-core";
import { findChromium, startBrowser } from "../support/chromium.ts";
import { type BenchHub, startBenchHub } from "./bench-hub.ts";
import type { BenchDatabase } from "./databases.ts";
import { framesPerSecond, startBarePage, watchPaint } from "./pages.ts";
import { post } from "./post.ts";
import { percentile } from "./statistics.ts";
import { update } from "./updates.ts";

export interface PaintFigures {
  /** From the answer to the platform, right after the commit, until the message is painted in the open thread, ms. */
  readonly painted: { readonly p50: number; readonly p99: number };
  /** The same for a bare page that gets a text over a bare stream: what the browser itself costs here. */
  readonly floor: { readonly p50: number; readonly p99: number };
  /** Until a row has moved to the top of the list, ms. */
  readonly listed: { readonly p50: number; readonly p99: number };
  /** Frames that the browser drew in a second of scrolling, by its own trace. */
  readonly threadFrames: number;
  readonly listFrames: number;
  /** Lines and rows in the document after that. */
  readonly threadLines: number;
  readonly listRows: number;
}

/** How much is there when it is measured. */
export interface PaintSize {
  readonly conversations: number;
  readonly messages: number;
}

const rounds = 60;
/** Apart from the many: whose thread is long and open. */
const busy = 9_000_000;

/** An agent's page in a real browser, in front of a full hub. Undefined where there is no browser. */
export async function paintRun(
  fresh: () => Promise<BenchDatabase>,
  size: PaintSize,
): Promise<PaintFigures | undefined> {
  const chromium = findChromium();
  if (chromium === undefined) return undefined;
  const bench = await startBenchHub(fresh, "webhook");
  const browser = await startBrowser(chromium);
  try {
    const send = sender(bench);
    await send(
      range(size.conversations, (number) => [number, `Hello ${number}`]),
      32,
    );
    await send(
      range(size.messages, (number) => [busy, `Message ${number} ${"word ".repeat(number % 60)}`]),
      1,
    );
    const { items } = (await bench.hub.call("GET", "/api/v1/conversations?limit=1")) as {
      items: readonly { id: string }[];
    };
    const id = String(items[0]?.id);
    await bench.hub.call("POST", `/api/v1/conversations/${id}/read`);
    const context = await browser.newContext({ locale: "en" });
    await context.addCookies([
      {
        name: bench.hub.cookie.split("=")[0] ?? "",
        value: bench.hub.cookie.slice(bench.hub.cookie.indexOf("=") + 1),
        domain: "127.0.0.1",
        path: "/",
      },
    ]);
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${bench.hub.port}/inbox/open/${id}`);
    await page.getByRole("article").last().waitFor();
    await page.getByRole("option").first().waitFor();
    const painted = await onePerRound(page, (text) => send([[busy, text]], 1));
    const listed = await onePerRound(page, (text, round) => send([[round, text]], 1));
    const thread = page.getByRole("region", { name: /^Conversation/ });
    const threadFrames = await framesPerSecond(page, thread, -1);
    const threadLines = await page.getByRole("article").count();
    const list = page.getByRole("listbox");
    const listFrames = await framesPerSecond(page, list, 1);
    const listRows = await page.getByRole("option").count();
    const floor = await floorRun(page);
    return { painted, floor, listed, threadFrames, listFrames, threadLines, listRows };
  } finally {
    await browser.close();
    await bench.stop();
  }
}

function range<T>(count: number, make: (number: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

type Sent = readonly [customer: number, text: string];

/** Sends as the platform does, each with the next number. */
function sender(bench: BenchHub): (messages: readonly Sent[], senders: number) => Promise<unknown> {
  let number = 0;
  return (messages, senders) => {
    const bodies = messages.map(([customer, text]) => {
      number += 1;
      return update(number, { customer, text });
    });
    return post({ ...bench.webhook, bodies, senders });
  };
}

/** One text at a time: from when its sending was answered until it is on the screen. */
async function onePerRound(
  page: Page,
  send: (text: string, round: number) => Promise<unknown>,
): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const text = `Painted ${round} ${performance.now()}`;
    const at = await watchPaint(page, text);
    await send(text, round);
    const answered = performance.timeOrigin + performance.now();
    times.push(Math.max(0, (await at()) - answered));
  }
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

async function floorRun(page: Page): Promise<{ p50: number; p99: number }> {
  const bare = await startBarePage();
  try {
    await page.goto(bare.address);
    await bare.untilOpen;
    return await onePerRound(page, async (text) => bare.send(text));
  } finally {
    await bare.stop();
  }
}
