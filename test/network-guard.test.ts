import { spawnSync } from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import tls from "node:tls";
import { request } from "undici";
import { describe, expect, it } from "vitest";
import { guardedEnvironment, takeRefusals } from "./support/network-guard.ts";

/** An address of the block kept for documentation (RFC 5737): nobody's, and not this machine's. */
const away = "203.0.113.7";

describe("the network guard", () => {
  it.each([
    ["net", () => failure(net.connect(443, away))],
    ["net with options", () => failure(new net.Socket().connect({ host: away, port: 443 }))],
    ["tls", () => failure(tls.connect(443, away))],
    ["http by name", () => failure(http.get("http://switchboard.example/"))],
    ["fetch", () => fetch(`https://${away}/`)],
    ["fetch by name", () => fetch("https://switchboard.example/")],
    ["undici", () => request(`http://${away}/`)],
    ["a look-up", () => dns.promises.lookup("switchboard.example")],
    ["a DNS query", () => dns.promises.resolve4("switchboard.example")],
    ["a Resolver", () => new dns.promises.Resolver().resolveTxt("switchboard.example")],
    ["IPv6", () => failure(net.connect(443, "2001:db8::7"))],
  ])("refuses what leaves the machine, and remembers it: %s", async (_by, leave) => {
    await expect(leave()).rejects.toSatisfy(isRefusal);
    expect(takeRefusals()).toEqual([expect.stringContaining("Tests don't leave this machine")]);
  });

  it("refuses a datagram", () => {
    const socket = dgram.createSocket("udp4");
    expect(() => socket.send("x", 53, away)).toThrow("datagram");
    socket.close();
    expect(takeRefusals()).toHaveLength(1);
  });

  it("refuses a look-up of the code's own that points away", async () => {
    const socket = net.connect({
      host: "shop.example",
      port: 443,
      lookup: (_host, _options, done) => done(null, [{ address: away, family: 4 }]),
    });
    await expect(failure(socket)).rejects.toSatisfy(isRefusal);
    expect(takeRefusals()).toHaveLength(1);
  });

  it("lets this machine talk to itself, by address and by name", async () => {
    const server = http.createServer((_request, response) => response.end("here")).listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (const host of ["127.0.0.1", "localhost"]) {
      expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("here");
    }
    const socket = net.connect({
      host: "shop.example",
      port,
      lookup: (_host, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    });
    await once(socket, "connect");
    socket.destroy();
    server.close();
    server.closeAllConnections();
    expect(takeRefusals()).toEqual([]);
  });

  it("answers names that never exist as a resolver would, without asking one", async () => {
    await expect(fetch("http://nowhere.invalid/")).rejects.toMatchObject({
      cause: { code: "ENOTFOUND" },
    });
    expect(takeRefusals()).toEqual([]);
  });

  it("reaches into child processes, also into one that swallows the error", () => {
    const script = `fetch("http://${away}/").catch(() => console.log("swallowed"))`;
    const child = spawnSync(process.execPath, ["--eval", script], {
      env: guardedEnvironment({}),
      encoding: "utf8",
    });
    expect(child).toMatchObject({ status: 0, stdout: "swallowed\n" });
    expect(takeRefusals()).toEqual([expect.stringContaining(away)]);
  });

  it("is inherited by a child process that gets this one's environment", () => {
    spawnSync(process.execPath, ["--eval", `fetch("http://${away}/").catch(() => undefined)`]);
    expect(takeRefusals()).toHaveLength(1);
  });
});

function failure(emitter: net.Socket | http.ClientRequest): Promise<never> {
  return new Promise((_resolve, reject) => {
    emitter.once("error", reject);
  });
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "ERR_TEST_NETWORK") || isRefusal(error.cause);
}
