import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

describeInBrowser("the inbox as an app", (chromium) => {
  const site = useInboxSite(chromium);

  it("can be installed", async () => {
    const page = await site().open("/inbox/open");
    await shellKept(page);
    const devtools = await page.context().newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    expect(installabilityErrors).toEqual([]);
    const { errors, url } = await devtools.send("Page.getAppManifest");
    expect(errors).toEqual([]);
    const manifest = (await (await fetch(url)).json()) as { icons: readonly Icon[] };
    for (const { src, sizes, type } of manifest.icons) {
      const icon = await fetch(site().address + src);
      expect(icon.headers.get("content-type")).toBe(type);
      const png = Buffer.from(await icon.arrayBuffer());
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
  });

  it("keeps its own files, and nothing that anybody wrote", async () => {
    const page = await site().thread("Emma", "Keep this to yourself");
    await shellKept(page);
    // With the worker at work.
    await page.reload();
    await page.getByRole("article").first().waitFor();
    const kept = await page.evaluate<readonly string[]>(addressesKept);
    expect(kept.length).toBeGreaterThan(20);
    expect(kept.filter((path) => !/^\/(?:inbox|first\.js|assets\/[\w.-]+)$/.test(path))).toEqual(
      [],
    );
    expect(await page.evaluate<string>(textOfKept)).not.toMatch(/Emma|Keep this|li\.na/);
  });

  it("opens without a line to the hub, and says so", async () => {
    const page = await site().open("/inbox/open", { faultsExpected: true });
    await shellKept(page);
    await page.context().setOffline(true);
    await page.goto(`${site().address}/inbox/mine`);
    await page.getByRole("alert").getByText("You are offline").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("heading", { name: "Mine" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/inbox/mine");
  });

  it("tells of a new version, and loads it when the agent says so", async () => {
    const front = await upgradableFront(site().address);
    const page = await site().open("/inbox/open", { faultsExpected: true });
    // The cookie is for the host, whatever the port.
    await page.goto(`${front.address}/inbox/open`);
    await shellKept(page);
    const before = await page.evaluate<readonly string[]>("caches.keys()");
    expect(await page.getByRole("button", { name: "Load it" }).count()).toBe(0);

    front.upgrade();
    await page.getByRole("button", { name: "Load it" }).waitFor();
    // Nothing happens under the agent's hands.
    expect(await versionOf(page)).toBe("old");
    await page.getByRole("button", { name: "Load it" }).click();
    await page.locator("meta[name=version][content=new]").waitFor({ state: "attached" });
    await page.getByRole("heading", { name: "All open" }).waitFor();
    const after = await until("the old files are gone", async () => {
      const names = await page.evaluate<readonly string[]>("caches.keys()");
      return names.length === 1 && names;
    });
    expect(after).not.toEqual(before);
    expect(await page.getByRole("button", { name: "Load it" }).count()).toBe(0);
  });

  it("shows the new page after an upgrade, whatever was kept of the old one", async () => {
    const front = await upgradableFront(site().address);
    const page = await site().open("/inbox/open", { faultsExpected: true });
    await page.goto(`${front.address}/inbox/open`);
    await shellKept(page);
    front.upgrade();
    await page.reload();
    expect(await versionOf(page)).toBe("new");
  });
});

interface Icon {
  readonly src: string;
  readonly sizes: string;
  readonly type: string;
}

/** Waits until the worker has the files and the page. */
async function shellKept(page: Page): Promise<void> {
  const look = "navigator.serviceWorker.controller?.state === 'activated'";
  await until("the shell is kept", () => page.evaluate<boolean>(look));
}

function versionOf(page: Page): Promise<string> {
  return page.evaluate("document.querySelector('meta[name=version]').content");
}

const addressesKept = `(async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return requests.flat().map(({ url }) => new URL(url).pathname);
})()`;

const textOfKept = `(async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await caches.open(name)).matchAll()));
  return (await Promise.all(all.flat().map((response) => response.text()))).join("\\n");
})()`;

/** Stands before the hub as a proxy does; once upgraded, as if behind it were a later version of the pages. */
async function upgradableFront(
  hub: string,
): Promise<{ readonly address: string; upgrade(): void }> {
  let version = "old";
  const server: Server = createServer((from, to) => {
    // Uncompressed, so that the page can be told apart.
    const headers = { ...from.headers, "accept-encoding": "identity" };
    const { method, url = "/" } = from;
    const onward = request(hub + url, { method, headers }, (answer) => {
      const isPage = answer.headers["content-type"]?.startsWith("text/html") === true;
      const { "content-length": _length, ...rest } = answer.headers;
      to.writeHead(answer.statusCode ?? 502, rest);
      if (url === "/worker.js") {
        answer.on("data", (part: Buffer) => {
          to.write(part.toString().replace("shell-", version === "old" ? "shell-" : "shell-new-"));
        });
        answer.on("end", () => to.end());
      } else if (isPage) {
        answer.on("data", (part: Buffer) => {
          to.write(
            part.toString().replace("<title>", `<meta name="version" content="${version}"><title>`),
          );
        });
        answer.on("end", () => to.end());
      } else answer.pipe(to);
      to.on("close", () => answer.destroy());
    });
    onward.on("error", () => to.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    upgrade() {
      version = "new";
      // As when the hub is started anew: all lines are cut.
      server.closeAllConnections();
    },
  };
}
