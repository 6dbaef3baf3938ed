import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import type { ChannelAdapter } from "../src/adapter/index.ts";
import { AdapterRegistry } from "../src/channels/registry.ts";
import { ScriptedAdapter } from "./support/scripted-adapter.ts";
import { root } from "./support/sources.ts";

const zod = pathToFileURL(path.join(root, "node_modules/zod/index.js")).href;
const working = `import { z } from ${JSON.stringify(zod)};
export const adapter = {
  apiVersion: 1, name: "sms", displayName: "SMS", capabilities: {},
  settings: z.object({}),
  createSession: () => ({}),
};`;
const manifest = { name: "switchboard-sms", switchboard: { adapter: 1, name: "sms" } };

describe("adapters of this repository", () => {
  it("are imported when a channel first needs them, and once", async () => {
    const imported: string[] = [];
    const shop = new ScriptedAdapter("shop");
    const registry = new AdapterRegistry({
      shop: () => {
        imported.push("shop");
        return Promise.resolve(shop.adapter);
      },
      heavy: () => {
        imported.push("heavy");
        return Promise.resolve(new ScriptedAdapter("heavy").adapter);
      },
    });
    expect(registry.names()).toEqual(["heavy", "shop"]);
    expect(imported).toEqual([]);
    const [first, second] = await Promise.all([registry.get("shop"), registry.get("shop")]);
    expect(first).toBe(second);
    expect(imported).toEqual(["shop"]);
  });

  it("may be mended while the hub runs", async () => {
    let isMissing = true;
    const registry = new AdapterRegistry({
      shop: () =>
        isMissing
          ? Promise.reject(new Error("Cannot find package 'chat-sdk'"))
          : Promise.resolve(new ScriptedAdapter("shop").adapter),
    });
    await expect(registry.get("shop")).rejects.toMatchObject({
      code: "adapter-broken",
      message: `The adapter "shop" can't be loaded: Cannot find package 'chat-sdk'`,
    });
    isMissing = false;
    expect(await registry.get("shop")).toMatchObject({ name: "shop" });
  });

  it.each([
    ["another API", { apiVersion: 2 }, "version 2 of the adapter API"],
    ["another name", { name: "other" }, 'it calls itself "other"'],
    ["nothing in it", { createSession: undefined }, "lacks createSession"],
    ["settings of an older zod", { settings: { safeParse: () => undefined } }, "of zod 4"],
    ["settings no form can show", { settings: z.object({ since: z.date() }) }, "shown as a form"],
  ])("are refused with %s", async (_what, change, problem) => {
    const adapter = { ...new ScriptedAdapter("shop").adapter, ...change } as ChannelAdapter;
    const registry = new AdapterRegistry({ shop: () => Promise.resolve(adapter) });
    await expect(registry.get("shop")).rejects.toThrow(problem);
  });
});

describe("adapters from packages", () => {
  it("are found by name and by path, and run only when needed", async () => {
    const folder = await project({ "switchboard-sms": [manifest, working] });
    const byName = new AdapterRegistry({});
    await byName.addPackages(["switchboard-sms"], folder);
    expect(byName.problems()).toEqual([]);
    expect(await byName.get("sms")).toMatchObject({ displayName: "SMS" });

    const byPath = new AdapterRegistry({});
    await byPath.addPackages(["./node_modules/switchboard-sms"], folder);
    expect(await byPath.get("sms")).toMatchObject({ displayName: "SMS" });
  });

  it.each([
    [{ exports: "./index.js" }],
    [{ exports: { ".": { import: "./index.js", require: "./no.cjs" } } }],
    [{ exports: { node: "./index.js" } }],
    [{ main: "./index.js" }],
  ])("are entered where their manifest says: %j", async (entry) => {
    const folder = await project({ "switchboard-sms": [{ ...manifest, ...entry }, working] });
    const registry = new AdapterRegistry({});
    await registry.addPackages(["switchboard-sms"], folder);
    expect(await registry.get("sms")).toMatchObject({ displayName: "SMS" });
  });

  it("become named problems where they are bad, without running them, and the others go on", async () => {
    const explodes = `globalThis.exploded = true; ${working}`;
    const folder = await project({
      "not-an-adapter": [{ name: "not-an-adapter" }, explodes],
      "from-the-future": [{ ...manifest, switchboard: { adapter: 2 } }, explodes],
      "@team/same-name": [{ ...manifest, name: "@team/same-name" }, explodes],
      "switchboard-sms": [manifest, working],
    });
    await mkdir(path.join(folder, "node_modules/broken"));
    await writeFile(path.join(folder, "node_modules/broken/package.json"), "{");
    const registry = new AdapterRegistry({});
    await registry.addPackages(
      [
        "missing",
        "not-an-adapter",
        "from-the-future",
        "broken",
        "switchboard-sms",
        "@team/same-name",
      ],
      folder,
    );
    const marker = 'its package.json does not say "switchboard": { "adapter": 1 }';
    expect(registry.problems()).toEqual([
      { package: "missing", problem: `it is not installed, seen from ${folder}` },
      { package: "not-an-adapter", problem: marker },
      { package: "from-the-future", problem: marker },
      { package: "broken", problem: "its package.json is not valid JSON" },
      { package: "@team/same-name", problem: 'there is an adapter called "sms" already' },
    ]);
    expect(registry.names()).toEqual(["sms"]);
    expect(globalThis).not.toHaveProperty("exploded");
  });

  it.each([
    ["a scope in its name", "@team/sms", {}, '"@team/sms" is no name for an adapter'],
    ["capitals in its name", "./node_modules/x", { name: "SMS" }, '"SMS" is no name'],
  ])("are named problems with %s and no other name", async (_what, wanted, named, problem) => {
    const bare = { name: "@team/sms", switchboard: { adapter: 1, ...named } };
    const folder = await project({ "@team/sms": [bare, working], x: [bare, working] });
    const registry = new AdapterRegistry({});
    await registry.addPackages([wanted], folder);
    expect(registry.problems()).toMatchObject([
      { package: wanted, problem: expect.stringContaining(problem) as string },
    ]);
  });

  it("are told from folders, which are looked for where they are said to be", async () => {
    const folder = await project({});
    await mkdir(path.join(folder, "sms"));
    await writeFile(path.join(folder, "sms/package.json"), "{}");
    const registry = new AdapterRegistry({});
    await registry.addPackages(["sms", "./smz"], folder);
    expect(registry.problems()).toEqual([
      { package: "sms", problem: "it is not installed; to use the folder, write ./sms" },
      { package: "./smz", problem: `there is no package.json in ${path.join(folder, "smz")}` },
    ]);
  });

  it("may be built after the hub was started", async () => {
    const unbuilt = { ...manifest, exports: "./dist/index.js" };
    const folder = await project({ "switchboard-sms": [unbuilt, ""] });
    const dist = path.join(folder, "node_modules/switchboard-sms/dist");
    const registry = new AdapterRegistry({});
    await registry.addPackages(["switchboard-sms"], folder);
    await expect(registry.get("sms")).rejects.toThrow(
      `${path.join(dist, "index.js")} is not there: was the package built?`,
    );
    await mkdir(dist);
    await writeFile(path.join(dist, "index.js"), working);
    expect(await registry.get("sms")).toMatchObject({ displayName: "SMS" });
  });

  it("fail by name when their code does", async () => {
    const folder = await project({
      "switchboard-sms": [manifest, `throw new Error("needs libvips");`],
    });
    const registry = new AdapterRegistry({});
    await registry.addPackages(["switchboard-sms"], folder);
    await expect(registry.get("sms")).rejects.toThrow(
      `The adapter "sms" can't be loaded: needs libvips`,
    );
  });
});

/** A folder with these packages installed. */
async function project(
  packages: Readonly<Record<string, readonly [object, string]>>,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "switchboard-packages-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, [packageManifest, code]] of Object.entries(packages)) {
    const installed = path.join(folder, "node_modules", name);
    await mkdir(installed, { recursive: true });
    const json = JSON.stringify({ type: "module", ...packageManifest });
    await writeFile(path.join(installed, "package.json"), json);
    await writeFile(path.join(installed, "index.js"), code);
  }
  return folder;
}
