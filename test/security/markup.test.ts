import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";
import { until } from "../support/until.ts";

/** What every payload tries to run. */
const act = "top.pwned=1";

const handlers = [
  "onerror",
  "onload",
  "onclick",
  "onfocus",
  "ontoggle",
  "onmouseover",
  "onanimationstart",
];
const tags = [
  "img src=x",
  "svg",
  "body",
  "input autofocus",
  "details open",
  "video src=x",
  "audio src=x",
  "iframe src=x",
  "object data=x",
  "marquee",
  "style",
  "math",
  "select autofocus",
  "a href=x",
];
const schemes = [
  "javascript:",
  "JaVaScRiPt:",
  "java\tscript:",
  "java\nscript:",
  " javascript:",
  "javascript&colon;",
  "data:text/html,",
  "vbscript:",
  "\u0001javascript:",
  "javascript://%0a",
  "blob:",
  "view-source:javascript:",
];
const wrappers: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `"><${payload.slice(1)}`,
  (payload) => `'/>${payload}`,
  (payload) => `</textarea></title></script></style>${payload}`,
  (payload) => `\u202e${payload}`,
];

/** A few hundred, of every kind that a page may fall for. */
const payloads: readonly string[] = [
  ...tags
    .flatMap((tag) => handlers.map((handler) => `<${tag} ${handler}=${act}>`))
    .flatMap((payload, at) => {
      const wrap = wrappers[at % wrappers.length];
      return wrap === undefined ? [] : [wrap(payload), payload];
    }),
  ...schemes.flatMap((scheme) => [
    `${scheme}${act}`,
    `<a href="${scheme}${act}">x</a>`,
    `[x](${scheme}${act})`,
    `https://example.com/"onmouseover="${act}`,
    `<iframe src="${scheme}${act}">`,
  ]),
  `<script>${act}</script>`,
  `<svg><script>${act}</script></svg>`,
  `<math><mtext><table><mglyph><style><img src onerror=${act}>`,
  `<noscript><p title="</noscript><img src onerror=${act}>">`,
  `{{constructor.constructor('${act}')()}}`,
  `\${${act}}`,
  `<%= ${act} %>`,
  `$t(${act})`,
  `{{- name }}<img src onerror=${act}>`,
  `<template shadowrootmode=open><img src onerror=${act}></template>`,
  `<meta http-equiv=refresh content="0;url=javascript:${act}">`,
  `<base href="javascript:${act}//">`,
  `<form action="javascript:${act}"><button>`,
  `<a href="jav&#x09;ascript:${act}">`,
  `\u2028${act}\u2029`,
];

describeInBrowser("what customers send never runs", (chromium) => {
  const site = useInboxSite(chromium);

  const wasRun = (page: Page): Promise<boolean> =>
    page.evaluate("window.pwned !== undefined || top.pwned !== undefined");

  it(
    "wherever a text, a name or a file's name of theirs is shown",
    { timeout: 120_000 },
    async () => {
      expect(payloads.length).toBeGreaterThan(250);
      const { telegram } = site();
      const dialogs: string[] = [];
      const bytes = Buffer.from("%PDF-1.4");
      const one = (at: number): string => payloads[at % payloads.length] ?? "";
      // Each of them once as a text, a caption, a file's name, a place, a card, a question; and every tenth as a person's name.
      for (const [at, payload] of payloads.entries()) {
        const name = at % 10 === 0 ? `${payload} ${at}` : `Customer ${at % 10}`;
        const customer = telegram.customer(name);
        const message = await customer.send([{ type: "text", text: { text: payload } }]);
        if (at % 3 === 0)
          await customer.send([
            {
              type: "media",
              file: {
                kind: "file",
                bytes,
                mimeType: "application/pdf",
                fileName: `${payload}.pdf`,
              },
              caption: { text: one(at + 1) },
            },
          ]);
        if (at % 3 === 1)
          await customer.send([{ type: "location", latitude: 1, longitude: 2, name: payload }]);
        if (at % 3 === 2)
          await customer.send([{ type: "contact-card", name: payload, phones: [payload] }]);
        if (at % 5 === 0)
          await customer.send([
            {
              type: "poll",
              question: payload,
              options: [one(at + 2), `${payload} `],
              multiple: true,
            },
          ]);
        if (at % 7 === 0)
          await customer.send(
            [
              {
                type: "text",
                text: { text: "x", spans: [{ start: 0, end: 1, style: "link", value: payload }] },
              },
            ],
            { replyTo: message },
          );
      }
      const conversations = await until("all of them", async () => {
        const { items } = (await site().ask("GET", "/api/v1/conversations?limit=200")) as {
          items: readonly { id: string; title: string }[];
        };
        return items.length >= Math.ceil(payloads.length / 10) + 9 ? items : undefined;
      });
      const label = { labels: [one(0).slice(0, 50).trim()] };
      await site().ask("PATCH", `/api/v1/conversations/${conversations[0]?.id ?? ""}`, label);

      const page = await site().open("/inbox/open");
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      await page.getByRole("option").first().waitFor();
      expect(await wasRun(page)).toBe(false);
      let shown = 0;
      const ran: string[] = [];
      for (const { id } of conversations) {
        await page.goto(`${site().address}/inbox/open/${id}`);
        await page.getByRole("article").first().waitFor();
        // Everything that can be scrolled to, moved over and reached.
        const pane = page.locator("main [role=region]");
        for (let turn = 0; turn < 8; turn += 1) {
          shown += await page.getByRole("article").count();
          await pane.press("PageUp");
        }
        if (await wasRun(page)) ran.push(id);
      }
      expect(ran).toEqual([]);
      expect(shown).toBeGreaterThan(payloads.length);
      for (const where of ["me", "channels", "audit", "agents", "api-keys"]) {
        await page.goto(`${site().address}/settings/${where}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        expect(await wasRun(page)).toBe(false);
      }
      expect(dialogs).toEqual([]);
      // Nothing that was sent became an element: our pages have none of these.
      expect(
        await page.locator("iframe, object, embed, marquee, base, math, form[action]").count(),
      ).toBe(0);
    },
  );

  it("also in names that agents and admins give", async () => {
    const [payload = ""] = payloads;
    await site().ask("PATCH", `/api/v1/channels/${site().channelId}`, { name: payload });
    const page = await site().open("/settings/channels");
    await page.getByRole("link", { name: payload }).click();
    await page.getByRole("heading", { level: 1, name: payload }).waitFor();
    await page.goto(`${site().address}/inbox/channel-${site().channelId}`);
    await page.getByRole("heading", { name: payload }).waitFor();
    expect(await wasRun(page)).toBe(false);
    expect(await page.locator("img[src=x]").count()).toBe(0);
  });
});
