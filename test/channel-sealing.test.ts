import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { encryptionKey } from "../src/channels/encryption-key.ts";
import { Sealing, SealingError } from "../src/channels/sealing.ts";

const sealing = new Sealing(Buffer.alloc(32, 1));

describe("sealed values", () => {
  it("come out as they went in, and never look alike", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, place) => {
        const sealed = sealing.seal(text.toWellFormed(), place);
        expect(sealing.unseal(sealed, place)).toBe(text.toWellFormed());
        expect(sealing.seal(text.toWellFormed(), place)).not.toBe(sealed);
      }),
    );
  });

  it("can't be opened anywhere but in their place", () => {
    const sealed = sealing.seal("secret", "channel/1/settings/token");
    expect(() => sealing.unseal(sealed, "channel/2/settings/token")).toThrow(SealingError);
    expect(() => sealing.unseal(sealed, "channel/1/settings/other")).toThrow(
      "damaged or was moved",
    );
  });

  it("can't be changed in a single character", () => {
    const sealed = sealing.seal("secret", "place");
    const start = sealed.lastIndexOf(".") + 1;
    for (let at = start; at < sealed.length; at += 1) {
      const other = sealed[at] === "A" ? "Q" : "A";
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => sealing.unseal(changed, "place")).toThrow(SealingError);
    }
    expect(() => sealing.unseal(sealed.slice(0, start), "place")).toThrow(SealingError);
  });

  it("say so when the key is another one", () => {
    const sealed = new Sealing(Buffer.alloc(32, 2)).seal("secret", "place");
    expect(() => sealing.unseal(sealed, "place")).toThrow("Set ENCRYPTION_KEY to the former key");
    expect(() => sealing.requireOwn("v9.abc.def")).toThrow("another version of the hub");
  });
});

describe("the encryption key", () => {
  it("is made at the first start, for its owner alone, and stays", async () => {
    const directory = await temporary();
    const data = path.join(directory, "data");
    const [key, sameMoment] = await Promise.all([
      encryptionKey(undefined, data),
      encryptionKey(undefined, data),
    ]);
    expect(key).toHaveLength(32);
    expect(sameMoment).toEqual(key);
    expect(await encryptionKey(undefined, data)).toEqual(key);
    const file = path.join(data, "encryption.key");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = (await readFile(file, "utf8")).trim();
    expect(await encryptionKey(text, directory)).toEqual(key);
    expect(await encryptionKey(key.toString("hex"), directory)).toEqual(key);
  });

  it("is refused when the file holds something else", async () => {
    const directory = await temporary();
    await writeFile(path.join(directory, "encryption.key"), "too short");
    await expect(encryptionKey(undefined, directory)).rejects.toThrow("must hold 32 bytes");
  });
});

async function temporary(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "switchboard-key-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}
