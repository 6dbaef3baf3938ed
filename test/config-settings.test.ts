import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Environment,
  maskedSettings,
  readClientSettings,
  readSettings,
  SettingsError,
} from "../config/env.ts";
import { emptyFolder, switchboard } from "./support/command-line.ts";

const key = "00".repeat(32);

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  throw new Error("The settings were taken.");
}

describe("settings", () => {
  it("work without any", () => {
    expect(readSettings({})).toMatchObject({
      HOST: "127.0.0.1",
      PORT: 3000,
      DATA_DIRECTORY: "data",
    });
  });

  it("that are empty count as not set", () => {
    expect(readSettings({ PORT: "", PUBLIC_URL: "" })).toEqual(readSettings({}));
  });

  const good: readonly (readonly [environment: Environment, read: object])[] = [
    [{ PORT: "0" }, { PORT: 0 }],
    [{ HOST: "::1" }, { HOST: "::1" }],
    [{ TRUST_PROXY: "true" }, { TRUST_PROXY: true }],
    [{ DATABASE_URL: "sqlite:/var/lib/x.db" }, { DATABASE_URL: "sqlite:/var/lib/x.db" }],
    [{ DATABASE_URL: "mariadb://u:p%23@h:3307/d?ssl={}" }, {}],
    [
      { ADAPTER_PACKAGES: " @shop/pigeon, dove ,, " },
      { ADAPTER_PACKAGES: ["@shop/pigeon", "dove"] },
    ],
    [{ ENCRYPTION_KEY: key }, { ENCRYPTION_KEY: key }],
    [{ ENCRYPTION_KEY: Buffer.from(key, "hex").toString("base64") }, {}],
  ];
  it.each(good)("takes %o", (environment, read) => {
    expect(readSettings(environment)).toMatchObject(read);
  });

  const wholePort = "PORT must be a whole number from 0 to 65535";
  const address = "must be a web address such as https://chat.example.com";
  const database = "DATABASE_URL must be sqlite:<file> or mysql://user:password@host:3306/database";
  const bad: readonly (readonly [name: string, value: string, says: string])[] = [
    ["PORT", "eighty", wholePort],
    ["PORT", "80.5", wholePort],
    ["PORT", "-1", wholePort],
    ["PORT", "65536", wholePort],
    ["HOST", "http://127.0.0.1", "HOST must be an address of this machine"],
    ["HOST", "[::1]", "HOST must be an address of this machine"],
    ["PUBLIC_URL", "chat.example.com", `PUBLIC_URL ${address}`],
    ["PUBLIC_URL", "ftp://chat.example.com", `PUBLIC_URL ${address}`],
    ["DATABASE_URL", "postgres://u@h/d", database],
    ["DATABASE_URL", "mysql://u@h", database],
    ["DATABASE_URL", "mysql://u:pa#ss@h/d", database],
    ["DATABASE_URL", "mysql://u:pa/ss@h/d", database],
    ["DATABASE_URL", "sqlite:", database],
    ["ENCRYPTION_KEY", "short", "ENCRYPTION_KEY must be 32 bytes, as 64 hex digits or in base64"],
    ["LOG_LEVEL", "loud", "LOG_LEVEL must be one of fatal, error, warn, info"],
    ["TRUST_PROXY", "yes", "TRUST_PROXY must be true or false"],
    ["ALLOW_PRIVATE_NETWORK", "1", "ALLOW_PRIVATE_NETWORK must be true or false"],
    ["MAX_UPLOAD_BYTES", "50 MB", "MAX_UPLOAD_BYTES must be a whole number, 1 or more"],
    ["MAX_MEDIA_BYTES", "0", "MAX_MEDIA_BYTES must be a whole number, 1 or more"],
    ["ADAPTER_PACKAGES", "pigeon;dove", "ADAPTER_PACKAGES must be names of packages, separated by"],
  ];
  it.each(bad)("%s=%s is refused with what to write instead", (name, value, says) => {
    const problems = problemsOf(() => readSettings({ [name]: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(says);
    expect(problems[0]).toContain("(see config/reference.md)");
  });

  it("are complained about all at once", () => {
    const wrong = Object.fromEntries(bad.map(([name, value]) => [name, value]));
    const named = problemsOf(() => readSettings(wrong)).map((line) => line.split(" ")[0]);
    expect(new Set(named)).toEqual(new Set(Object.keys(wrong)));
  });

  it("of the command line are checked as well", () => {
    const environment = { SWITCHBOARD_URL: "hub", SWITCHBOARD_API_KEY: "swb two words" };
    const problems = problemsOf(() => readClientSettings(environment));
    expect(problems).toEqual([
      expect.stringContaining(`SWITCHBOARD_URL ${address}`),
      expect.stringContaining("SWITCHBOARD_API_KEY must be an API key of the hub, without spaces"),
    ]);
  });
});

describe("secret settings", () => {
  it("may stand in a file", async () => {
    const file = path.join(await emptyFolder(), "key");
    await writeFile(file, `${key}\n`);
    expect(readSettings({ ENCRYPTION_KEY_FILE: file }).ENCRYPTION_KEY).toBe(key);
    expect(readClientSettings({ SWITCHBOARD_API_KEY_FILE: file }).SWITCHBOARD_API_KEY).toBe(key);
  });

  it("must not stand in both", async () => {
    const environment = { ENCRYPTION_KEY: key, ENCRYPTION_KEY_FILE: "/somewhere" };
    expect(problemsOf(() => readSettings(environment))).toEqual([
      "ENCRYPTION_KEY and ENCRYPTION_KEY_FILE are both set: keep one of them",
    ]);
  });

  it("in a file that can't be read are named", () => {
    expect(problemsOf(() => readSettings({ DATABASE_URL_FILE: "/not/there" }))).toEqual([
      "DATABASE_URL_FILE names a file that can't be read (ENOENT): check its path and rights",
    ]);
  });

  it("only: another setting's _FILE means nothing", () => {
    expect(readSettings({ PORT_FILE: "/not/there" }).PORT).toBe(3000);
  });

  it("are never repeated in a complaint", async () => {
    const secret = "mysql://root:hidden-word@host";
    const file = path.join(await emptyFolder(), "url");
    await writeFile(file, secret);
    for (const environment of [{ DATABASE_URL: secret }, { DATABASE_URL_FILE: file }]) {
      expect(problemsOf(() => readSettings(environment)).join()).not.toContain("hidden-word");
    }
  });

  it("are masked when the settings are shown", () => {
    const shown = maskedSettings(
      readSettings({ DATABASE_URL: "mysql://root:hidden-word@host/d", ENCRYPTION_KEY: key }),
    );
    expect(shown).toMatchObject({
      DATABASE_URL: "(set)",
      ENCRYPTION_KEY: "(set)",
      PUBLIC_URL: "(not set)",
      PORT: 3000,
    });
    expect(JSON.stringify(shown)).not.toMatch(/hidden-word|0000/);
  });
});

describe("switchboard config print", () => {
  it("shows every setting, secrets hidden", async () => {
    const { code, stdout } = await switchboard(["config", "print"], { ENCRYPTION_KEY: key });
    expect(code).toBe(0);
    for (const name of Object.keys(readSettings({}))) expect(stdout).toContain(name);
    expect(stdout).toMatch(/ENCRYPTION_KEY +\(set\)/);
    expect(stdout).not.toContain(key);
  });

  it("ends with 1 and all that is wrong", async () => {
    const { code, stdout, stderr } = await switchboard(["config", "print", "--json"], {
      PORT: "x",
      TRUST_PROXY: "x",
    });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/The settings can't be used:\n {2}- PORT .*\n {2}- TRUST_PROXY /);
  });
});
