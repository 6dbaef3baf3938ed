import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "playwright-core";

/**
 * Looks out for a text in the page. What it resolves with resolves with the time, on the clock of all processes, of the
 * first frame after the one that had the text in it: by then it is on the screen.
 */
export async function watchPaint(page: Page, text: string): Promise<() => Promise<number>> {
  await page.evaluate(`void (window.painted = new Promise((resolve) => {
    const found = () => {
      if (!document.body.textContent.includes(${JSON.stringify(text)})) return;
      watcher.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(0);
      });
    };
    const watcher = new MutationObserver(found);
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  }))`);
  return () => page.evaluate<number>("window.painted");
}

const scrollSeconds = 3;

/** Turns the wheel over an element for some seconds, and counts the frames drawn in the browser's trace. */
export async function framesPerSecond(
  page: Page,
  over: Locator,
  direction: 1 | -1,
): Promise<number> {
  await over.hover();
  const session = await page.context().newCDPSession(page);
  const frames: number[] = [];
  session.on("Tracing.dataCollected", ({ value }) => {
    for (const { name, ts } of value as readonly { name?: string; ts?: number }[]) {
      if (name === "DrawFrame" && ts !== undefined) frames.push(ts / 1_000_000);
    }
  });
  const done = new Promise<void>((resolve) =>
    session.once("Tracing.tracingComplete", () => resolve()),
  );
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline.frame"],
    },
  });
  const end = performance.now() + scrollSeconds * 1000;
  while (performance.now() < end) await page.mouse.wheel(0, direction * 120);
  await session.send("Tracing.end");
  await done;
  await session.detach();
  const seconds = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return seconds === 0 ? 0 : (frames.length - 1) / seconds;
}

/** A page that shows what comes over its stream, and nothing else. */
export async function startBarePage(): Promise<{
  readonly address: string;
  readonly untilOpen: Promise<void>;
  send(text: string): void;
  stop(): Promise<void>;
}> {
  const streams: ServerResponse[] = [];
  let opened: () => void = () => undefined;
  const untilOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const server = createServer((request, response) => {
    if (request.url !== "/stream") {
      response.setHeader("Content-Type", "text/html").end(bareHtml);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    streams.push(response);
    opened();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    untilOpen,
    send(text) {
      for (const stream of streams) stream.write(`data: ${text}\n\n`);
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const bareHtml = `<!doctype html><title>Bare</title><body><script>
  new EventSource("/stream").onmessage = ({ data }) => document.body.append(data);
</script>`;
