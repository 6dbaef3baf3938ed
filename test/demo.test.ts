import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileTypeFromBuffer } from "file-type";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { cast, wechatCast, whatsappCast } from "../src/cli/demo/cast.ts";
import { Chance } from "../src/cli/demo/chance.ts";
import { voiceNote } from "../src/cli/demo/voice.ts";
import { type RunningCommand, startSwitchboard, manyProcesses } from "./support/command-line.ts";

interface Item {
  readonly id: string;
  readonly title: string;
  readonly direction: string;
  readonly editedAt: string | null;
  readonly parts: readonly {
    readonly type: string;
    readonly text?: { readonly text: string };
    readonly media?: { readonly id: string; readonly state: string };
  }[];
  readonly reactions: readonly { readonly emojis: readonly string[] }[];
  readonly delivery: { readonly state: string } | null;
}

/** What somebody does who follows what the demo prints. */
class Visitor {
  readonly #hub: string;
  readonly #key: string;

  constructor(hub: string, key: string) {
    this.#hub = hub;
    this.#key = key;
  }

  static async of(demo: RunningCommand): Promise<Visitor> {
    const [, hub = "", key = ""] = await demo.until(/export HUB=(\S+) KEY=(\S+)/);
    return new Visitor(hub, key);
  }

  async get(place: string): Promise<Response> {
    const response = await fetch(`${this.#hub}/api/v1/${place}`, {
      headers: { Authorization: `Bearer ${this.#key}` },
    });
    if (!response.ok) throw new Error(`${place}: ${response.status} ${await response.text()}`);
    return response;
  }

  async list(place: string): Promise<readonly Item[]> {
    return ((await (await this.get(place)).json()) as { items: readonly Item[] }).items;
  }

  async conversationWith(name: string): Promise<Item> {
    return this.#watch(async () =>
      (await this.list("conversations")).find(({ title }) => title === name),
    );
  }

  /** Resolves when one of the messages is as wanted. */
  async message(name: string, wanted: (message: Item) => boolean): Promise<Item> {
    const { id } = await this.conversationWith(name);
    return this.#watch(async () => (await this.list(`conversations/${id}/messages`)).find(wanted));
  }

  /** Looks again whenever something changed. */
  async #watch<T>(look: () => Promise<T | undefined>): Promise<T> {
    const { body } = await this.get("events/stream?after=0");
    const changes = body?.getReader();
    for (;;) {
      const found = await look();
      if (found === undefined && (await changes?.read())?.done === false) continue;
      await changes?.cancel();
      if (found === undefined) throw new Error("The stream ended.");
      return found;
    }
  }

  async reply(name: string, text: string): Promise<void> {
    const { id } = await this.conversationWith(name);
    const response = await fetch(`${this.#hub}/api/v1/conversations/${id}/messages`, {
      method: "POST",
      headers: { Authorization: `Bearer ${this.#key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ parts: [{ type: "text", text: { text } }] }),
    });
    if (response.status !== 201) throw new Error(await response.text());
  }
}

function says(text: string): (message: Item) => boolean {
  return ({ parts }) => parts.some((part) => part.text?.text === text);
}

const fast = ["demo", "--speed", "200"];

describe("switchboard demo", manyProcesses, () => {
  it("has customers who write, correct, send pictures and answer us, in Chinese and English", async () => {
    const demo = await startSwitchboard(fast);
    const visitor = await Visitor.of(demo);
    await visitor.message("王小明", says("你好，请问蓝色的马克杯还有货吗？"));
    const corrected = await visitor.message("李娜", says("请问可以定制刻字吗？想刻“生日快乐”"));
    expect(corrected.editedAt).not.toBeNull();
    await visitor.conversationWith("Pottery friends 陶艺之友");

    const picture = await visitor.message("Emma Clarke", ({ parts: [part] }) => {
      return part?.media?.state === "ready";
    });
    const file = await visitor.get(`attachments/${picture.parts[0]?.media?.id}/content`);
    expect(await fileTypeFromBuffer(await file.arrayBuffer())).toMatchObject({ ext: "png" });

    // The same person, on WeChat.
    await visitor.message("小明", says("以后在微信上联系我就好"));
    await visitor.reply("小明", "好的，微信上见。");
    await visitor.message("小明", ({ parts: [part] }) => part?.media?.state === "ready");

    await visitor.reply("王小明", "有货的。");
    await visitor.message("王小明", says("太好了！寄到上海大概几天？"));
    await visitor.reply("王小明", "三天左右。");
    const liked = await visitor.message("王小明", ({ reactions }) => reactions.length > 0);
    expect(liked).toMatchObject({ direction: "outbound", delivery: { state: "sent" } });
    await visitor.message("王小明", ({ parts: [part] }) => part?.type === "location");
    await visitor.reply("王小明", "好的！");
    await visitor.message("王小明", says("好的，明白了。"));

    const { code, stderr, stdout } = await demo.signal("SIGINT");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/→ 王小明: 有货的。\n {2}王小明: 太好了/);
    expect(stdout).not.toMatch(/"level":/);
  });

  it("shows WhatsApp too, or says what it needs for that", async () => {
    const demo = await startSwitchboard(fast);
    const visitor = await Visitor.of(demo);
    if (inject("requirements").chromium === undefined) {
      await demo.until(/WhatsApp \(simulated\) is left out: .*WhatsApp needs Chromium/);
    } else {
      await visitor.message("林志强", ({ parts: [part] }) => part?.media?.state === "ready");
      await visitor.reply("林志强", "可以换，寄回来就行。");
      await visitor.message("林志强", says("好的，那换一个蓝色的吧"));
    }
    expect((await demo.signal("SIGINT")).code).toBe(0);
  });

  it("prints a call that answers the first customer, and a way to sign in", async () => {
    const demo = await startSwitchboard(fast);
    const [, name = ""] = await demo.until(/Answer (.+), who will go on:/);
    const [, hub, place] = await demo.until(/(\$HUB)(\/api\/v1\/conversations\/\S+\/messages)"/);
    expect([hub, place]).toEqual(["$HUB", expect.stringMatching(/[-\da-f]{36}/)]);
    const visitor = await Visitor.of(demo);
    expect(place).toContain((await visitor.conversationWith(name)).id);
    const [, email, password] = await demo.until(/Sign in as +(\S+), password (\S+)/);
    const [, address] = await demo.until(/demo runs at (\S+)/);
    const { status } = await fetch(`${address}/api/v1/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
    expect(status).toBe(201);
    // The shop's own website, with a chat that works.
    const [, website = ""] = await demo.until(/A shop's website +(\S+),/);
    const page = await (await fetch(website)).text();
    const [, loader = "", channel = ""] = / src="(\S+)" data-channel="(\S+)"/.exec(page) ?? [];
    expect((await fetch(loader)).status).toBe(200);
    const config = await fetch(`${String(address)}/webhooks/${channel}/config?locale=en`);
    expect(await config.json()).toMatchObject({ name: "The Blue Kiln" });
  });

  it("takes another port when its own is taken, and says why it can't listen at all", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const demo = await startSwitchboard(fast, { PORT: String(port) });
    const [, address = ""] = await demo.until(/demo runs at (\S+)/);
    expect(new URL(address).port).not.toBe(String(port));
    const nowhere = await startSwitchboard(fast, { HOST: "nowhere.invalid" });
    expect((await nowhere.ended).stderr).toContain("HOST is not an address of this machine");
  });

  it("starts from nothing each time, in a folder of its own", async () => {
    const first = await startSwitchboard(fast);
    await (await Visitor.of(first)).conversationWith("王小明");
    const busy = await startSwitchboard(fast, {}, first.folder);
    expect(await busy.ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/A demo runs already, as process \d+\. Stop it/) as string,
    });
    await first.signal("SIGTERM");
    const second = await startSwitchboard(fast, {}, first.folder);
    await (await Visitor.of(second)).conversationWith("王小明");
  });

  it("wipes nothing that no demo made", async () => {
    const first = await startSwitchboard(["demo", "--speed", "x"]);
    expect((await first.ended).stderr).toContain('--speed must be a number above 0, not "x".');
    const letter = path.join(first.folder, "data/demo/letter.txt");
    await mkdir(path.dirname(letter), { recursive: true });
    await writeFile(letter, "Dear …");
    const { code, stderr } = await (await startSwitchboard(fast, {}, first.folder)).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("holds something that no demo made. Move it away");
    expect(await readFile(letter, "utf8")).toBe("Dear …");
  });
});

describe("the demo's cast", () => {
  it("draws and records real files", async () => {
    for (const { story } of [...cast, ...wechatCast, ...whatsappCast]) {
      for (const step of story) {
        const part = step.does === "sends" ? step.parts[0] : undefined;
        if (part?.type !== "media") continue;
        const { bytes, mimeType } = part.file;
        expect((await fileTypeFromBuffer(bytes))?.mime.split(";")[0]).toBe(mimeType);
      }
    }
    // 50 frames a second of 3 bytes each, in pages with a head of their own.
    expect(voiceNote(3).byteLength).toBeGreaterThan(450);
  });

  it("does the same for the same seed, each for themselves", () => {
    const draws = (chance: Chance): readonly number[] => [chance.next(), chance.next()];
    expect(draws(new Chance(7))).toEqual(draws(new Chance(7)));
    expect(draws(new Chance(7))).not.toEqual(draws(new Chance(8)));
    const one = new Chance(7);
    const branch = one.branch();
    one.next();
    expect(draws(branch)).toEqual(draws(new Chance(7).branch()));
    for (let n = 0; n < 1_000; n += 1) {
      const drawn = one.between(2, 6);
      expect(drawn >= 2 && drawn < 6).toBe(true);
    }
  });
});
