import { pino } from "pino";
import { onTestFinished } from "vitest";
import { TelegramSimulator } from "../../adapters/telegram/simulator.ts";
import { readSettings } from "../../config/env.ts";
import type { Json } from "../../src/adapter/index.ts";
import { type App, createApp, type Overrides } from "../../src/app.ts";
import { type AgentActor, type Permission, permissionNames } from "../../src/auth/permissions.ts";
import { emptyFolder } from "./command-line.ts";

/** A whole hub, as `npm start` makes it, in this process and in a folder of the test's own. */
export interface TestHub {
  readonly app: App;
  readonly address: string;
  readonly folder: string;
  readonly admin: AgentActor;
  /** May do everything. */
  readonly apiKey: string;
  keyWith(scopes: readonly Permission[]): Promise<string>;
  /** Environment for a command that speaks to this hub. */
  readonly client: { readonly SWITCHBOARD_URL: string; readonly SWITCHBOARD_API_KEY: string };
  /** Environment for a command that works on this hub's data. */
  readonly local: { readonly DATA_DIRECTORY: string; readonly ALLOW_PRIVATE_NETWORK: string };
}

const adminPassword = "correct horse battery";

/** Starts a hub that is set up. It is stopped at the end of the test. */
export async function startHub(overrides: Overrides = {}): Promise<TestHub> {
  const folder = await emptyFolder();
  const local = { DATA_DIRECTORY: folder, ALLOW_PRIVATE_NETWORK: "true" };
  const app = await createApp(readSettings({ ...local, PORT: "0" }), {
    log: pino({ level: "silent" }),
    ...overrides,
  });
  const address = await app.start();
  onTestFinished(() => app.stop());
  const token = (await app.auth.setup.ensureSetupToken()) ?? "";
  const email = "li.na@example.com";
  const made = await app.auth.setup.complete({
    token,
    email,
    name: "李娜",
    password: adminPassword,
  });
  const admin: AgentActor = { ...made, kind: "agent" };
  const keyWith = async (scopes: readonly Permission[]): Promise<string> =>
    (await app.auth.apiKeys.create(admin, { name: "test", scopes })).secret;
  const apiKey = await keyWith(permissionNames);
  const client = { SWITCHBOARD_URL: address, SWITCHBOARD_API_KEY: apiKey };
  return { app, address, folder, admin, apiKey, keyWith, client, local };
}

/** A Telegram of the test's own, and settings for a channel of it. */
export async function startTelegram(): Promise<{
  readonly telegram: TelegramSimulator;
  readonly settings: Readonly<Record<string, Json>>;
}> {
  const telegram = new TelegramSimulator();
  const settings = (await telegram.start()) as Readonly<Record<string, Json>>;
  onTestFinished(() => telegram.stop());
  return { telegram, settings };
}
