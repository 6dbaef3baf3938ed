import { Agent, request } from "node:http";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { permissionNames } from "../../src/auth/permissions.ts";
import { type Client, type TestApi, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";
import { databasesUnderTest } from "../support/requirements.ts";

const requests = 10_000;
/** To repeat a run: SWITCHBOARD_FUZZ_SEED with the number that it printed. */
const seed = Number(process.env["SWITCHBOARD_FUZZ_SEED"] ?? Date.now() % 2 ** 31);

interface Shot {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "../../etc/passwd",
    "%00",
    "%E0%A4%A",
    "%",
    "__proto__",
    "constructor",
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "${7*7}",
    "\u202e",
    "\ud800",
    "😀".repeat(50),
    "x".repeat(5_000),
    "-1",
    "9007199254740993",
    "1e999",
    "NaN",
    "true",
    "null",
    "01890000-0000-7000-8000-000000000000",
  ),
);

/** Names that mean something to a route are worth more than random ones. */
const knownFields =
  "token email password name role locale scopes expiresAt adapter settings status assigneeId labels parts replyTo " +
  "emojis stepId answers typing type text spans media cursor limit after before inline __proto__ constructor";
const fieldName = fc.oneof(fc.constantFrom(...knownFields.split(" ")), hostile);
const json = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.dictionary(fieldName, fc.oneof(fc.jsonValue(), hostile), { maxKeys: 6 }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 6 }) },
);
const bodies = fc.oneof(
  { weight: 4, arbitrary: json.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: hostile.map((text) => Buffer.from(text)) },
);
/** What a header may carry at all: the client refuses the rest before it is sent. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
});
const headers = fc.dictionary(
  fc.constantFrom(
    "x-request-id",
    "origin",
    "range",
    "if-none-match",
    "last-event-id",
    "idempotency-key",
    "x-forwarded-for",
    "accept",
    "content-encoding",
    "cookie",
    "x-http-method-override",
  ),
  fc.oneof(
    headerText,
    fc.constantFrom("gzip", "switchboard=x", "bytes=0-", "null", "1", "a".repeat(500)),
  ),
  { maxKeys: 4 },
);
const contentType = fc.oneof(
  { weight: 5, arbitrary: fc.constant("application/json") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "",
      "text/plain",
      "multipart/form-data; boundary=b",
      "multipart/form-data",
      "application/json; charset=utf-16",
    ),
  },
);

function shots(addresses: readonly { method: string; path: string }[]): fc.Arbitrary<Shot> {
  return fc
    .record({
      address: fc.constantFrom(...addresses),
      otherMethod: fc.option(
        fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"),
        { freq: 8 },
      ),
      values: fc.array(hostile.map(encodeLoosely), { minLength: 3, maxLength: 3 }),
      query: fc.option(fc.array(fc.tuple(fieldName, hostile), { maxLength: 4 })),
      headers,
      contentType,
      body: fc.option(bodies, { freq: 3 }),
    })
    .map((shot) => {
      const method = shot.otherMethod ?? shot.address.method;
      const query = (shot.query ?? []).map(
        ([name, value]) => `${encodeLoosely(name)}=${encodeLoosely(value)}`,
      );
      const values = [...shot.values];
      const path = shot.address.path.replaceAll(/:\w+/g, () => values.pop() ?? "x");
      return {
        method,
        path: query.length === 0 ? path : `${path}?${query.join("&")}`,
        headers: { ...shot.headers, "content-type": shot.contentType },
        body: shot.body === null || method === "GET" || method === "HEAD" ? undefined : shot.body,
      };
    });
}

/** What stands for itself in an address stays, half-encoded things too; only what can't be sent is encoded. */
function encodeLoosely(text: string): string {
  return text.toWellFormed().replaceAll(/[^!-~]|[?#]/gu, (char) => encodeURIComponent(char));
}

describe.each(databasesUnderTest())(
  `fuzzed requests on %s (SWITCHBOARD_FUZZ_SEED=${seed})`,
  (name) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    afterAll(() => agent.destroy());
    const api = useApi(useDatabase(name), {
      webhooks: {
        isKnown: () => true,
        handle: (_channelId, { body }) =>
          Promise.resolve({ status: 200, body: String(body.length) }),
      },
    });

    const shoot = (
      url: string,
      { method, path, headers: given, body }: Shot,
      as?: Client,
    ): Promise<{ status: number; type: string }> =>
      new Promise((resolve, reject) => {
        const outgoing = request(
          url,
          {
            method,
            path,
            agent,
            headers: { ...given, ...as?.headers, "content-length": body?.length ?? 0 },
          },
          (response) => {
            response.resume();
            const type = response.headers["content-type"] ?? "";
            const done = (): void => resolve({ status: response.statusCode ?? 0, type });
            // The stream of events doesn't end by itself.
            if (type.startsWith("text/event-stream")) response.destroy();
            response.on("close", done);
          },
        );
        outgoing.on("error", reject);
        outgoing.end(body);
      });

    const hold = async (
      arbitrary: fc.Arbitrary<Shot>,
      runs: number,
      as?: Client,
    ): Promise<void> => {
      await fc.assert(
        fc.asyncProperty(fc.array(arbitrary, { minLength: 8, maxLength: 8 }), async (batch) => {
          const answers = await Promise.all(batch.map((shot) => shoot(api().url, shot, as)));
          for (const [index, { status, type }] of answers.entries()) {
            if (
              status >= 500 ||
              status < 200 ||
              (status >= 400 && batch[index]?.method !== "HEAD" && !type.includes("problem+json"))
            ) {
              throw new Error(`${status} ${type} for ${JSON.stringify(batch[index])}`);
            }
          }
        }),
        { numRuns: Math.ceil(runs / 8), seed, endOnFailure: true },
      );
      expect((await api().call("/healthz")).status).toBe(200);
      expect(api().log.filter((line) => line.includes('"level":50'))).toEqual([]);
    };
    const addresses = ({ api: { routes } }: TestApi, open: boolean) =>
      routes
        .filter(({ access }) => (access === "public") === open)
        .map(({ method, path }) => ({ method, path }));

    it("of strangers break nothing", { timeout: 300_000 }, async () => {
      const pages = [
        "/",
        "/setup",
        "/api/docs",
        "/api/openapi.json",
        "/:page",
        "/api/v1/:noun",
        "/webhooks/:channel/:rest",
      ];
      const all = [
        ...addresses(api(), true),
        ...pages.map((path) => ({ method: "GET", path })),
        { method: "POST", path: "/webhooks/:channel" },
      ];
      await expect(hold(shots(all), requests)).resolves.toBeUndefined();
    });

    it("of whoever is let in break nothing", { timeout: 300_000 }, async () => {
      const as = await api().program(permissionNames, await api().person("admin"));
      await api().conversation();
      const all = shots(addresses(api(), false));
      await expect(hold(all, requests, as)).resolves.toBeUndefined();
    });

    it("pollute no prototype", async () => {
      const as = await api().person("admin");
      for (const key of ["__proto__", "constructor", "prototype"]) {
        const body = `{"name":"x","adapter":"shop","settings":{"account":"a","token":"token-of-shop","${key}":{"polluted":true}}}`;
        await api().call("/api/v1/channels", { method: "POST", as, body });
        await api().call(`/api/v1/conversations?${key}[polluted]=1&${key}=1`, { as });
      }
      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    });
  },
);
