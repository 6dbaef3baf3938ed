import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { nodeProblem } from "../src/cli/node-version.ts";
import { readableLine } from "../src/cli/readable-log.ts";
import { explainStart } from "../src/cli/start-problems.ts";
import { readSettings } from "../config/env.ts";
import {
  emptyFolder,
  startSwitchboard,
  switchboard,
  manyProcesses,
} from "./support/command-line.ts";
import { useDatabase } from "./support/database.ts";
import { describeOnMysql, mysqlUrl } from "./support/requirements.ts";
import { root } from "./support/sources.ts";

describe("switchboard start", manyProcesses, () => {
  it("prints a set-up link for the person, not into the log, and only until there is an admin", async () => {
    const folder = await emptyFolder();
    const environment = { DATA_DIRECTORY: folder };
    const hub = await startSwitchboard(["start"], environment);
    const [, link = ""] = await hub.until(/(http:\S+\/setup#\S+)/);
    expect(hub.stdout).toContain('"msg":"Switchboard is ready"');
    expect(hub.stdout).not.toContain(link.split("#")[1]);
    expect(hub.stderr).toContain("Set up Switchboard here");

    const { origin, hash } = new URL(link);
    const answer = await fetch(`${origin}/api/v1/setup`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        token: hash.slice(1),
        email: "li.na@example.com",
        name: "李娜",
        password: "correct horse battery",
      }),
    });
    expect(answer.status).toBe(201);
    await hub.signal("SIGTERM");

    const again = await startSwitchboard(["start"], environment);
    await again.until(/Switchboard is ready/);
    const { code, stderr } = await again.signal("SIGINT");
    expect(code).toBe(0);
    expect(stderr).toBe("");
  });

  it("names its public address in the link where it has one", async () => {
    const hub = await startSwitchboard(["start"], { PUBLIC_URL: "https://chat.example.com/" });
    const [link] = await hub.until(/http\S+\/setup#/);
    expect(link).toBe("https://chat.example.com/setup#");
  });

  it("stops in order when npm hands one Ctrl-C on twice", async () => {
    const hub = await startSwitchboard(["start"]);
    await hub.until(/Switchboard is ready/);
    void hub.signal("SIGINT");
    const { code, stdout } = await hub.signal("SIGINT");
    expect(code).toBe(0);
    expect(stdout.match(/Stopping/g)).toHaveLength(1);
  });

  it("lets no other user of the machine read what it stores", async () => {
    const hub = await startSwitchboard(["start"]);
    await hub.until(/Switchboard is ready/);
    const files = ["data", "data/switchboard.db", "data/encryption.key"];
    const modes = files.map(async (file) => (await stat(path.join(hub.folder, file))).mode & 0o077);
    expect(await Promise.all(modes)).toEqual([0, 0, 0]);
  });

  it("reads .env in its folder, under what the environment says", async () => {
    const folder = await emptyFolder();
    await writeFile(path.join(folder, ".env"), "LOG_LEVEL=debug\nPORT=nonsense\n");
    const { stdout } = await switchboard(["config", "print", "--json"], { PORT: "0" }, "", folder);
    expect(JSON.parse(stdout)).toMatchObject({ LOG_LEVEL: "debug", PORT: 0 });
  });
});

describe("what keeps the hub from starting is said with what to do", () => {
  it("a taken port", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stderr, stdout } = await switchboard(["start"], { PORT: String(port) });
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`Port ${port} at 127.0.0.1 is taken .* set PORT to a free`));
    expect(stdout).not.toContain("is ready");
  });

  it("an address that isn't this machine's", async () => {
    const { code, stderr } = await switchboard(["start"], { HOST: "nowhere.invalid" });
    expect(code).toBe(1);
    expect(stderr).toContain("HOST is not an address of this machine: nowhere.invalid. Set HOST");
  });

  it("a data directory that can't be", async () => {
    const folder = await emptyFolder();
    const file = path.join(folder, "in-the-way");
    await writeFile(file, "");
    const { code, stderr } = await switchboard(["start"], {
      DATA_DIRECTORY: path.join(file, "data"),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/can't be written \(ENOTDIR\)\. .* set DATA_DIRECTORY to another/);
  });

  it("a database file that can't be opened", async () => {
    const folder = await emptyFolder();
    const { code, stderr } = await switchboard(["start"], { DATABASE_URL: `sqlite:${folder}` });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `The database file ${folder} can't be written. Give this user the right to write it and its folder, or set DATA_DIRECTORY (or DATABASE_URL) to another place.\n`,
    );
  });

  it("a file that is no database", async () => {
    const folder = await emptyFolder();
    await writeFile(
      path.join(folder, "switchboard.db"),
      "This is a letter, not a database.".repeat(99),
    );
    const { code, stderr } = await switchboard(["start"], { DATA_DIRECTORY: folder });
    expect(code).toBe(1);
    expect(stderr).toContain("is not a database, or is damaged. Move it away and put a backup in");
  });

  it("a database server that is away", async () => {
    const { code, stderr, stdout } = await switchboard(["start"], {
      DATABASE_URL: "mysql://shop:hidden-word@127.0.0.1:9/switchboard",
    });
    expect(code).toBe(1);
    expect(stderr).toBe(
      "No database server answers at 127.0.0.1:9 (ECONNREFUSED). Start it, or correct DATABASE_URL.\n",
    );
    expect(stderr + stdout).not.toContain("hidden-word");
  });

  it("settings, all that is wrong with them at once", async () => {
    const { code, stderr } = await switchboard(["start"], { PORT: "eighty", LOG_LEVEL: "loud" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/PORT must be[\s\S]*LOG_LEVEL must be one of/);
  });

  const errors: readonly (readonly [what: string, error: object, text: RegExp])[] = [
    [
      "a port for root",
      { code: "EACCES", syscall: "listen" },
      /may not listen on port 3000\. Set PORT/,
    ],
    [
      "an address of another machine",
      { code: "EADDRNOTAVAIL", syscall: "listen" },
      /HOST is not an/,
    ],
    ["a full disk", { code: "ENOSPC", path: "data/x" }, /The disk with .*data is full\. Make room/],
    [
      "a database that is locked",
      { code: "SQLITE_BUSY" },
      /keeps the database file .* locked\. Close/,
    ],
    [
      "a read-only file",
      { code: "SQLITE_READONLY" },
      /can't be written\. Give this user the right/,
    ],
    ["a full database", { code: "SQLITE_FULL" }, /is full\. Make room/],
  ];
  it.each(errors)("%s", (_what, error, text) => {
    const thrown = new Error("outer", { cause: Object.assign(new Error("inner"), error) });
    expect(explainStart(thrown, readSettings({})).message).toMatch(text);
  });

  it("keeps the whole story of what nobody foresaw", () => {
    const thrown = new Error("outer", { cause: new Error("what really happened") });
    const { message } = explainStart(thrown, readSettings({}));
    expect(message).toMatch(/Switchboard can't start: .*outer[\s\S]*what really happened/);
  });
});

describe("a database of a newer version", () => {
  const database = useDatabase("sqlite");

  it("is left alone", async () => {
    await database()
      .queries.insertInto("kysely_migration" as never)
      .values({ name: "9999_future", timestamp: "2030-01-01" })
      .execute();
    const { code, stderr } = await switchboard(["start"], { DATABASE_URL: database().url });
    expect(code).toBe(1);
    expect(stderr).toContain(
      "belongs to a newer version of Switchboard (it has 9999_future). Start",
    );
  });
});

describeOnMysql("a database server's refusals", () => {
  const at = (change: Partial<URL>): string => Object.assign(new URL(mysqlUrl()), change).href;

  it("a wrong password", async () => {
    const DATABASE_URL = at({ username: "nobody", password: "hidden-word", pathname: "/x" });
    const { code, stderr, stdout } = await switchboard(["start"], { DATABASE_URL });
    expect(code).toBe(1);
    expect(stderr).toMatch(/refuses the user nobody\. Check user and password in DATABASE_URL/);
    expect(stderr + stdout).not.toContain("hidden-word");
  });

  it("a database that isn't there", async () => {
    const DATABASE_URL = at({ pathname: "/not_there" });
    const { code, stderr } = await switchboard(["start"], { DATABASE_URL });
    expect(code).toBe(1);
    expect(stderr).toMatch(/There is no database not_there .*CREATE DATABASE not_there/);
  });
});

describe("the version of Node", () => {
  it("is the one that package.json asks for", async () => {
    const text = await readFile(path.join(root, "package.json"), "utf8");
    const { engines } = JSON.parse(text) as { engines: { node: string } };
    const [, least = ""] = /^>=(\d+\.\d+)\.0$/.exec(engines.node) ?? [];
    const [major = 0, minor = 0] = least.split(".").map(Number);
    expect(nodeProblem(`${major}.${minor}.0`)).toBeUndefined();
    expect(nodeProblem(`${major + 2}.0.0`)).toBeUndefined();
    const problem = `needs Node ${least} or later; this is Node`;
    expect(nodeProblem(`${major}.${minor - 1}.9`)).toContain(problem);
    expect(nodeProblem("18.20.4")).toContain(problem);
  });
});

describe("the log at a terminal", () => {
  const line = (entry: object): string => readableLine(`${JSON.stringify(entry)}\n`, false);

  it("shows time, level, message and details", () => {
    const time = "2026-01-05T09:30:15.123Z";
    const entry = { level: "warn", time, channel: "a b", count: 3, msg: "No answer" };
    expect(line(entry)).toBe('09:30:15 WARN  No answer channel="a b" count=3\n');
  });

  it("shows the stack of an error below", () => {
    const err = { message: "no", stack: "Error: no\n    at here" };
    expect(line({ level: "error", msg: "Failed", err })).toBe(
      "ERROR Failed\n    Error: no\n        at here\n",
    );
  });

  it("lets nobody's text steer the terminal", () => {
    const shown = line({ level: "info", name: "\u001B[2J\u0007", msg: "a\u001B]0;b\u0007" });
    expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
    expect(shown).toContain("a]0;b");
  });

  it("passes what isn't JSON", () => {
    expect(readableLine("plain\n", true)).toBe("plain\n");
  });
});
