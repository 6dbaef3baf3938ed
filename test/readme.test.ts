import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { telegram } from "../adapters/telegram/index.ts";
import { settings } from "../adapters/telegram/settings.ts";
import { emptyFolder, switchboard } from "./support/command-line.ts";
import { startHub, startTelegram, type TestHub } from "./support/hub.ts";
import { guardedEnvironment } from "./support/network-guard.ts";
import { projectFiles, root } from "./support/sources.ts";

const readme = readFileSync(path.join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

/** The one block that has these words in it. */
function block(words: string): string {
  const found = blocks.filter((text) => text.includes(words));
  expect(found).toHaveLength(1);
  return found[0] ?? "";
}

/** A shell with what the reader has exported, and nothing from outside but where the programs are. */
function environment(hub: TestHub, token: string): NodeJS.ProcessEnv {
  const { PATH = "" } = process.env;
  return { PATH, HUB: hub.address, KEY: hub.apiKey, TELEGRAM_TOKEN: token };
}

async function shell(script: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { env });
  return JSON.parse(stdout);
}

function stream(script: string, env: NodeJS.ProcessEnv): ChildProcess {
  // `exec`, so that what is killed is curl itself.
  const child = spawn("bash", ["-euo", "pipefail", "-c", `exec ${script}`], { env });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Resolves once the process has printed everything that was wanted, in this order. */
function printed(child: ChildProcess, wanted: readonly string[]): Promise<void> {
  const pattern = new RegExp(wanted.join("[\\s\\S]*"));
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (more: string) => {
      text += more;
      if (pattern.test(text)) resolve();
    });
    child.once("close", () => reject(new Error(`Ended without ${pattern}:\n${text}`)));
  });
}

describe("the README", () => {
  it("connects a Telegram bot, reads what a customer wrote and answers, in three calls", async () => {
    const { telegram: platform } = await startTelegram();
    // The reader's Telegram is the real one; here its address is another.
    const here = {
      ...telegram,
      settings: settings.extend({ apiRoot: z.string().default(platform.url) }),
    };
    const hub = await startHub({ adapters: { telegram: () => Promise.resolve(here) } });
    const env = environment(hub, platform.token);

    expect(await shell(block('"adapter": "telegram"'), env)).toMatchObject({
      name: "Shop support",
      adapter: "telegram",
      secretsSet: ["token"],
    });

    const events = stream(block("/events/stream"), env);
    const customer = platform.customer("王小明");
    await customer.send([{ type: "text", text: { text: "你好，还有货吗？" } }]);
    await printed(events, ["message.created"]);
    expect(await shell(block("/conversations?unread=true"), env)).toMatchObject({
      items: [{ title: "王小明", unreadCount: 1, preview: { text: "你好，还有货吗？" } }],
    });

    expect(await shell(block("/messages"), env)).toMatchObject({
      direction: "outbound",
      parts: [{ type: "text", text: { text: "Hello! How can we help?" } }],
    });
    const [sent] = await platform.untilSent(({ length }) => length > 0);
    expect(sent).toMatchObject({
      conversationId: customer.id,
      parts: [{ type: "text", text: { text: "Hello! How can we help?" } }],
    });
    await printed(events, ['"state":"sent"']);
  });

  it("asks for what it uses, and for nothing else", () => {
    const exported = /export (.*)/.exec(block("export HUB="))?.[1] ?? "";
    const names = exported.split(" ").map((pair) => pair.split("=")[0]);
    const used = new Set(blocks.join("").match(/(?<=\$)[A-Z_]+/g));
    used.delete("CONVERSATION");
    expect(new Set(names)).toEqual(used);
  });

  it("names only scripts, files and folders that are there", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Readonly<Record<string, string>>;
    };
    const named = [...readme.matchAll(/npm (?:run (?:--silent )?)?([a-z][\w:-]*)/g)];
    const names = named.map(([, name = ""]) => name).filter((name) => name !== "ci");
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = ""]) => link);
    const files = links.filter((link) => !link.startsWith("https://"));
    expect(files.length).toBeGreaterThan(6);
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("shows the tree as it is", () => {
    const tree = /## Where things are\n\n```\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const shown = tree.split("\n").flatMap((line) => /^( *)(\w+)\//.exec(line)?.slice(1) ?? []);
    const folders: string[] = [];
    for (let at = 0; at < shown.length; at += 2) {
      folders.push(`${shown[at] === "" ? "" : "src/"}${shown[at + 1]}`);
    }
    const files = projectFiles();
    const top = files.filter((file) => /^[a-z]\w*\//.test(file)).map((file) => file.split("/")[0]);
    const inSrc = files.flatMap((file) => /^src\/\w+(?=\/)/.exec(file) ?? []);
    expect(new Set(folders)).toEqual(new Set([...top, ...inSrc]));
  });

  it("promises commands that answer", async () => {
    const { stdout } = await switchboard(["--help"]);
    for (const group of ["channel", "agent", "backup"]) expect(stdout).toContain(`  ${group} `);
  });

  it("starts from its sources with Node alone", async () => {
    const folder = await emptyFolder();
    const main = path.join(root, "src/cli/from-source.mjs");
    const { PATH = "" } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, [main, "--version"], {
      cwd: folder,
      env: guardedEnvironment({ PATH }),
    });
    expect(stdout).toMatch(/^switchboard\/\d+\.\d+\.\d+ /);
  });

  it("is one page", () => {
    expect(readme.split("\n").length).toBeLessThanOrEqual(120);
  });
});
