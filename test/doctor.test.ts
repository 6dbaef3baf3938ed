import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { clockFinding } from "../src/cli/doctor/clock.ts";
import type { Finding } from "../src/cli/doctor/finding.ts";
import { openDatabase } from "../src/db/database.ts";
import { serverTime } from "../src/db/server-time.ts";
import { emptyFolder, switchboard } from "./support/command-line.ts";
import { useDatabase } from "./support/database.ts";
import { startHub, startTelegram } from "./support/hub.ts";
import { describeOnMysql } from "./support/requirements.ts";

interface Report {
  readonly code: number | null;
  readonly findings: readonly Finding[];
}

async function doctor(
  environment: Readonly<Record<string, string>>,
  folder?: string,
): Promise<Report> {
  const { code, stdout } = await switchboard(["doctor", "--json"], environment, "", folder);
  return { code, findings: JSON.parse(stdout) as readonly Finding[] };
}

/** What isn't ok, as a person reads it. */
function complaints({ findings }: Report): readonly string[] {
  return findings.flatMap((finding) =>
    finding.level === "ok"
      ? []
      : [`${finding.level} ${finding.subject}: ${finding.text} → ${finding.fix}`],
  );
}

describe("switchboard doctor on a machine where all is well", () => {
  it("says so before the first start, and leaves nothing behind", async () => {
    const folder = await emptyFolder();
    const report = await doctor({ DATA_DIRECTORY: path.join(folder, "deep", "data") });
    expect(complaints(report)).toEqual([]);
    expect(report.code).toBe(0);
    expect(report.findings.map(({ subject }) => subject)).toEqual([
      "Node",
      "settings",
      "data directory",
      "encryption key",
      "port",
      "database",
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("says so beside a hub that runs, with who we are at each platform", async () => {
    const hub = await startHub();
    const { settings } = await startTelegram();
    const shop = { adapter: "telegram", name: "Shop", settings };
    const { id } = await hub.app.channels.create(shop, `agent:${hub.admin.id}`);
    await hub.app.channels.create({ ...shop, name: "Second" }, `agent:${hub.admin.id}`);
    await hub.app.channels.pause(id, `agent:${hub.admin.id}`);
    const { port } = new URL(hub.address);
    const { code, stdout } = await switchboard(["doctor"], { ...hub.local, PORT: port });
    expect(stdout).toContain(`ok    port: a Switchboard listens on ${port} at 127.0.0.1 already`);
    expect(stdout).toContain("ok    channel Shop: is paused");
    expect(stdout).toMatch(/ok {4}channel Second: Telegram answers, and knows us as Shop\n/);
    expect(code).toBe(0);
  });
});

describe("switchboard doctor finds", () => {
  it("settings that can't be used", async () => {
    const report = await doctor({ PORT: "eighty", LOG_LEVEL: "loud" });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      expect.stringMatching(/^fail settings: PORT must be a whole number .* → Change it where/),
      expect.stringMatching(/^fail settings: LOG_LEVEL must be one of /),
    ]);
  });

  it("a data directory that can't be", async () => {
    const file = path.join(await emptyFolder(), "file");
    await writeFile(file, "");
    const report = await doctor({ DATA_DIRECTORY: path.join(file, "data") });
    expect(report.code).toBe(1);
    expect(complaints(report)).toContainEqual(
      expect.stringMatching(
        /^fail data directory: .*can't be written \(ENOTDIR\)\. → Give this user .* set DATA_DIRECTORY/,
      ),
    );
  });

  it("a broken encryption key, and one that others can read", async () => {
    const folder = await emptyFolder();
    const file = path.join(folder, "encryption.key");
    await writeFile(file, "half a key\n", { mode: 0o600 });
    const broken = await doctor({ DATA_DIRECTORY: folder });
    expect(broken.code).toBe(1);
    expect(complaints(broken)).toEqual([
      expect.stringMatching(
        /^fail encryption key: .* must hold 32 bytes.* → Put the backup of this/,
      ),
    ]);
    await writeFile(file, Buffer.alloc(32, 7).toString("base64"));
    await chmod(file, 0o644);
    const open = await doctor({ DATA_DIRECTORY: folder });
    expect(open.code).toBe(0);
    expect(complaints(open)).toEqual([
      `warn encryption key: Others on this machine can read ${file}. → chmod 600 ${file}`,
    ]);
  });

  it("a port that another program has", async () => {
    const server = createServer((_request, response) => response.end("something else"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const report = await doctor({ PORT: String(port) });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      expect.stringMatching(
        /^fail port: Port \d+ at 127\.0\.0\.1 is taken .* → Stop that one, or set PORT/,
      ),
    ]);
  });

  it("a database file that is none", async () => {
    const folder = await emptyFolder();
    await writeFile(path.join(folder, "switchboard.db"), "not a database ".repeat(100));
    const report = await doctor({ DATA_DIRECTORY: folder });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      expect.stringMatching(/^fail database: .* is not a database, or is damaged\. → Move it away/),
    ]);
  });

  it("a database server that is away, without its password", async () => {
    const report = await doctor({ DATABASE_URL: "mysql://u:hidden-word@127.0.0.1:9/d" });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      "fail database: No database server answers at 127.0.0.1:9 (ECONNREFUSED). → Start it, or correct DATABASE_URL.",
    ]);
    expect(JSON.stringify(report)).not.toContain("hidden-word");
  });

  it("adapter packages that aren't installed", async () => {
    const hub = await startHub();
    const report = await doctor({ ...hub.local, ADAPTER_PACKAGES: "pigeon" });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      expect.stringMatching(
        /^fail adapters: pigeon: .* → Install it, or take it out of ADAPTER_PACK/,
      ),
    ]);
  });

  it("adapter packages before the hub was ever started, each as the hub would find it", async () => {
    const folder = await emptyFolder();
    await mkdir(path.join(folder, "pigeon"));
    const manifest = { name: "pigeon", type: "module", switchboard: { adapter: 1 } };
    await writeFile(path.join(folder, "pigeon/package.json"), JSON.stringify(manifest));
    await writeFile(path.join(folder, "pigeon/index.js"), `throw new Error("no loft");`);
    const report = await doctor({ ADAPTER_PACKAGES: "./pigeon" }, folder);
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      `fail adapters: The adapter "pigeon" can't be loaded: no loft → Mend its package, or take it out of ADAPTER_PACKAGES.`,
    ]);
  });

  it("a clock that differs from the database server's", () => {
    expect(clockFinding(1_500).level).toBe("ok");
    expect(clockFinding(-4_000)).toMatchObject({
      level: "warn",
      text: "The database server's clock is 4 s behind this machine's.",
    });
    expect(clockFinding(60_000)).toMatchObject({
      level: "fail",
      text: "The database server's clock is 60 s ahead of this machine's.",
      fix: expect.stringContaining("NTP") as string,
    });
  });
});

describe("switchboard doctor looks at each channel", () => {
  const troubles: readonly (readonly [
    what: string,
    plant: (telegram: Awaited<ReturnType<typeof startTelegram>>["telegram"]) => unknown,
    environment: Readonly<Record<string, string>>,
    says: RegExp,
  ])[] = [
    [
      "a token that was revoked",
      (telegram) => telegram.revokeCredentials(),
      {},
      /^fail channel Shop: .*token.* → switchboard channel set \S+ --settings <file>/,
    ],
    [
      "a platform that can't be reached",
      (telegram) => telegram.goOffline(),
      {},
      /^fail channel Shop: .* → Check this machine's way out: name look-up, firewall, proxy/,
    ],
    [
      "an address in the private network",
      () => undefined,
      { ALLOW_PRIVATE_NETWORK: "false" },
      /^fail channel Shop: .*private.*ALLOW_PRIVATE_NETWORK=true/,
    ],
    [
      "credentials that another key sealed",
      () => undefined,
      { ENCRYPTION_KEY: "ab".repeat(32) },
      /^fail channel Shop: .* → Set ENCRYPTION_KEY \(or put back encryption\.key\) as it was/,
    ],
  ];
  it.each(troubles)("and finds %s", async (_what, plant, environment, says) => {
    const hub = await startHub();
    const { telegram, settings } = await startTelegram();
    const shop = { adapter: "telegram", name: "Shop", settings };
    await hub.app.channels.create(shop, `agent:${hub.admin.id}`);
    await plant(telegram);
    const report = await doctor({ ...hub.local, ...environment });
    expect(complaints(report)).toEqual([expect.stringMatching(says)]);
    expect(report.code).toBe(1);
    expect(JSON.stringify(report)).not.toContain(telegram.token);
  });
});

describe("switchboard doctor with a database of a newer version", () => {
  const database = useDatabase("sqlite");

  it("names it", async () => {
    await database()
      .queries.insertInto("kysely_migration" as never)
      .values({ name: "9999_future", timestamp: "2030-01-01" })
      .execute();
    const report = await doctor({ DATABASE_URL: database().url });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      expect.stringMatching(
        /^fail database: .*newer version .*9999_future\)\. → Start that version/,
      ),
    ]);
  });

  it("and says what an older one will get", async () => {
    const folder = await emptyFolder();
    await mkdir(path.join(folder, "data"));
    const url = `sqlite:${path.join(folder, "data", "old.db")}`;
    const old = openDatabase(url);
    await old.selfTest();
    await old.close();
    const { code, findings } = await doctor({ DATABASE_URL: url });
    expect(code).toBe(0);
    expect(findings.at(-1)?.text).toMatch(/^\d+ will run at the next start$/);
  });
});

describeOnMysql("switchboard doctor with a database server", () => {
  const database = useDatabase("mysql");

  it("compares the clocks", async () => {
    const { code, findings } = await doctor({ DATABASE_URL: database().url });
    expect(findings).toContainEqual(clockFinding(0));
    expect(code).toBe(0);
    const before = Math.floor(Date.now() / 1000) * 1000 - 1000;
    expect((await serverTime(database())).getTime()).toBeGreaterThan(before);
  });

  it("finds a wrong password", async () => {
    const url = Object.assign(new URL(database().url), { username: "nobody", password: "hidden" });
    const report = await doctor({ DATABASE_URL: url.href });
    expect(report.code).toBe(1);
    expect(complaints(report)).toEqual([
      expect.stringMatching(
        /^fail database: The database server at .* refuses the user nobody\. →/,
      ),
    ]);
  });
});
