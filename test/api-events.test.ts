import { get } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Client, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { textMessage } from "./support/scripted-adapter.ts";
import { until } from "./support/until.ts";

const path = "/api/v1/events/stream";

interface Frame {
  readonly id: number;
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One connection to the stream, as a browser's EventSource keeps it. */
interface Connection {
  readonly status: number;
  readonly headers: Headers;
  /** What came so far. */
  readonly frames: Frame[];
  readonly comments: string[];
  /** Resolves when the hub has ended it. */
  readonly ended: Promise<void>;
  close(): void;
}

async function connect(
  url: string,
  as: Client,
  headers: Record<string, string> = {},
): Promise<Connection> {
  const controller = new AbortController();
  const response = await fetch(url, {
    headers: { ...as.headers, ...headers },
    signal: controller.signal,
  });
  const frames: Frame[] = [];
  const comments: string[] = [];
  const close = (): void => controller.abort();
  onTestFinished(close);
  const read = async (): Promise<void> => {
    let text = "";
    try {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString("utf8");
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) take(block, frames, comments);
      }
    } catch {
      // Cut off by the hub or by `close`: the stream is over either way.
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    frames,
    comments,
    ended: read(),
    close,
  };
}

function take(block: string, frames: Frame[], comments: string[]): void {
  if (block.startsWith(":")) {
    comments.push(block);
    return;
  }
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
  frames.push({
    id: Number(field("id")),
    event: field("event"),
    data: JSON.parse(field("data")) as Frame["data"],
  });
}

const numbers = ({ frames }: Connection): number[] =>
  frames.filter(({ event }) => event !== "ready").map(({ id }) => id);

describe.each(databasesUnderTest())("the event stream on %s", (name) => {
  const database = useDatabase(name);
  const streamTiming = { checkMs: 50, heartbeatMs: 100, stalledMs: 1_000 };
  const api = useApi(database, { streamTiming });
  const open = (as: Client, query = "", headers = {}) =>
    connect(`${api().url}${path}${query}`, as, headers);
  const write = async (channelId: string, ...ids: string[]) => {
    for (const id of ids) await api().ingest.receive(channelId, [textMessage(id, id)]);
  };

  it("tells what changes, with the numbers of the log", async () => {
    const as = await api().person("agent");
    const { channelId, conversationId } = await api().conversation();
    const stream = await open(as);
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    await until("ready", () => stream.frames.length > 0);
    await write(channelId, "2");
    const frame = await until("the message", () =>
      stream.frames.find(({ event }) => event === "message.created"),
    );
    expect(frame.data).toMatchObject({ number: frame.id, type: "message.created", conversationId });
  });

  it("misses nothing and repeats nothing over broken connections", async () => {
    const as = await api().person("agent");
    const { channelId } = await api().conversation();
    const seen: number[] = [];
    let last = "0";
    for (let round = 0; round < 4; round += 1) {
      const stream = await open(as, "", { "Last-Event-ID": last });
      await write(channelId, `${round}a`, `${round}b`);
      const newest = await api().events.write(async (trx) => {
        const row = await trx.selectFrom("event_counter").select("last").executeTakeFirstOrThrow();
        return row.last;
      });
      await until("all", () => numbers(stream).at(-1) === newest);
      seen.push(...numbers(stream));
      last = String(newest);
      stream.close();
      await stream.ended;
      await write(channelId, `${round}c`);
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_none, index) => index + 1));
  });

  it("goes on from now for whoever was further than the log is: it came from a backup", async () => {
    const as = await api().person("agent");
    const { channelId } = await api().conversation();
    const stream = await open(as, "", { "Last-Event-ID": "1000000" });
    await until("ready", () => stream.frames.length > 0);
    await write(channelId, "2");
    await until("the message", () =>
      stream.frames.some(({ event }) => event === "message.created"),
    );

    const polled = await fetch(`${api().url}/api/v1/events?after=1000000`, as);
    const { next } = (await polled.json()) as { next: number };
    expect(next).toBe(numbers(stream).at(-1));
  });

  it("reads from the log for whoever is far behind", async () => {
    const as = await api().person("agent");
    await api().events.write((_trx, record) => {
      for (let count = 0; count < 1_234; count += 1) record({ type: "contact.updated" });
      return Promise.resolve();
    });
    const stream = await open(as, "?after=1");
    await until("all", () => numbers(stream).length === 1_234);
    expect(numbers(stream)).toEqual(Array.from({ length: 1_234 }, (_none, index) => index + 2));
  });

  it("shows each follower only what they may see at that moment", async () => {
    const admin = await api().person("admin");
    const onlyContacts = await api().program(["events:read", "contacts:read"], admin);
    const stream = await open(onlyContacts, "?after=0");
    const { channelId } = await api().conversation();
    await write(channelId, "2");
    await api().events.write((_trx, record) => {
      record({ type: "contact.updated", data: { contactId: "x" } });
      return Promise.resolve();
    });
    await until("the contact", () =>
      stream.frames.some(({ event }) => event === "contact.updated"),
    );
    const types = new Set(stream.frames.map(({ event }) => event));
    expect([...types]).toEqual(["ready", "contact.updated"]);
    const { body } = await api().call("/api/v1/events", { as: onlyContacts });
    expect(
      (body["items"] as Frame[]).map((item) => (item as unknown as { type: string }).type),
    ).toEqual(["contact.updated"]);
    expect(body["next"]).toBeGreaterThan(1);
  });

  it.each<[string, (as: Client & { agentId: string }, admin: Client) => Promise<unknown>]>([
    ["signs out", (as) => api().call("/api/v1/session", { method: "DELETE", as })],
    [
      "is removed",
      (as, admin) => api().call(`/api/v1/agents/${as.agentId}`, { method: "DELETE", as: admin }),
    ],
  ])("ends when the agent %s, and says nothing more", async (_how, act) => {
    const admin = await api().person("admin");
    const as = await api().person("agent");
    const { channelId } = await api().conversation();
    const stream = await open(as);
    await until("ready", () => stream.frames.length > 0);
    await act(as, admin);
    await write(channelId, "after");
    await stream.ended;
    expect(stream.frames.map(({ event }) => event)).not.toContain("message.created");
    expect((await open(as)).status).toBe(401);
  });

  it("ends when the key loses its permission", async () => {
    const admin = await api().person("admin");
    const other = await api().person("admin", "Other");
    const stream = await open(await api().program(["events:read", "keys:manage"], other));
    await until("ready", () => stream.frames.length > 0);
    await api().call(`/api/v1/agents/${other.agentId}`, { method: "DELETE", as: admin });
    await stream.ended;
    expect(stream.status).toBe(200);
  });

  it("keeps silent connections open with a line now and then", async () => {
    const stream = await open(await api().person("agent"));
    await until("two heartbeats", () => stream.comments.length >= 2);
    expect(stream.comments).toContain(": still here");
  });

  it("lets go of whoever takes nothing, and keeps no more for them than a page", async () => {
    const as = await api().person("agent");
    // Never read: the socket fills up, and the hub has to do something about it.
    const request = get(`${api().url}${path}?after=0`, { headers: as.headers }, (response) => {
      response.pause();
    });
    request.on("error", () => undefined);
    onTestFinished(() => void request.destroy());
    const filler = { filler: "x".repeat(10_000) };
    for (let round = 0; round < 10; round += 1) {
      await api().events.write((_trx, record) => {
        for (let count = 0; count < 200; count += 1)
          record({ type: "contact.updated", data: filler });
        return Promise.resolve();
      });
    }
    const cut = () => api().log.some((line) => line.includes("answer cut short"));
    expect(await until("the end", cut)).toBe(true);
  });

  it("ends with the hub", async () => {
    const stream = await open(await api().person("agent"));
    await until("ready", () => stream.frames.length > 0);
    api().api.close();
    await stream.ended;
    expect(stream.status).toBe(200);
  });

  it("has a limit on connections per agent", async () => {
    const as = await api().person("agent");
    const streams = await Promise.all(Array.from({ length: 21 }, () => open(as)));
    expect(streams.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(20);
    expect(streams.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it("shows that a customer types, to those who look at this moment", async () => {
    const stream = await open(await api().person("agent"));
    const { channelId, conversationId } = await api().conversation();
    await until("ready", () => stream.frames.length > 0);
    const types = (actor: { readonly id: string; readonly name?: string }) =>
      api().signals.customerTypes(channelId, { id: "customer", kind: "direct" }, actor, 5_000);
    await types({ id: "customer", name: "小明" });
    // Whom the platform doesn't name each time is who the conversation is with.
    await types({ id: "customer" });
    const typing = () => stream.frames.filter(({ event }) => event === "conversation.typing");
    await until("typing", () => typing().length === 2);
    expect(typing().map(({ data }) => data)).toMatchObject([
      { conversationId, name: "小明", expiresInMs: 5_000 },
      { conversationId, name: "王小明", expiresInMs: 5_000 },
    ]);
  });
});
