import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { SimulatedPart } from "../../src/adapter/testkit/index.ts";
import { breaches } from "../support/axe.ts";
import { hasFocus, isDrawn, makeFilm, sourcesOf } from "../support/in-page.ts";
import { text, useInboxSite } from "../support/inbox-site.ts";
import { describeInBrowser } from "../support/requirements.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** So many seconds of a tone that grows louder: WAV, 8 bits, 8000 samples a second. */
function tone(seconds: number): Uint8Array {
  const count = seconds * 8000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0).toString();
  head.writeUInt32LE(36 + count, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(count, 40);
  const samples = Uint8Array.from(
    { length: count },
    (_, at) => 128 + Math.round((127 * at * Math.sin(at / 3)) / count),
  );
  return Buffer.concat([head, samples]);
}

const media = (
  kind: "image" | "voice" | "audio" | "video" | "file",
  mimeType: string,
  fileName: string,
  bytes: Uint8Array = pixel,
): Extract<SimulatedPart, { type: "media" }> => ({
  type: "media",
  file: { kind, bytes, mimeType, fileName },
});

/** For what a key or a click brings about, a moment later. */
const patience = { timeout: 5_000 };

describeInBrowser("what customers send to be seen and heard", (chromium) => {
  const site = useInboxSite(chromium);

  /** What somebody sent, before the agent's eyes. */
  async function shown(name: string, ...parts: readonly SimulatedPart[]): Promise<Page> {
    const page = await site().thread(name);
    for (const part of parts) await site().telegram.customer(name).send([part]);
    return page;
  }

  describe("pictures", () => {
    it("are looked at one after the other, close and from afar, with keys alone", async () => {
      const picture = media("image", "image/png", "cup.png");
      const captioned = { ...picture, caption: { text: "The blue one" } };
      const page = await shown("Ada", picture, captioned, picture);
      const openers = page.getByRole("button", { name: "Enlarge Picture" });
      await openers.nth(2).waitFor();
      const sources = await openers.getByRole("img").evaluateAll(sourcesOf);
      await openers.nth(2).focus();
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("dialog");
      const large = dialog.getByRole("img");
      const seen = (number: number): Promise<void> =>
        dialog.locator(`img[src="${String(sources[number])}"]`).waitFor();
      await seen(2);
      await expect.poll(() => large.getAttribute("alt"), patience).toBe("Picture from Ada");
      await expect.poll(() => large.evaluate(isDrawn), patience).toBe(true);
      const next = dialog.getByRole("button", { name: "Next picture" });
      await expect.poll(() => next.isDisabled(), patience).toBe(true);
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("ArrowLeft");
      await seen(0);
      await next.focus();
      await page.keyboard.press("Enter");
      await seen(1);
      await expect.poll(() => large.getAttribute("alt"), patience).toBe("The blue one");
      await dialog.getByText("The blue one", { exact: true }).last().waitFor();

      expect(await breaches(page)).toEqual([]);

      // Closer by keys, by the wheel, and by a double click, which also leads back.
      const zoom = async (): Promise<number> =>
        Number(/scale\(([\d.]+)\)/.exec((await large.getAttribute("style")) ?? "")?.[1]);
      await page.keyboard.press("+");
      await expect.poll(zoom, patience).toBe(1.5);
      await page.keyboard.press("ArrowRight");
      await expect
        .poll(() => large.getAttribute("style"), patience)
        .toContain("translate(-80px, 0px)");
      await page.keyboard.press("0");
      await expect.poll(zoom, patience).toBe(1);
      await large.hover();
      await page.mouse.wheel(0, -400);
      await expect.poll(zoom, patience).toBeGreaterThan(2);
      await large.dblclick();
      await expect.poll(zoom, patience).toBe(1);
      await large.dblclick();
      await expect.poll(zoom, patience).toBe(2.5);
      // The next one is seen whole.
      await page.keyboard.press("PageDown");
      await seen(2);
      await expect.poll(() => large.getAttribute("style"), patience).toContain("scale(1)");

      // The focus stays inside, and is back where it was afterwards.
      for (let turn = 0; turn < 8; turn += 1) await page.keyboard.press("Tab");
      await expect.poll(() => dialog.locator(":focus").count(), patience).toBe(1);
      const download = page.waitForEvent("download");
      await dialog.getByRole("link", { name: "Download" }).click();
      expect((await download).suggestedFilename()).toMatch(/\.png$/);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
      await expect.poll(() => openers.nth(2).evaluate(hasFocus), patience).toBe(true);
    });

    it("are found beyond what is loaded", async () => {
      const customer = site().telegram.customer("Olga");
      const first = media("image", "image/png", "first.png");
      await customer.send([{ ...first, caption: { text: "The first" } }]);
      for (let number = 1; number <= 90; number += 1) await customer.send([text(`${number}`)]);
      await customer.send([media("image", "image/png", "last.png")]);
      const page = await site().open(`/inbox/open/${await site().conversationOf("Olga")}`);
      await page.getByRole("button", { name: "Enlarge Picture" }).click();
      await page.getByRole("button", { name: "Previous picture" }).click();
      const dialog = page.getByRole("dialog", { name: "The first" });
      await dialog.getByRole("img").waitFor();
      expect(await dialog.getByRole("button", { name: "Previous picture" }).isDisabled()).toBe(
        true,
      );
    });

    it("are looked at by two fingers on a phone", async () => {
      const customer = site().telegram.customer("Ina");
      await customer.send([media("image", "image/png", "cup.png")]);
      const page = await site().open(`/inbox/open/${await site().conversationOf("Ina")}`, {
        viewport: { width: 390, height: 780 },
        hasTouch: true,
      });
      await page.getByRole("button", { name: "Enlarge Picture" }).tap();
      const picture = page.getByRole("dialog").getByRole("img");
      await picture.waitFor();
      const session = await page.context().newCDPSession(page);
      const touch = (type: "touchStart" | "touchMove" | "touchEnd", apart: number) =>
        session.send("Input.dispatchTouchEvent", {
          type,
          touchPoints:
            type === "touchEnd"
              ? []
              : [
                  { x: 195 - apart, y: 400, id: 1 },
                  { x: 195 + apart, y: 400, id: 2 },
                ],
        });
      await touch("touchStart", 20);
      await touch("touchMove", 40);
      await touch("touchMove", 60);
      await touch("touchEnd", 0);
      const scale = async (): Promise<number> =>
        Number(/scale\(([\d.]+)\)/.exec((await picture.getAttribute("style")) ?? "")?.[1]);
      await expect.poll(scale).toBeGreaterThan(2);
    });
  });

  describe("sounds and films", () => {
    it("are heard at the agent's speed, from any place, one at a time", async () => {
      const page = await shown(
        "Tom",
        media("voice", "audio/wav", "one.wav", tone(4)),
        media("audio", "audio/wav", "song.wav", tone(2)),
      );
      const voice = page.getByRole("group", { name: "Voice message" });
      await voice.getByText("0:00 of 0:04").waitFor();
      // Its bars grow as it grows louder.
      const bars = voice.locator("rect");
      await expect
        .poll(async () => Number(await bars.last().getAttribute("height")))
        .toBeGreaterThan(25);
      expect(Number(await bars.first().getAttribute("height"))).toBeLessThan(10);
      const isPlaying = (of: Locator) =>
        of.getByRole("button", { name: "Pause" }).waitFor({ state: "visible" });
      await voice.getByRole("button", { name: "Play" }).focus();
      await page.keyboard.press("Enter");
      await isPlaying(voice);
      await voice.getByText("0:01 of 0:04").waitFor();
      // Twice as fast, here and for all that is played from now on.
      await voice.getByRole("button", { name: "Speed: 1×. Change" }).click();
      await voice.getByRole("button", { name: "Speed: 1.5×. Change" }).click();
      const song = page.getByRole("group", { name: "song.wav" });
      await song.getByRole("button", { name: "Speed: 2×. Change" }).waitFor();
      const rate = (of: Locator) =>
        of.locator("audio").evaluate((one) => Reflect.get(one, "playbackRate") as number);
      expect([await rate(voice), await rate(song)]).toEqual([2, 2]);
      // The other one begins, this one pauses.
      await song.getByRole("button", { name: "Play" }).click();
      await voice.getByRole("button", { name: "Play" }).waitFor();
      await song.getByRole("button", { name: "Play" }).waitFor();
      await song.getByText("0:00 of 0:02").waitFor();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await breaches(page)).toEqual([]);
      }
      // To a place, by keys.
      const place = song.getByRole("slider", { name: "Position" });
      await place.press("ArrowRight");
      expect(await place.getAttribute("aria-valuetext")).toBe("0:02 of 0:02");
      await place.press("ArrowLeft");
      expect(await place.getAttribute("aria-valuetext")).toBe("0:00 of 0:02");
    });

    it("say so when they can't be played, and films play", async () => {
      const broken = Buffer.concat([
        Buffer.from("OggS"),
        Buffer.alloc(24),
        Buffer.from("OpusHead"),
      ]);
      const page = await shown("Uli", media("voice", "audio/ogg", "broken.ogg", broken));
      await page.getByText("This browser can't play it.").waitFor();
      const bytes = Uint8Array.from(await page.getByRole("main").evaluate(makeFilm));
      await site()
        .telegram.customer("Uli")
        .send([media("video", "video/webm", "film.webm", bytes)]);
      const film = page.locator("video");
      await film.waitFor();
      expect(await film.getAttribute("aria-label")).toBe("Video");
      await film.focus();
      await page.keyboard.press("Space");
      await expect
        .poll(() => film.evaluate((one) => Reflect.get(one, "currentTime") as number))
        .toBeGreaterThan(0);
    });

    it("are documents with size and kind where they are nothing else", async () => {
      const page = await shown("Vera", media("file", "application/pdf", "价目表.pdf", tone(1)));
      const card = page.getByRole("link", { name: /价目表\.pdf/ });
      await card.getByText(/^PDF · 8 kB$/).waitFor();
      expect(await card.getAttribute("download")).not.toBeNull();
    });
  });
});
