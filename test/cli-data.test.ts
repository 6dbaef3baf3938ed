import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "../config/env.ts";
import { createApp } from "../src/app.ts";
import { openDatabase } from "../src/db/database.ts";
import { emptyFolder, switchboard } from "./support/command-line.ts";
import { startHub, startTelegram } from "./support/hub.ts";

describe("switchboard setup-link", () => {
  it("makes a link that works, beside the one that the hub printed", async () => {
    const folder = await emptyFolder();
    const environment = { DATA_DIRECTORY: folder };
    const app = await createApp(readSettings({ ...environment, PORT: "0", LOG_LEVEL: "silent" }));
    const address = await app.start();
    const first = await app.auth.setup.ensureSetupToken();
    const { code, stdout } = await switchboard(["setup-link"], { ...environment, PORT: "80" });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:80\/setup#\S{43}\n$/);
    const token = new URL(stdout.trim()).hash.slice(1);
    expect(token).not.toBe(first);
    const behind = await switchboard(["setup-link"], { ...environment, PORT: "0" });
    expect(behind.stdout).toMatch(/only the hub knows its address.*\n\/setup#\S{43}\n$/);
    const person = { email: "li.na@example.com", name: "李娜", password: "correct horse battery" };
    const answer = await fetch(`${address}/api/v1/setup`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, ...person }),
    });
    expect(answer.status).toBe(201);
    await app.stop();

    const late = await switchboard(["setup-link"], environment);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain("The hub is set up already. An admin adds people with");
  });

  it("says so when there is no database yet, and makes none", async () => {
    const folder = await emptyFolder();
    const { code, stderr } = await switchboard(["setup-link"], { DATA_DIRECTORY: folder });
    expect(code).toBe(1);
    expect(stderr).toContain("There is no database at");
    await expect(stat(path.join(folder, "switchboard.db"))).rejects.toThrow("ENOENT");
  });

  it("leaves a database alone that was never brought up", async () => {
    const folder = await emptyFolder();
    const database = openDatabase(`sqlite:${path.join(folder, "switchboard.db")}`);
    await database.selfTest();
    await database.close();
    const { code, stderr } = await switchboard(["setup-link"], { DATA_DIRECTORY: folder });
    expect(code).toBe(1);
    expect(stderr).toContain("The database is empty or of an older version. Start the hub");
  });
});

describe("switchboard backup", () => {
  it("copies a running hub's database, from which another hub can start", async () => {
    const { app, local, folder, admin } = await startHub();
    const { settings } = await startTelegram();
    const shop = { adapter: "telegram", name: "店铺客服", settings };
    await app.channels.create(shop, `agent:${admin.id}`);
    const elsewhere = await emptyFolder();
    const file = path.join(elsewhere, "switchboard.db");

    const { code, stdout } = await switchboard(["backup", file], local);
    expect(code).toBe(0);
    expect(stdout).toContain(`${path.join(folder, "encryption.key")}: without it the credentials`);
    expect((await stat(file)).mode & 0o077).toBe(0);

    const restored = await createApp(
      readSettings({ DATA_DIRECTORY: elsewhere, PORT: "0", LOG_LEVEL: "silent" }),
    );
    await restored.database.migrate();
    expect((await restored.channels.list()).map(({ name }) => name)).toEqual(["店铺客服"]);
    expect(await restored.auth.setup.isOpen()).toBe(false);
    await restored.stop();
  });

  it("overwrites nothing", async () => {
    const { local, folder } = await startHub();
    const file = path.join(folder, "switchboard.db");
    const { size } = await stat(file);
    const { code, stderr } = await switchboard(["backup", file], local);
    expect(code).toBe(1);
    expect(stderr).toContain("is there already. Name a new file.");
    expect((await stat(file)).size).toBeGreaterThanOrEqual(size);
  });

  it("says where it could not write, and leaves nothing behind", async () => {
    const { local, folder } = await startHub();
    const file = path.join(folder, "not", "there.db");
    const { code, stderr } = await switchboard(["backup", file], local);
    expect(code).toBe(1);
    expect(stderr).toBe(`${file} could not be written (ENOENT).\n`);
    await rm(file, { force: true });
  });

  it("sends those with a database server to its own tools", async () => {
    const DATABASE_URL = "mysql://shop:hidden-word@127.0.0.1:3306/switchboard";
    const { code, stderr } = await switchboard(["backup", "x.db"], { DATABASE_URL });
    expect(code).toBe(1);
    expect(stderr).toContain("mysqldump --single-transaction");
    expect(stderr).not.toContain("hidden-word");
  });
});
