import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { type Client, maxUploadBytes, useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { until } from "./support/until.ts";

const path = "/api/v1/attachments";
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** The head of a WebM file. */
const webm = Buffer.from("1a45dfa3874282847765626d", "hex");

describe.each(databasesUnderTest())("files over HTTP on %s", (name) => {
  const database = useDatabase(name);
  const api = useApi(database);

  const upload = async (as: Client, bytes: Uint8Array, fileName = "a.bin", type = "") => {
    const form = new FormData();
    form.append("file", new File([new Uint8Array(bytes)], fileName, { type }));
    const response = await fetch(api().url + path, {
      method: "POST",
      body: form,
      headers: as.headers,
    });
    return {
      status: response.status,
      body: (await response.json()) as Readonly<Record<string, unknown>>,
    };
  };
  const download = (as: Client, id: unknown, query = "", headers = {}) =>
    fetch(`${api().url}${path}/${id as string}/content${query}`, {
      headers: { ...as.headers, ...headers },
    });
  const rows = () => database().queries.selectFrom("attachments").selectAll().execute();

  it("go up and come down byte for byte, under their own names", async () => {
    const as = await api().person("agent");
    const bytes = randomBytes(150_000);
    const { status, body } = await upload(as, bytes, "合同 «v2».bin");
    expect([status, body["fileName"], body["size"]]).toEqual([201, "合同 «v2».bin", 150_000]);
    const response = await download(as, body["id"]);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const disposition = response.headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename="[ -~]+"; filename\*=UTF-8''/);
    expect(decodeURIComponent(disposition.split("''")[1] ?? "")).toBe("合同 «v2».bin");
    expect(response.headers.get("etag")).toBe(
      `"${createHash("sha256").update(bytes).digest("hex")}"`,
    );
  });

  it.each<[string, Uint8Array, string, string, string]>([
    [
      "a page",
      Buffer.from("<script>alert(1)</script>"),
      "x.html",
      "text/html",
      "text/plain; charset=utf-8",
    ],
    [
      "a drawing with a script",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      "x.svg",
      "image/svg+xml",
      "text/plain; charset=utf-8",
    ],
    [
      "a picture that is none",
      Buffer.from("<script>alert(1)</script>"),
      "x.png",
      "image/png",
      "text/plain; charset=utf-8",
    ],
    ["a picture", png, "x.png", "image/png", "image/png"],
    // A box for both: what the browser says that it recorded decides.
    ["a voice", webm, "x.webm", "audio/webm;codecs=opus", "audio/webm"],
    ["a film", webm, "x.webm", "video/webm", "video/webm"],
    ["a page in a film's place", webm, "x.webm", "text/html", "video/webm"],
  ])("never become a page of ours: %s", async (_what, bytes, fileName, claimed, served) => {
    const as = await api().person("agent");
    const { body } = await upload(as, bytes, fileName, claimed);
    const response = await download(as, body["id"], "?inline=true");
    expect(response.headers.get("content-type")).toBe(served);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toBe("sandbox; default-src 'none'");
    const shown = /^(image|audio|video)/.test(served) ? "inline" : "attachment";
    expect(response.headers.get("content-disposition")).toMatch(new RegExp(`^${shown};`));
  });

  it.each([
    'a".html',
    "a\r\nSet-Cookie: x=1.txt",
    "../../etc/passwd",
    "a\u202egpj.exe",
    ".",
    "x".repeat(5_000),
  ])("can't break out of the header by their name: %j", async (fileName) => {
    const as = await api().person("agent");
    const { status, body } = await upload(as, Buffer.from("hello"), fileName);
    expect(status).toBe(201);
    const response = await download(as, body["id"]);
    expect(response.headers.get("set-cookie")).toBeNull();
    const disposition = response.headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(
      /^attachment; filename="[^"\\/]+"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/,
    );
    expect(disposition).not.toContain("%2F");
    expect(disposition).not.toContain("%E2%80%AE");
  });

  it("come in pieces, for whoever asks for a part", async () => {
    const as = await api().person("agent");
    const { body } = await upload(as, Buffer.from("0123456789"));
    const part = async (range: string) => {
      const response = await download(as, body["id"], "", { Range: range });
      return [response.status, response.headers.get("content-range"), await response.text()];
    };
    expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
    expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await part("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
    expect(await part("bytes=8-99")).toEqual([206, "bytes 8-9/10", "89"]);
    for (const odd of [
      "bytes=20-30",
      "bytes=4-2",
      "bytes=-0",
      "bytes=0-1,3-4",
      "lines=1-2",
      "bytes=x",
    ]) {
      expect(await part(odd)).toEqual([200, null, "0123456789"]);
    }
  });

  it("aren't sent again to a browser that has them, and not at all without the right", async () => {
    const as = await api().person("agent");
    const { body } = await upload(as, png);
    const { headers } = await download(as, body["id"]);
    const again = await download(as, body["id"], "", {
      "If-None-Match": headers.get("etag") ?? "",
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("cache-control")).toBe("private, no-cache");
    expect((await download({ headers: {} }, body["id"])).status).toBe(401);
  });

  it("are their owner's alone until they are sent", async () => {
    const owner = await api().person("agent", "Owner");
    const other = await api().person("agent", "Other");
    const { conversationId } = await api().conversation();
    Object.assign(api().can, { media: { image: { support: "native" } } });
    const { body } = await upload(owner, png);
    expect((await download(other, body["id"])).status).toBe(404);
    const parts = [{ type: "media", kind: "image", media: { attachmentId: body["id"] } }];
    const reply = { method: "POST", body: { parts } };
    const stolen = await api().call(`/api/v1/conversations/${conversationId}/messages`, {
      ...reply,
      as: other,
    });
    expect(stolen.body["code"]).toBe("unsupported-by-channel");
    const sent = await api().call(`/api/v1/conversations/${conversationId}/messages`, {
      ...reply,
      as: owner,
    });
    expect(sent.body["parts"]).toMatchObject([
      { type: "media", media: { id: body["id"], state: "ready", mimeType: "image/png" } },
    ]);
    expect((await download(other, body["id"])).status).toBe(200);
  });

  it("can be sent by a program", async () => {
    const as = await api().program(
      ["messages:send", "conversations:read"],
      await api().person("admin"),
    );
    const { conversationId } = await api().conversation();
    Object.assign(api().can, { media: { image: { support: "native" } } });
    const { body } = await upload(as, png);
    const parts = [{ type: "media", kind: "image", media: { attachmentId: body["id"] } }];
    const sent = await api().call(`/api/v1/conversations/${conversationId}/messages`, {
      method: "POST",
      as,
      body: { parts },
    });
    expect(sent.status).toBe(201);
  });

  it.each([maxUploadBytes + 1, 20 * maxUploadBytes])(
    "are refused with %i bytes, which is too large, and leave nothing behind",
    async (size) => {
      const as = await api().person("agent");
      const { status, body } = await upload(as, Buffer.alloc(size));
      expect([status, body["code"]]).toEqual([413, "body-too-large"]);
      expect(await rows()).toEqual([]);
    },
  );

  it("leave nothing behind when the connection breaks", async () => {
    const as = await api().person("agent");
    const { host, port } = new URL(api().url);
    const socket = connect(Number(port), "127.0.0.1");
    const headers = Object.entries(as.headers).map(([key, value]) => `${key}: ${value}`);
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${host}`,
      ...headers,
      "Content-Type: multipart/form-data; boundary=b",
      "Content-Length: 100000",
    ];
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
    socket.write(`${head.join("\r\n")}\r\n\r\n${part}${"x".repeat(50_000)}`);
    await until("the row", async () => (await rows()).length === 1);
    socket.destroy();
    await until("nothing", async () => (await rows()).length === 0);
    expect(api().log.join("")).not.toContain('"level":50');
  });

  it.each<[string, (form: FormData) => void]>([
    ["no file", () => undefined],
    ["another field", (form) => form.append("other", new File(["x"], "x"))],
    ["two files", (form) => ["1", "2"].forEach((one) => form.append("file", new File([one], one)))],
    [
      "a file and a field",
      (form) => [form.append("file", new File(["x"], "x")), form.append("note", "y")],
    ],
  ])("must be one alone: %s", async (_what, fill) => {
    const as = await api().person("agent");
    const form = new FormData();
    fill(form);
    const response = await fetch(api().url + path, {
      method: "POST",
      body: form,
      headers: as.headers,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid-request" });
  });

  it.each([
    ["application/json", "{}", 415],
    ["multipart/form-data", "x", 415],
    ["multipart/form-data; x=y", "x", 400],
    ["multipart/form-data; boundary=b", "no boundary in here", 400],
    [
      "multipart/form-data; boundary=b",
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
      400,
    ],
  ])("must be a form: %s %j", async (type, body, status) => {
    const as = await api().person("agent");
    const answer = await api().call(path, {
      method: "POST",
      as,
      body,
      headers: { "Content-Type": type },
    });
    expect(answer.status).toBe(status);
    expect(await rows()).toEqual([]);
  });
});
