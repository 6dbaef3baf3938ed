import { writeFile } from "node:fs/promises";
import { EventEmitter, once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { capabilities } from "../adapters/telegram/capabilities.ts";
import { type ChannelAdapter, defineAdapter } from "../src/adapter/index.ts";
import {
  type Ended,
  emptyFolder,
  startSwitchboard,
  switchboard,
  manyProcesses,
} from "./support/command-line.ts";
import { startHub, startTelegram } from "./support/hub.ts";
import { until } from "./support/until.ts";

function parsed({ code, stdout, stderr }: Ended): unknown {
  if (code !== 0) throw new Error(`The command failed: ${stderr}`);
  return JSON.parse(stdout);
}

function channelIn(ended: Ended): Channel {
  return parsed(ended) as Channel;
}

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly wanted: string;
  readonly status: { readonly state: string };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secretsSet: readonly string[];
}

describe("switchboard channel", manyProcesses, () => {
  it("connects an account with the secret on standard input, shows it, and lets it go", async () => {
    const { client, app } = await startHub();
    const { telegram, settings } = await startTelegram();
    const run = (words: readonly string[], input = ""): Promise<Ended> =>
      switchboard(["channel", ...words], client, input);

    expect((await run(["list"])).stdout).toContain("No channels yet.");
    const create = ["create", "telegram", "--name", "店铺客服", "--settings=-", "--json"];
    const channel = channelIn(await run(create, JSON.stringify(settings)));
    expect(channel).toMatchObject({ name: "店铺客服", secretsSet: ["token"] });
    await until("the channel to connect", async () => {
      return (await app.channels.get(channel.id)).status.state === "connected";
    });

    const list = await run(["list"]);
    expect(list.stdout).toMatch(
      /^NAME +ADAPTER +STATE +SINCE +ID\n店铺客服 +telegram +connected +/,
    );
    const shown = await run(["show", "店铺客服"]);
    expect(shown.stdout).toMatch(/account +Shop\n/);
    expect(shown.stdout).toMatch(/setting token +\(set\)/);
    expect(list.stdout + shown.stdout).not.toContain(telegram.token);

    expect(channelIn(await run(["pause", channel.id, "--json"])).wanted).toBe("paused");
    expect(channelIn(await run(["resume", channel.id, "--json"])).wanted).toBe("running");
    expect((await run(["reconnect", channel.id])).code).toBe(0);
    await until("the channel to be back", async () => {
      return (await app.channels.get(channel.id)).status.state === "connected";
    });
    const login = await run(["login", channel.id]);
    expect(login).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("nothing is asked for") as string,
    });
    expect(parsed(await run(["login", channel.id, "--json"]))).toEqual({ prompt: null });

    const renamed = await run([
      "set",
      channel.id,
      "--name",
      "Shop",
      "--set",
      "mode=polling",
      "--json",
    ]);
    expect(channelIn(renamed)).toMatchObject({ name: "Shop", settings: { mode: "polling" } });
    await until("the channel to be back", async () => {
      return (await app.channels.get(channel.id)).status.state === "connected";
    });
    expect((await run(["logout", "Shop", "--yes", "--json"])).code).toBe(0);
    expect((await run(["delete", "Shop", "--yes"])).stdout).toContain('"Shop" is deleted');
    expect((await run(["show", "Shop"])).stderr).toContain('There is no channel "Shop"');
  });

  it("takes no secret among its words, where everybody sees it", async () => {
    const { client } = await startHub();
    const words = ["channel", "create", "telegram", "--name", "x", "--set", "token=123:abc"];
    const { code, stderr } = await switchboard(words, client);
    expect(code).toBe(2);
    expect(stderr).toContain("token is secret: give it in a file (--settings <file>)");
    expect(stderr).not.toContain("123:abc");
  });

  it("says which setting is missing, unknown or wrong", async () => {
    const { client } = await startHub();
    const file = path.join(await emptyFolder(), "settings.json");
    const create = ["channel", "create", "telegram", "--name", "x"];
    const cases: readonly (readonly [words: readonly string[], file: string, says: RegExp])[] = [
      [[], "", /The setting token is missing: give it with --settings/],
      [["--set", "colour=red"], "", /There is no setting "colour"\. There are: token, mode/],
      [["--set", "mode"], "", /--set takes name=value, not "mode"/],
      [["--settings", "/not/there"], "", /The file \/not\/there can't be read \(ENOENT\)/],
      [["--settings", file], '{"token": "hidden-wo', /must be a JSON object/],
      [["--settings", file], '{"token": "hidden-word"}', /token: must look like 123456789:AAE/],
    ];
    for (const [words, content, says] of cases) {
      await writeFile(file, content);
      const { code, stderr } = await switchboard([...create, ...words], client);
      expect(code).toBeGreaterThan(0);
      expect(stderr).toMatch(says);
      expect(stderr).not.toContain("hidden-wo");
    }
  });

  it("asks before it deletes, and does nothing when nobody is there to answer", async () => {
    const { client, app, admin } = await startHub();
    const { settings } = await startTelegram();
    const { id } = await app.channels.create(
      { adapter: "telegram", name: "Shop", settings },
      `agent:${admin.id}`,
    );
    const { code, stderr } = await switchboard(["channel", "delete", "Shop"], client);
    expect(code).toBe(2);
    expect(stderr).toContain("Add --yes to do it without being asked");
    expect((await app.channels.get(id)).name).toBe("Shop");
  });

  it("wants the id where two have one name", async () => {
    const { client, app, admin } = await startHub();
    const { settings } = await startTelegram();
    const channel = { adapter: "telegram", name: "Shop", settings };
    for (let n = 0; n < 2; n += 1) await app.channels.create(channel, `agent:${admin.id}`);
    const { code, stderr } = await switchboard(["channel", "pause", "Shop"], client);
    expect(code).toBe(2);
    expect(stderr).toContain('Several channels are called "Shop": give the id instead.');
  });
});

describe("a command that can't reach its hub", () => {
  const list = ["channel", "list"];

  it("without a key says how to get one", async () => {
    const { code, stderr } = await switchboard(list, {});
    expect(code).toBe(2);
    expect(stderr).toContain("SWITCHBOARD_API_KEY is not set. Make a key on the set-up page");
  });

  it("where nothing listens says where it looked", async () => {
    const address = await nobodysAddress();
    const environment = { SWITCHBOARD_URL: address, SWITCHBOARD_API_KEY: "swb_x" };
    const { code, stderr } = await switchboard(list, environment);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `No hub answers at ${address} (ECONNREFUSED). Start it with npm start`,
    );
  });

  it("where something else answers says that it is no Switchboard", async () => {
    const server = createServer((_request, response) => response.end("<html>It works!</html>"));
    const environment = {
      SWITCHBOARD_URL: await listening(server),
      SWITCHBOARD_API_KEY: "swb_x",
    };
    const { code, stderr } = await switchboard(list, environment);
    expect(code).toBe(1);
    expect(stderr).toContain("is no Switchboard, or one of another version");
  });

  it("with a wrong key says so, without the key", async () => {
    const { address } = await startHub();
    const environment = { SWITCHBOARD_URL: address, SWITCHBOARD_API_KEY: "swb_wrong" };
    const { code, stderr } = await switchboard(list, environment);
    expect(code).toBe(1);
    expect(stderr).toContain("The hub doesn't know the key in SWITCHBOARD_API_KEY");
    expect(stderr).not.toContain("swb_wrong");
  });

  it("with a key for other things says what is missing", async () => {
    const { address, keyWith } = await startHub();
    const environment = {
      SWITCHBOARD_URL: address,
      SWITCHBOARD_API_KEY: await keyWith(["conversations:read"]),
    };
    const { code, stderr } = await switchboard(list, environment);
    expect(code).toBe(1);
    expect(stderr).toContain("may not do this: This needs the permission channels:read.");
  });

  it("--url comes before SWITCHBOARD_URL", async () => {
    const { address, apiKey } = await startHub();
    const environment = { SWITCHBOARD_URL: "http://127.0.0.1:9", SWITCHBOARD_API_KEY: apiKey };
    expect((await switchboard([...list, "--url", address], environment)).code).toBe(0);
    expect((await switchboard([...list, "--url", "hub"], environment)).code).toBe(2);
  });
});

describe("switchboard channel login", () => {
  it("shows each step until the channel is connected", async () => {
    const steps = new EventEmitter();
    const { client, app, admin } = await startHub({
      adapters: { phone: () => Promise.resolve(phoneAdapter(steps)) },
    });
    const phone = { adapter: "phone", name: "Phone", settings: {} };
    await app.channels.create(phone, `agent:${admin.id}`);
    const login = await startSwitchboard(["channel", "login", "Phone"], client);
    await login.until(/Open the app\.\nScan this text as a QR code:\n2@qr-of-the-phone\n/);
    steps.emit("scanned");
    await login.until(/Enter this code there: 1234-5678/);
    steps.emit("entered");
    await login.until(/The channel is connected: nothing is asked for/);
    expect((await login.ended).code).toBe(0);
  });

  it("says what to do first when the channel doesn't run", async () => {
    const { client, app, admin } = await startHub();
    const { settings } = await startTelegram();
    const shop = { adapter: "telegram", name: "Shop", settings };
    const { id } = await app.channels.create(shop, `agent:${admin.id}`);
    await app.channels.pause(id, `agent:${admin.id}`);
    const { code, stderr } = await switchboard(["channel", "login", "Shop"], client);
    expect(code).toBe(1);
    expect(stderr).toContain("The channel is stopped: resume it first.");
  });
});

/** Logs in with a QR code, then with a code, as phone apps do. */
function phoneAdapter(steps: EventEmitter): ChannelAdapter {
  return defineAdapter({
    apiVersion: 1,
    name: "phone",
    displayName: "Phone",
    settings: z.object({}),
    capabilities,
    createSession: (context) => ({
      async run(signal) {
        context.status({ state: "login-required" });
        const instructions = "Open the app.";
        const data = "2@qr-of-the-phone";
        await context.login({ type: "qr", stepId: "1", data, instructions }, signal);
        await once(steps, "scanned");
        await context.login({ type: "code", stepId: "2", code: "1234-5678" }, signal);
        await once(steps, "entered");
        context.status({ state: "connected", self: { id: "1", name: "Shop" } });
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      send: () => Promise.reject(new Error("Not here.")),
      capabilities: () => capabilities,
    }),
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Where something listened a moment ago. */
async function nobodysAddress(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

describe("the command line", () => {
  it("lists its commands, and names one that isn't there", async () => {
    expect((await switchboard([])).stdout).toContain("channel create <adapter>");
    expect((await switchboard(["--help"])).code).toBe(0);
    expect((await switchboard(["--version"])).stdout).toMatch(/^switchboard\/\d/);
    const unknown = await switchboard(["chanel", "list"]);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('There is no command "chanel"');
  });

  it("refuses what it doesn't know", async () => {
    for (const words of [
      ["channel", "show"],
      ["channel", "list", "--jsn"],
      ["channel", "list", "more"],
      ["channel", "create", "telegram", "--name"],
    ]) {
      const { code, stderr } = await switchboard(words, { SWITCHBOARD_API_KEY: "swb_x" });
      expect({ words, code }).toEqual({ words, code: 2 });
      expect(stderr).toContain("switchboard --help shows how commands are called.");
    }
  });
});
