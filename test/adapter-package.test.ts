import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { channelErrorCodes } from "switchboard/adapter";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  buildOnce,
  emptyFolder,
  manyProcesses,
  type RunningCommand,
  startSwitchboard,
  switchboard,
} from "./support/command-line.ts";
import { freePort } from "./support/free-port.ts";
import { guardedEnvironment } from "./support/network-guard.ts";
import { SmsSimulator } from "./support/sms/simulator.ts";
import { root } from "./support/sources.ts";

const sample = path.join(root, "test/support/sms");
const readme = await readFile(path.join(root, "src/adapter/testkit/README.md"), "utf8");

/** The code blocks in a language, without their fences. */
function blocks(language: string): readonly string[] {
  const pattern = new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm");
  return [...readme.matchAll(pattern)].map(([, text = ""]) => text);
}

/** A folder that has what the walk-through says, with its packages installed from here. */
async function writtenByTheBook(): Promise<string> {
  const folder = await emptyFolder();
  const code = (await readdir(sample)).filter((file) => file.endsWith(".ts"));
  for (const file of code) await cp(path.join(sample, file), path.join(folder, file));
  const [manifest = "", compilerOptions = ""] = blocks("json");
  await writeFile(path.join(folder, "package.json"), manifest);
  await writeFile(path.join(folder, "tsconfig.json"), compilerOptions);
  const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, object>;
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    const from = name === "switchboard" ? await buildOnce() : path.join(root, "node_modules", name);
    await install(from, folder, name);
  }
  await install(path.join(root, "node_modules/.bin"), folder, ".bin");
  return folder;
}

async function install(from: string, folder: string, name: string): Promise<void> {
  const to = path.join(folder, "node_modules", name);
  await mkdir(path.dirname(to), { recursive: true });
  await symlink(from, to);
}

async function run(folder: string, command: string, ...words: readonly string[]): Promise<string> {
  const { PATH = "", HOME = "" } = process.env;
  const env = guardedEnvironment({ PATH, HOME, npm_config_update_notifier: "false" });
  const { stdout } = await promisify(execFile)(command, words, { cwd: folder, env });
  return stdout;
}

type Json = Record<string, unknown>;

async function call(url: string, body: object | undefined, headers: object): Promise<Json> {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const json = (await response.json()) as Json;
  expect({ url, ok: response.ok, json }).toMatchObject({ ok: true });
  return { ...json, cookie: response.headers.get("set-cookie")?.split(";")[0] };
}

/** Makes the first admin with the link that the hub prints, and a key that may do everything asked for here. */
async function apiKeyOf(hub: RunningCommand): Promise<{ address: string; key: string }> {
  const [, address = "", token] = await hub.until(/(http:\/\/\S+)\/setup#(\S+)/);
  const origin = { origin: address };
  const admin = { email: "li.na@example.com", name: "李娜", password: "correct horse battery" };
  const { cookie } = await call(`${address}/api/v1/setup`, { token, ...admin }, origin);
  const scopes = ["channels:manage", "conversations:read", "messages:send", "events:read"];
  const wanted = { name: "integrator", scopes };
  const { secret } = await call(`${address}/api/v1/api-keys`, wanted, { ...origin, cookie });
  return { address, key: String(secret) };
}

/** Follows the event stream; what it gives resolves when the text has come by. */
async function follow(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<(text: string) => Promise<void>> {
  const { body } = await fetch(url, { headers });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  onTestFinished(() => reader?.cancel());
  let seen = "";
  const until = async (text: string): Promise<void> => {
    while (!seen.includes(text)) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) throw new Error(`The stream ended without ${text}:\n${seen}`);
      seen += value;
    }
  };
  await until("ready");
  return until;
}

describe("the walk-through for adapter packages", () => {
  it("quotes the sample as it is", async () => {
    const files = (await readdir(sample)).map((file) => readFile(path.join(sample, file), "utf8"));
    const lines = (text: string): string => text.replace(/^\s+/gm, "").trimEnd();
    const code = (await Promise.all(files)).map(lines).join("\n");
    const quotes = blocks("ts").map(lines);
    expect(quotes.length).toBeGreaterThan(3);
    expect(quotes.filter((quote) => !code.includes(quote))).toEqual([]);
  });

  it("names an event's key, an error's fate and an adapter's trouble for each there is", async () => {
    const source = async (file: string) => readFile(path.join(root, "src", file), "utf8");
    const types = (await source("adapter/events.ts")).matchAll(/readonly type: "([\w-]+)"/g);
    const names = [...[...types].map(([, name]) => name), ...channelErrorCodes];
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    const said = [...readme.matchAll(/^\| `([^`]+?)` +\|/gm)].map(([, text = ""]) => text);
    const files = ["adapter-package.ts", "registry.ts", "session-run.ts", "guarded-connect.ts"];
    const messages = (await Promise.all(files.map((file) => source(`channels/${file}`)))).join();
    const quoted = said.filter((text) => text.includes(" ")).map((text) => text.split(/["…]/)[0]);
    expect(quoted.length).toBeGreaterThan(8);
    expect(quoted.filter((text = "") => !messages.includes(text.trim()))).toEqual([]);
  });

  it(
    "leads to a package that is proved on its own, packed, loaded and talked to",
    manyProcesses,
    async () => {
      const folder = await writtenByTheBook();
      await run(folder, "npm", "pack", "--silent");
      const proof = await run(folder, "npm", "test", "--silent", "--", "--reporter=json");
      expect(JSON.parse(proof)).toMatchObject({ success: true, numPendingTests: 0 });

      const data = await emptyFolder();
      const installed = path.join(data, "node_modules/switchboard-sms");
      await mkdir(installed, { recursive: true });
      const tarball = path.join(folder, "switchboard-sms-1.0.0.tgz");
      await run(data, "tar", "-xzf", tarball, "--strip-components=1", "-C", installed);
      await install(path.join(root, "node_modules/zod"), data, "zod");
      expect(await readdir(installed)).toEqual(["dist", "package.json"]);

      const port = String(await freePort());
      const settings = {
        PORT: port,
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        ALLOW_PRIVATE_NETWORK: "true",
        ADAPTER_PACKAGES: "switchboard-sms",
      };
      const { stdout: health } = await switchboard(
        ["doctor"],
        { ...settings, PORT: "0" },
        "",
        data,
      );
      expect(health).toContain('ok    adapters: "sms" (SMS) can be loaded');

      const hub = await startSwitchboard(["start"], settings, data);
      const { address, key } = await apiKeyOf(hub);
      const gateway = new SmsSimulator();
      onTestFinished(() => gateway.stop());
      await writeFile(path.join(data, "sms.json"), JSON.stringify(await gateway.start()));
      const client = { SWITCHBOARD_URL: address, SWITCHBOARD_API_KEY: key };
      const words = ["channel", "create", "sms", "--name", "Texts", "--settings", "sms.json"];
      const created = await switchboard(words, client, "", data);
      expect(created).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/setting key +\(set\)/) as string,
      });

      const bearer = { authorization: `Bearer ${key}` };
      const happens = await follow(`${address}/api/v1/events/stream`, bearer);
      await gateway.customer("Ada").send([{ type: "text", text: { text: "Are you open?" } }]);
      await happens("message.created");
      const { items } = await call(`${address}/api/v1/conversations`, undefined, bearer);
      const [conversation] = items as Json[];
      expect(conversation).toMatchObject({ preview: { text: "Are you open?" } });
      const messages = `${address}/api/v1/conversations/${String(conversation?.["id"])}/messages`;
      const answer = { type: "text", text: { text: "Until six." } };
      await call(messages, { parts: [answer] }, bearer);
      const sent = await gateway.untilSent(({ length }) => length > 0);
      await happens('"state":"sent"');
      expect(sent).toMatchObject([{ conversationId: gateway.customer("Ada").id, parts: [answer] }]);
    },
  );
});
