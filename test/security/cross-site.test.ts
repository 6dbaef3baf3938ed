import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

/** The smallest picture that browsers show. */
const picture = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAA=", "base64");

/**
 * Another site, and a page of another program on the hub's own machine, which browsers take for the same site and send
 * the cookie to.
 */
const hosts = [
  { host: "localhost", sendsCookie: false },
  { host: "127.0.0.1", sendsCookie: true },
] as const;

describeInBrowser(
  "an agent who is signed in and looks at a page of somebody else's",
  (chromium) => {
    const site = useInboxSite(chromium);

    /** A window that is signed in, at a hostile page. */
    async function lured(host: string): Promise<{ page: Page; origin: string }> {
      const hostile = createServer((_request, response) => {
        response.setHeader("Content-Type", "text/html").end("<!doctype html><body>Win a prize!");
      });
      await new Promise<void>((resolve) => void hostile.listen(0, host, resolve));
      onTestFinished(() => {
        hostile.closeAllConnections();
        hostile.close();
      });
      const origin = `http://${host}:${(hostile.address() as AddressInfo).port}`;
      const page = await site().open("/settings/me", { faultsExpected: true });
      await page.goto(origin);
      return { page, origin };
    }

    it.each(hosts)("loses nothing to forms from $host", async ({ host, sendsCookie }) => {
      const { page, origin } = await lured(host);
      const { telegram, ask, address } = site();
      const customer = `Form ${host}`;
      await telegram.customer(customer).send([{ type: "text", text: { text: "Hello" } }]);
      const id = await site().conversationOf(customer);
      const messages = `/api/v1/conversations/${id}/messages`;
      // JSON in a form's clothes: the equals sign falls into a name that nobody reads.
      const smuggled = `{"parts":[{"type":"text","text":{"text":"Send money`;
      const tries = [
        { action: messages, enctype: "text/plain", name: smuggled, value: `"}}]}` },
        {
          action: messages,
          enctype: "application/x-www-form-urlencoded",
          name: "parts",
          value: "x",
        },
        { action: "/api/v1/attachments", enctype: "multipart/form-data", name: "file", value: "x" },
        {
          action: `/api/v1/conversations/${id}`,
          enctype: "text/plain",
          name: `{"status":"`,
          value: `resolved"}`,
        },
        { action: "/api/v1/session?_method=DELETE", enctype: "text/plain", name: "{", value: "}" },
      ];
      for (const { action, ...fields } of tries) {
        const answered = page.waitForResponse((response) => response.url() === address + action);
        await page.evaluate(submitForm, { action: address + action, ...fields });
        const answer = await answered;
        expect({ action, ok: answer.ok() }).toEqual({ action, ok: false });
        const { cookie } = await answer.request().allHeaders();
        expect(cookie !== undefined).toBe(sendsCookie);
        await page.waitForURL(address + action);
        await page.goto(origin);
      }
      const { items } = await ask("GET", messages);
      expect(items).toHaveLength(1);
      expect(await ask("GET", `/api/v1/conversations/${id}`)).toMatchObject({ status: "open" });
      expect(site().sentTo(customer)).toEqual([]);
      await page.goto(`${address}/settings/me`);
      await page.getByRole("heading", { level: 1, name: "My settings" }).waitFor();
    });

    it.each(hosts)("shows nothing of the hub to $host", async ({ host }) => {
      const { page } = await lured(host);
      const { telegram, address } = site();
      const customer = `Picture ${host}`;
      const file = {
        kind: "image",
        bytes: picture,
        mimeType: "image/gif",
        fileName: "a.gif",
      } as const;
      await telegram.customer(customer).send([{ type: "media", file }]);
      const id = await site().conversationOf(customer);
      const stored = await until("the picture is stored", async () => {
        const { items } = await site().ask("GET", `/api/v1/conversations/${id}/messages`);
        const [message] = items as readonly { parts: readonly { media: { id: string } }[] }[];
        return message?.parts[0]?.media.id;
      });
      const content = `/api/v1/attachments/${stored}/content?inline=true`;
      const stream = `${address}/api/v1/events/stream`;
      const seen = await page.evaluate(tryToRead, {
        picture: address + content,
        json: `${address}/api/v1/session`,
        stream,
        socket: stream.replace("http:", "ws:"),
        page: `${address}/inbox/open/${id}`,
      });
      expect(seen).toEqual({
        picture: "error",
        script: "error",
        json: "TypeError",
        opaque: "TypeError",
        preflighted: "TypeError",
        stream: "error",
        socket: "error",
        frame: "no document",
      });
    });
  },
);

/** Sends a form as a click on it would. */
const submitForm = Object.assign(
  (_form: Readonly<Record<"action" | "enctype" | "name" | "value", string>>): void => undefined,
  {
    toString: () => `({ action, enctype, name, value }) => {
      const form = document.body.appendChild(document.createElement("form"));
      Object.assign(form, { action, enctype, method: "post" });
      form.append(Object.assign(document.createElement("textarea"), { name, value }));
      form.submit();
    }`,
  },
);

/** What comes of each way that a page has to another host. */
const tryToRead = Object.assign(
  (_addresses: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({}),
  {
    toString: () => `async ({ picture, json, stream, socket, page }) => {
      const load = (element, place) => new Promise((resolve) => {
        element.onload = () => resolve("loaded");
        element.onerror = () => resolve("error");
        if (place) document.body.append(element);
      });
      const end = (source) => new Promise((resolve) => {
        source.onopen = () => resolve("open");
        source.onmessage = () => resolve("message");
        source.onerror = () => resolve("error");
      });
      const told = (promise, look) => promise.then(look, (error) => error.name);
      const credentials = "include";
      const frame = Object.assign(document.createElement("iframe"), { src: page });
      await load(frame, true);
      let inFrame = "no document";
      try {
        inFrame = frame.contentWindow.document.body.textContent;
      } catch {}
      return {
        picture: await load(Object.assign(new Image(), { src: picture }), true),
        script: await load(Object.assign(document.createElement("script"), { src: json }), true),
        json: await told(fetch(json, { credentials }), () => "read"),
        opaque: await told(
          fetch(json, { credentials, mode: "no-cors" }),
          async (answer) => answer.type + ", " + (await answer.arrayBuffer()).byteLength + " bytes",
        ),
        preflighted: await told(
          fetch(json, { credentials, method: "DELETE", headers: { "X-Any": "1" } }),
          () => "done",
        ),
        stream: await end(new EventSource(stream, { withCredentials: true })),
        socket: await end(new WebSocket(socket)),
        frame: inFrame,
      };
    }`,
  },
);
