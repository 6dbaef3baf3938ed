import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { ChannelError } from "switchboard/adapter";
import type { ConversationRef, OutboundMedia, SendRequest } from "switchboard/adapter";
import { TestHub } from "switchboard/adapter/testkit";
import { expect, it, onTestFinished } from "vitest";
import { isolate } from "../../src/channels/isolation/isolate.ts";
import { listProcesses, withDescendants } from "../../src/channels/isolation/process-table.ts";
import { describeInBrowser } from "../../test/support/requirements.ts";
import { whatsapp } from "./index.ts";
import { WhatsAppSimulator } from "./simulator.ts";

type Stage = Awaited<ReturnType<typeof setStage>>;

interface Failure {
  readonly name: string;
  readonly fails: (stage: Stage) => unknown;
  readonly mend?: (stage: Stage) => unknown;
  readonly code: ChannelError["code"];
  readonly says: RegExp;
  /** Of the channel's clock, at most. */
  readonly withinMs?: number;
}

/** The hub starts the channel again by itself. */
const passing: readonly Failure[] = [
  {
    name: "Chromium is killed",
    fails: ({ kill }) => kill(/^(?!.*--type=).*--user-data-dir=/),
    code: "unavailable",
    says: /^The browser of this channel ended unexpectedly\.$/,
  },
  {
    name: "the page crashes",
    fails: ({ kill }) => kill(/--type=renderer/),
    code: "unavailable",
    says: /^WhatsApp Web crashed in the browser of this channel\.$/,
  },
  {
    name: "the page hangs",
    fails: ({ simulator }) => simulator.network.tell({ op: "freeze" }),
    code: "unavailable",
    says: /^WhatsApp Web hangs: it no longer answers\.$/,
  },
  {
    name: "the server says nothing any more, and the connections stand",
    fails: ({ simulator }) => (simulator.network.stalled = true),
    mend: ({ simulator }) => (simulator.network.stalled = false),
    code: "unavailable",
    says: /^WhatsApp no longer answers, although the connection stands\.$/,
    withinMs: 90_000,
  },
  {
    name: "the network is away for minutes",
    fails: ({ simulator }) => simulator.goOffline(),
    mend: ({ simulator }) => simulator.comeBack(),
    code: "unavailable",
    says: /^WhatsApp has been out of reach for minutes\.$/,
  },
  {
    name: "WhatsApp no longer serves this version of its page",
    fails: ({ simulator }) => simulator.network.tell({ op: "state", state: "DEPRECATED_VERSION" }),
    code: "protocol",
    says: /no longer serves this version of WhatsApp Web; an update/,
  },
];

/** The channel waits for a person. */
const final: readonly Failure[] = [
  {
    name: "the phone unlinks the device",
    fails: ({ simulator }) => simulator.network.unlink(),
    code: "auth-lost",
    says: /unlinked this device.*Reconnect the channel and link it again/,
  },
  {
    name: "WhatsApp no longer knows the device",
    fails: ({ simulator }) => simulator.network.tell({ op: "state", state: "UNPAIRED" }),
    code: "auth-lost",
    says: /unlinked this device.*Reconnect the channel and link it again/,
  },
  {
    name: "a second client takes over",
    fails: ({ simulator }) => simulator.takeOver(),
    code: "auth-conflict",
    says: /opened elsewhere with this session\. Close it there, then reconnect/,
  },
  {
    name: "the account is banned",
    fails: ({ simulator }) => simulator.network.tell({ op: "state", state: "TOS_BLOCK" }),
    code: "account-restricted",
    says: /banned this account.*open WhatsApp on the phone/,
  },
  {
    name: "WhatsApp blocks the proxy",
    fails: ({ simulator }) => simulator.network.tell({ op: "state", state: "PROXYBLOCK" }),
    code: "config-invalid",
    says: /refuses connections through this proxy: choose another/,
  },
];

/** It never connects. `settings` replace those that would do. */
const starts: readonly (Omit<Failure, "fails"> & {
  readonly before?: (simulator: WhatsAppSimulator) => unknown;
  readonly settings?: Readonly<Record<string, unknown>>;
})[] = [
  {
    name: "there is no Chromium",
    settings: { browserPath: "/nowhere/chromium" },
    code: "config-invalid",
    says: /\/nowhere\/chromium is not there\..*apt-get install --no-install-recommends chromium/,
  },
  {
    name: "the program isn't Chromium",
    settings: { browserPath: process.execPath },
    code: "config-invalid",
    says: /is not Chromium\..*apt-get install/,
  },
  {
    name: "nobody scans the code",
    before: ({ phone }) => {
      phone.refuses = true;
    },
    code: "auth-lost",
    says: /Nobody linked the phone in time, and the codes have expired\. Reconnect/,
  },
  {
    name: "the page lacks what messages are heard with",
    before: ({ network }) => {
      network.missing = ["WAWebCallCollection"];
    },
    code: "protocol",
    says: /WhatsApp Web has changed, so that messages can't be heard/,
  },
  {
    name: "the proxy refuses the password",
    settings: { proxyPassword: "another-password" },
    code: "config-invalid",
    says: /^The proxy refuses this user and password\.$/,
  },
  {
    name: "the proxy can't be reached",
    before: (simulator) => simulator.goOffline(),
    code: "unavailable",
    says: /^The proxy can't be reached\.$/,
  },
  {
    name: "somebody on the way opens encrypted connections",
    settings: { proxyCertificate: undefined },
    code: "config-invalid",
    says: /certificate of web\.whatsapp\.com is not genuine/,
  },
];

const words = (text: string): SendRequest["parts"] => [{ type: "text", text: { text } }];
const announcements = "120363000000009999@g.us";
const picture: OutboundMedia = {
  mimeType: "image/png",
  fileName: "green.png",
  size: 4,
  open: () => Promise.resolve(new Blob([new Uint8Array([1, 2, 3, 4])]).stream()),
};

/** The customer gets nothing, and the agent is told why. */
const sends: readonly {
  readonly name: string;
  readonly before?: (stage: Stage) => unknown;
  readonly request: (stage: Stage) => Partial<SendRequest>;
  readonly after?: (stage: Stage) => unknown;
  readonly code: ChannelError["code"];
  readonly says: RegExp;
}[] = [
  {
    name: "nobody has this number",
    request: () => ({ conversation: { id: "4915100000000@c.us", kind: "direct" } }),
    code: "recipient-unreachable",
    says: /^Nobody has WhatsApp under this number\.$/,
  },
  {
    name: "the server refuses the message after the page showed it",
    before: ({ simulator }) => simulator.network.failNext("refuse"),
    request: () => ({}),
    code: "content-rejected",
    says: /^WhatsApp refused this message\.$/,
  },
  {
    name: "only admins may write",
    request: () => ({ conversation: { id: announcements, kind: "group" } }),
    code: "forbidden",
    says: /^Only admins may write in this group\.$/,
  },
  {
    name: "the answered message is gone",
    request: ({ ada }) => ({
      replyTo: { conversationId: ada.id, messageId: "3A000000000000000000" },
    }),
    code: "target-not-found",
    says: /no longer knows the message that is answered/,
  },
  {
    name: "the file can't be uploaded",
    before: ({ simulator }) => (simulator.network.uploadsFail = true),
    request: () => ({ parts: [{ type: "media", kind: "image", media: picture }] }),
    after: ({ simulator }) => (simulator.network.uploadsFail = false),
    code: "unavailable",
    says: /didn't take the file's upload/,
  },
];

describeInBrowser("WhatsApp, when", () => {
  it.each(passing)(
    "$name: it says so, and goes on without a loss or a double",
    async (failure) => {
      const stage = await setStage();
      const { hub, simulator } = stage;
      const running = hub.start({ again: true });
      await hub.until("a connection", () => hub.statuses.state === "connected");
      await stage.hears("Before");
      // Nobody is there to link it a second time.
      simulator.phone.scansByItself = false;

      const since = hub.clock.now().getTime();
      await failure.fails(stage);
      const meanwhile = await stage.writes("Meanwhile");
      hub.clock.hurry();
      const { error } = await running.ended;
      const took = hub.clock.now().getTime() - since;
      expect(took).toBeLessThanOrEqual(failure.withinMs ?? Number.POSITIVE_INFINITY);
      hub.clock.relax();
      await failure.mend?.(stage);
      expect(error).toMatchObject({ code: failure.code });
      expect(ChannelError.from(error).message).toMatch(failure.says);

      await hub.until("another connection", () => hub.statuses.state === "connected");
      await hub.event("message", ({ message }) => message.id === meanwhile);
      await stage.says("Here again", await stage.hears("After"));
      const stored = hub.journal.events.flatMap((event) =>
        event.type === "message" ? event.message.parts : [],
      );
      expect(stored.map((part) => (part.type === "text" ? part.text.text : part.type))).toEqual([
        "Before",
        "Meanwhile",
        "After",
      ]);
      expect(simulator.sent()).toHaveLength(1);
      expect(hub.statuses.illegal).toEqual([]);
    },
    90_000,
  );

  it.each(final)(
    "$name: it says so, and waits for a person",
    async (failure) => {
      const stage = await setStage();
      const running = await stage.hub.connect();
      await failure.fails(stage);
      const { error } = await running.ended;
      expect(error).toMatchObject({ code: failure.code });
      expect(ChannelError.from(error).message).toMatch(failure.says);
    },
    60_000,
  );

  it.each(starts)(
    "$name: it says so",
    async ({ before, settings, code, says }) => {
      const stage = await setStage(settings);
      await before?.(stage.simulator);
      const running = stage.hub.start();
      stage.hub.clock.hurry();
      const { error } = await running.ended;
      expect(error).toMatchObject({ code, outcome: "not-sent" });
      expect(ChannelError.from(error).message).toMatch(says);
    },
    90_000,
  );

  it("a send fails: the agent is told why, and what comes next arrives", async () => {
    const stage = await setStage();
    const { hub, simulator, ada } = stage;
    const news = { id: announcements, title: "News", participants: [], announce: true };
    simulator.network.chats.set(announcements, news);
    await hub.connect();
    await stage.hears("Hello");
    const conversation = { id: ada.id, kind: "direct" } as const;
    for (const { name, before, request, after, code, says } of sends) {
      await before?.(stage);
      const sent = stage.send({ conversation, parts: words("Hello"), ...request(stage) });
      const error = await sent.catch((thrown: unknown) => thrown);
      await after?.(stage);
      const { message } = ChannelError.from(error);
      expect({ name, error, message }).toMatchObject({
        name,
        error: { code, outcome: "not-sent" },
        message: expect.stringMatching(says) as string,
      });
    }
    expect(simulator.sent()).toEqual([]);
    await stage.send({ conversation, parts: words("At last") });
    expect(simulator.sent()).toHaveLength(1);
  }, 60_000);

  it("a file has expired: its message stays, and the file says so", async () => {
    const { hub, simulator, ada } = await setStage();
    await hub.connect();
    const bytes = new Uint8Array([1, 2, 3]);
    const file = { kind: "image", bytes, mimeType: "image/png" } as const;
    const { messageId } = await ada.send([{ type: "media", file }]);
    const { message } = await hub.event("message", (event) => event.message.id === messageId);
    simulator.expireMedia();
    const [part] = message.parts;
    if (part?.type !== "media") throw new Error("It came as something else.");
    await expect(hub.session.fetchMedia?.(part.media, unhurried())).rejects.toMatchObject({
      code: "media-expired",
      message: "WhatsApp no longer hands this file out.",
    });
  }, 60_000);

  it("the page synchronises over and over: nothing is lost or doubled", async () => {
    const stage = await setStage();
    const { hub, simulator } = stage;
    await hub.connect();
    for (let n = 1; n <= 10; n += 1) {
      simulator.network.tell({ op: "resync" });
      await stage.writes(`Line ${n}`);
      simulator.network.tell({ op: "resync" });
    }
    await stage.says("We read you", await stage.hears("The end"));
    const stored = hub.journal.events.filter(({ type }) => type === "message");
    expect(stored).toHaveLength(11);
    expect(simulator.sent()).toHaveLength(1);
    expect(hub.statuses.state).toBe("connected");
  }, 60_000);

  it("the page loads itself anew: nothing is lost or doubled", async () => {
    const stage = await setStage();
    const { hub, simulator } = stage;
    hub.start({ again: true });
    await hub.until("a connection", () => hub.statuses.state === "connected");
    await stage.hears("Before");
    simulator.network.tell({ op: "reload" });
    await stage.hears("Meanwhile");
    await stage.hears("After");
    const stored = hub.journal.events.filter(({ type }) => type === "message");
    expect(stored).toHaveLength(3);
  }, 60_000);
});

/** A hub with one channel, run as the hub runs it, and WhatsApp on the other side. */
async function setStage(settings: Readonly<Record<string, unknown>> = {}) {
  const simulator = new WhatsAppSimulator();
  onTestFinished(() => simulator.stop());
  const usable = await simulator.start();
  const hub = new TestHub(isolate(whatsapp), { ...usable, ...settings }, { patienceMs: 20_000 });
  onTestFinished(() => hub.close());
  const ada = simulator.customer("Ada Lovelace");
  const writes = async (text: string): Promise<string> =>
    (await ada.send([{ type: "text", text: { text } }])).messageId;
  const send = (request: Pick<SendRequest, "conversation" | "parts">) =>
    hub.session.send({ clientMessageId: randomUUID(), attempt: 1, ...request }, unhurried());
  return {
    hub,
    simulator,
    ada,
    send,
    writes,
    async hears(text: string) {
      const id = await writes(text);
      return await hub.event("message", ({ message }) => message.id === id);
    },
    says: (
      text: string,
      { message }: { readonly message: { readonly conversation: ConversationRef } },
    ) => send({ conversation: message.conversation, parts: words(text) }),
    /** Ends the process of this channel's browser whose command line is `wanted`. */
    async kill(wanted: RegExp): Promise<void> {
      const profile = path.join(await hub.context().privateDirectory(), "browser");
      const all = await listProcesses();
      const lines = new Map<number, string>();
      for (const { pid } of all) lines.set(pid, await commandLine(pid));
      const isOurs = ({ pid }: { readonly pid: number }): boolean =>
        lines.get(pid)?.includes(`--user-data-dir=${profile}`) ?? false;
      const roots = new Set(all.filter(isOurs).map(({ pid }) => pid));
      const [found] = withDescendants(all, roots).filter(({ pid }) =>
        wanted.test(lines.get(pid) ?? ""),
      );
      if (found === undefined) throw new Error(`This channel has no such process: ${wanted}`);
      process.kill(found.pid, "SIGKILL");
    },
  };
}

/** A signal that nobody aborts. */
function unhurried(): AbortSignal {
  return new AbortController().signal;
}

/** Empty for a process that has ended. */
function commandLine(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, "utf8").then(
    (line) => line.replaceAll("\0", " "),
    () => "",
  );
}
