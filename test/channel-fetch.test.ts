import type { LookupAddress } from "node:dns";
import type dns from "node:dns";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { guardedFetch } from "../src/channels/guarded-fetch.ts";
import { isPublicAddress } from "../src/channels/public-address.ts";

const maxBytes = 1_000_000;
const open = guardedFetch({ allowPrivateNetwork: true, maxBytes });
const closed = guardedFetch({ allowPrivateNetwork: false, maxBytes });

describe("the addresses that user-influenced requests may reach", () => {
  it.each([
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "198.17.255.255",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "2400:cb00::",
  ])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ["this network", "0.0.0.0"],
    ["private", "10.0.0.1"],
    ["private", "10.255.255.255"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["carrier-grade NAT", "100.127.255.255"],
    ["loopback", "127.0.0.1"],
    ["loopback", "127.255.255.254"],
    ["cloud metadata", "169.254.169.254"],
    ["link-local", "169.254.0.1"],
    ["private", "172.16.0.1"],
    ["private", "172.31.255.255"],
    ["the virtual machine's host", "168.63.129.16"],
    ["protocol assignments", "192.0.0.8"],
    ["documentation", "192.0.2.1"],
    ["6to4 relay", "192.88.99.1"],
    ["private", "192.168.1.1"],
    ["benchmarking", "198.18.0.1"],
    ["benchmarking", "198.19.255.255"],
    ["documentation", "198.51.100.7"],
    ["documentation", "203.0.113.7"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["IPv4-mapped", "::ffff:127.0.0.1"],
    ["IPv4-mapped", "::ffff:7f00:1"],
    ["IPv4-mapped, even of a public one", "::ffff:1.1.1.1"],
    ["IPv4-compatible", "::127.0.0.1"],
    ["IPv4-translated", "::ffff:0:127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["local NAT64", "64:ff9b:1::a00:1"],
    ["discard", "100::1"],
    ["Teredo", "2001::1"],
    ["ORCHID", "2001:20::1"],
    ["documentation", "2001:db8::1"],
    ["6to4", "2002:7f00:1::"],
    ["documentation", "3fff::1"],
    ["segment routing", "5f00::1"],
    ["unique local", "fc00::1"],
    ["unique local", "fd12:3456::1"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["a public one with a zone", "2606:4700::1111%eth0"],
    ["site-local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["no address", "localhost"],
    ["nothing", ""],
  ])("%s: %s is not", (_kind, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://017700000001/",
    "http://[::1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://localhost/",
    "https://169.254.169.254/latest/meta-data/",
  ])("is refused before anything is sent: %s", async (url) => {
    await expect(closed(url)).rejects.toThrow("private or reserved network");
  });

  it.each(["file:///etc/passwd", "ftp://example.com/", "data:text/plain,x"])(
    "fetches by http and https only: %s",
    async (url) => {
      await expect(open(url)).rejects.toThrow("Only http and https");
    },
  );
});

describe("a hub that may reach its private network", () => {
  it.each([
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://[::ffff:169.254.169.254]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
  ])("still doesn't ask a cloud for its machine's credentials: %s", async (url) => {
    await expect(open(url)).rejects.toThrow(/in a private or reserved network/);
  });
});

describe("a name that resolves differently the second time", () => {
  it("connects to the very address that was checked", async () => {
    const inside = await listen((_request, response) => response.end("secret"), "127.0.0.1");
    const outside = await listen(
      (_request, response) => response.end("public"),
      "127.0.0.2",
      inside.port,
    );
    const resolver = answering(["127.0.0.2"], ["127.0.0.1"]);
    const fetch = guardedFetch({
      allowPrivateNetwork: false,
      maxBytes,
      lookup: resolver.lookup,
      isAllowed: (address) => address === "127.0.0.2",
    });

    const answer = await fetch(`http://rebind.example:${outside.port}/`);

    expect(await answer.text()).toBe("public");
    expect(resolver.asked).toBe(1);
    await outside.close();
    await expect(fetch(`http://rebind.example:${outside.port}/`)).rejects.toThrow("private");
    expect(inside.requests).toEqual([]);
  });

  it("is refused as a whole when only one of its addresses is forbidden", async () => {
    const inside = await listen((_request, response) => response.end("secret"));
    const fetch = guardedFetch({
      allowPrivateNetwork: false,
      maxBytes,
      lookup: answering(["127.0.0.2", "127.0.0.1"]).lookup,
      isAllowed: (address) => address === "127.0.0.2",
    });
    await expect(fetch(`http://trap.example:${inside.port}/`)).rejects.toThrow("private");
    expect(inside.requests).toEqual([]);
  });
});

describe("redirects", () => {
  it("are checked hop by hop", async () => {
    const inside = await listen((_request, response) => response.end("secret"), "127.0.0.1");
    const outside = await listen((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end();
    }, "127.0.0.2");
    const fetch = guardedFetch({
      allowPrivateNetwork: false,
      maxBytes,
      isAllowed: (address) => address === "127.0.0.2",
    });
    await expect(fetch(`http://127.0.0.2:${outside.port}/`)).rejects.toThrow("private");
    expect(inside.requests).toEqual([]);
  });

  it("to another scheme are refused", async () => {
    const server = await listen((_request, response) => {
      response.writeHead(302, { location: "file:///etc/passwd" }).end();
    });
    await expect(open(server.url)).rejects.toThrow("Only http and https");
  });

  it("end after five", async () => {
    const server = await listen((request, response) => {
      response.writeHead(302, { location: `/${Number(request.url?.slice(1)) + 1}` }).end();
    });
    await expect(open(`${server.url}0`)).rejects.toThrow("More than 5 redirects");
    expect(server.requests).toHaveLength(6);
  });

  it("don't take credentials to another host", async () => {
    const other = await listen((_request, response) => response.end("there"));
    const server = await listen((_request, response) => {
      response.writeHead(307, { location: other.url }).end();
    });
    const headers = { authorization: "Bearer secret", "x-kept": "yes" };
    const answer = await open(server.url, { method: "POST", body: "again", headers });
    expect(await answer.text()).toBe("there");
    expect(answer.url).toBe(other.url);
    expect(other.requests).toMatchObject([{ method: "POST", body: "again" }]);
    expect(other.requests[0]?.headers).toMatchObject({ "x-kept": "yes" });
    expect(other.requests[0]?.headers["authorization"]).toBeUndefined();
  });

  it("turn a POST into a GET where browsers do", async () => {
    const server = await listen((request, response) => {
      if (request.method === "POST") response.writeHead(303, { location: "/done" }).end();
      else response.end("done");
    });
    const answer = await open(server.url, { method: "POST", body: "{}" });
    expect(await answer.text()).toBe("done");
    expect(server.requests[1]).toMatchObject({ method: "GET", body: "" });
  });

  it("are handed out when the caller wants to see them", async () => {
    const server = await listen((_request, response) => {
      response.writeHead(302, { location: "/next" }).end();
    });
    const answer = await open(server.url, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/next"]);
  });
});

describe("what is sent and what comes back", () => {
  it("sends forms with files as forms", async () => {
    const server = await listen((_request, response) => response.end());
    const form = new FormData();
    form.append("caption", "图片");
    form.append("photo", new Blob(["bytes"], { type: "image/png" }), "图.png");
    await open(server.url, { method: "POST", body: form });
    const [request] = server.requests;
    expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.body).toContain("图片");
    expect(request?.body).toContain('filename="图.png"');
  });

  it("takes a Request as well, and answers in the class that callers know", async () => {
    const server = await listen((_request, response) => response.end('{"ok":true}'));
    const answer = await open(new Request(server.url, { method: "PUT", body: "x" }));
    expect(answer).toBeInstanceOf(Response);
    expect(await answer.json()).toEqual({ ok: true });
    expect(server.requests).toMatchObject([{ method: "PUT", body: "x" }]);
  });

  it("cuts off an answer that grows too large, also one that was packed small", async () => {
    const fetch = guardedFetch({ allowPrivateNetwork: true, maxBytes: 10_000 });
    const packed = gzipSync(Buffer.alloc(20_000));
    const server = await listen((request, response) => {
      if (request.url === "/packed") response.setHeader("content-encoding", "gzip").end(packed);
      else response.end(Buffer.alloc(20_000));
    });
    for (const path of ["", "packed"]) {
      const answer = await fetch(`${server.url}${path}`);
      await expect(answer.arrayBuffer()).rejects.toThrow("more than 10000 bytes");
    }
  });

  it("gives up when it takes too long, and when the caller does", async () => {
    const server = await listen(() => undefined);
    const hasty = guardedFetch({ allowPrivateNetwork: true, maxBytes, timeoutMs: 20 });
    await expect(hasty(server.url)).rejects.toThrow("took too long");
    const controller = new AbortController();
    const asked = open(server.url, { signal: controller.signal });
    controller.abort(new Error("not needed any more"));
    await expect(asked).rejects.toThrow("not needed any more");
  });
});

interface Seen {
  readonly method: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

async function listen(
  answer: http.RequestListener,
  host = "127.0.0.1",
  wantedPort = 0,
): Promise<{ url: string; port: number; requests: Seen[]; close: () => Promise<void> }> {
  const requests: Seen[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, headers } = request;
      requests.push({ method, headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  server.listen(wantedPort, host);
  await once(server, "listening");
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (!server.listening) return;
    server.close();
    await once(server, "close");
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host}:${port}/`, port, requests, close };
}

/** A resolver that gives each answer once, the last one for ever. */
function answering(...answers: readonly (readonly string[])[]): {
  readonly lookup: typeof dns.lookup;
  readonly asked: number;
} {
  let asked = 0;
  const lookup = (
    _name: string,
    _options: unknown,
    done: (error: null, addresses: LookupAddress[]) => void,
  ): void => {
    const answer = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    process.nextTick(
      done,
      null,
      answer.map((address) => ({ address, family: 4 })),
    );
  };
  return {
    lookup: lookup as typeof dns.lookup,
    get asked() {
      return asked;
    },
  };
}
