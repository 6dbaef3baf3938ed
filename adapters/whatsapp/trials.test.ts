import { createHash, randomUUID } from "node:crypto";
import http from "node:http";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { ChannelError } from "switchboard/adapter";
import type { OutboundMedia } from "switchboard/adapter";
import { TestHub } from "switchboard/adapter/testkit";
import { expect, it, onTestFinished } from "vitest";
import { isolate } from "../../src/channels/isolation/isolate.ts";
import { markName } from "../../src/channels/isolation/mark.ts";
import { environmentValues } from "../../src/channels/isolation/process-table.ts";
import { describeInBrowser } from "../../test/support/requirements.ts";
import { whatsapp } from "./index.ts";
import { WhatsAppSimulator } from "./simulator.ts";

type Settings = Readonly<Record<string, unknown>>;

async function setStage(
  change: (given: Settings) => Settings | Promise<Settings> = () => ({}),
  adapter: typeof whatsapp = whatsapp,
) {
  const simulator = new WhatsAppSimulator();
  onTestFinished(() => simulator.stop());
  const given = await simulator.start();
  const settings = { ...given, ...(await change(given)) };
  const hub = new TestHub(isolate(adapter), settings, { patienceMs: 20_000 });
  onTestFinished(() => hub.close());
  return { hub, simulator };
}

const large = new Uint8Array(20 * 1024 * 1024).map((_, index) => index * 31);
const fingerprint = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describeInBrowser("WhatsApp", () => {
  it("carries a file of 20 MB both ways, whole", async () => {
    const { hub, simulator } = await setStage();
    await hub.connect();
    const ada = simulator.customer("Ada Lovelace");
    const file = {
      kind: "file",
      bytes: large,
      mimeType: "application/pdf",
      fileName: "账单.pdf",
    } as const;
    await ada.send([{ type: "media", file }]);
    const { message } = await hub.event("message");
    const [part] = message.parts;
    if (part?.type !== "media") throw new Error("It is no file.");
    const fetched = await hub.session.fetchMedia?.(part.media, AbortSignal.timeout(60_000));
    const received = new Uint8Array(await new Response(fetched?.body).arrayBuffer());
    expect(fingerprint(received)).toBe(fingerprint(large));

    const media: OutboundMedia = {
      mimeType: "application/pdf",
      fileName: "账单.pdf",
      size: large.length,
      open: () => Promise.resolve(new Blob([large]).stream()),
    };
    await hub.session.send(
      {
        clientMessageId: randomUUID(),
        attempt: 1,
        conversation: message.conversation,
        parts: [{ type: "media", kind: "file", media }],
      },
      AbortSignal.timeout(60_000),
    );
    const [sent] = simulator.sent().at(-1)?.parts ?? [];
    expect(sent?.type === "media" && fingerprint(sent.file.bytes)).toBe(fingerprint(large));
    expect(hub.statuses.state).toBe("connected");
  }, 90_000);

  it("that needs more memory than it may have is ended, browser and all, and says so", async () => {
    const { isolated } = whatsapp;
    if (isolated === undefined) throw new Error("It runs in the hub's own process.");
    const greedy = { ...whatsapp, isolated: { ...isolated, memoryLimitMb: 60 } };
    const { hub } = await setStage(undefined, greedy);
    const { error } = await hub.start().ended;
    expect(ChannelError.from(error).message).toMatch(
      /used \d+ MB of memory, more than the 60 MB that it may/,
    );
    const mine = [...(await environmentValues(markName)).values()].filter(
      (mark) => mark.split(".")[1] === `${process.pid}`,
    );
    expect(mine).toEqual([]);
  }, 90_000);

  it("is linked by a code that is typed into the phone", async () => {
    const { hub, simulator } = await setStage(() => ({ phoneNumber: "+86 138 0000 0000" }));
    simulator.phone.scansByItself = false;
    hub.start();
    await hub.until("a code", () => hub.prompts.some(({ type }) => type === "code"));
    const prompt = hub.prompts.findLast(({ type }) => type === "code");
    if (prompt?.type !== "code") throw new Error("There is no code.");
    expect(prompt.code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    simulator.phone.enter(prompt.code.replace("-", ""));
    await hub.until("a connection", () => hub.statuses.state === "connected");
    expect(JSON.stringify(hub.logs)).not.toContain(prompt.code);
  }, 60_000);

  it("knows somebody under their phone number, whichever of their two addresses they write from", async () => {
    const { hub, simulator } = await setStage();
    await hub.connect();
    const bea = simulator.customer("Bea", { phone: "8613911112222", lid: { number: "99887766" } });
    await bea.send([{ type: "text", text: { text: "Hello" } }]);
    const { message } = await hub.event("message");
    expect(message.author.contact).toMatchObject({
      id: "8613911112222@c.us",
      aliases: expect.arrayContaining(["phone:+8613911112222", "wa-lid:99887766"]) as string[],
    });
    expect(message.conversation.id).toBe("8613911112222@c.us");
    await hub.session.send(
      {
        clientMessageId: randomUUID(),
        attempt: 1,
        conversation: message.conversation,
        parts: [{ type: "text", text: { text: "Hello Bea" } }],
      },
      AbortSignal.timeout(20_000),
    );
    expect(simulator.sent()).toHaveLength(1);
  }, 60_000);

  it("goes through a SOCKS proxy of the channel's own, names and all", async () => {
    let asked: readonly string[] = [];
    const { hub } = await setStage(async ({ proxy, proxyUser, proxyPassword }) => {
      const socks = await startSocks(
        String(proxy),
        `${String(proxyUser)}:${String(proxyPassword)}`,
        (host) => (asked = [...asked, host]),
      );
      return {
        proxy: `socks5://127.0.0.1:${socks}`,
        proxyUser: undefined,
        proxyPassword: undefined,
      };
    });
    await hub.connect();
    expect(new Set(asked)).toContain("web.whatsapp.com:443");
  }, 60_000);
});

/** A SOCKS 5 proxy (https://www.rfc-editor.org/rfc/rfc1928) on the way to the HTTP proxy. Resolves with its port. */
async function startSocks(
  onwards: string,
  credentials: string,
  onAsked: (host: string) => void,
): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      socket.write(Buffer.from([5, 0]));
      socket.once("data", (request: Buffer) => {
        // 3: by name, which is looked up at the far end.
        const length = request[4] ?? 0;
        const host = `${request.subarray(5, 5 + length).toString()}:${request.readUInt16BE(5 + length)}`;
        onAsked(host);
        const tunnel = http.request(onwards, {
          method: "CONNECT",
          path: host,
          headers: {
            "proxy-authorization": `Basic ${Buffer.from(credentials).toString("base64")}`,
          },
        });
        tunnel.on("connect", ({ statusCode }, through) => {
          if (statusCode !== 200) {
            socket.destroy();
            return;
          }
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          through.on("error", () => socket.destroy());
          socket.on("close", () => through.destroy());
          through.pipe(socket).pipe(through);
        });
        tunnel.on("error", () => socket.destroy());
        tunnel.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
