import { describe, expect, it } from "vitest";
import { networkOf } from "../src/auth/network.ts";
import { Turnstile } from "../src/auth/turnstile.ts";

describe("whom a limit counts as one", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    // As some proxies write it.
    ["203.0.113.7:50123", "203.0.113.7"],
    ["[2001:db8:1:2::6]:50123", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["no address", "no address"],
  ])("%s is %s", (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe("a turnstile", () => {
  it("lets a few through at a time, in order, and turns away who finds the line too long", async () => {
    const turnstile = new Turnstile(2, 2);
    const doors: (() => void)[] = [];
    const began: number[] = [];
    const pass = (number: number) =>
      turnstile.pass(async () => {
        began.push(number);
        await new Promise<void>((resolve) => doors.push(resolve));
        return number;
      });
    const passes = [1, 2, 3, 4, 5].map(pass);
    expect(await passes[4]).toBeUndefined();
    expect(began).toEqual([1, 2]);
    for (let opened = 0; opened < 4; opened += 1) {
      doors[opened]?.();
      await passes[opened];
    }
    expect(await Promise.all(passes.slice(0, 4))).toEqual(
      [1, 2, 3, 4].map((result) => ({ result })),
    );
    expect(began).toEqual([1, 2, 3, 4]);
  });

  it("goes on after somebody failed", async () => {
    const turnstile = new Turnstile(1, 1);
    await expect(turnstile.pass(() => Promise.reject(new Error("failed")))).rejects.toThrow(
      "failed",
    );
    expect(await turnstile.pass(() => Promise.resolve("next"))).toEqual({ result: "next" });
  });
});
