import { z } from "zod";
import { channelSchema } from "../../api/views/channels.ts";
import { confirm } from "../ask.ts";
import { adapterSchema, askForMissing, settingsOf, settingsOptions } from "../channel-settings.ts";
import { showLogin } from "../channel-login.ts";
import { type Call, asJson, type Command } from "../command.ts";
import { Failure } from "../failure.ts";
import { HubClient, hubUrl } from "../hub-client.ts";
import { print, printJson, table } from "../output.ts";

type Channel = z.output<typeof channelSchema>;

const path = "/api/v1/channels";
const common = [hubUrl, asJson];
const yes = { flag: "--yes", summary: "Don't ask first" };

const acts = [
  ["pause", "Stop a channel; messages to send wait"],
  ["resume", "Start a paused channel"],
  ["reconnect", "Start a channel anew, at once"],
] as const;

/** Connected accounts, over the API. A channel is named by its id or its name. */
export const channelCommands: readonly Command[] = [
  {
    usage: "channel list",
    summary: "List the channels and how they are",
    options: common,
    async run({ options }) {
      const { items } = await listed(new HubClient(options));
      if (options.has("json")) printJson(items);
      else if (items.length === 0)
        print("No channels yet. switchboard channel create telegram --name <name> connects one.");
      else print(table([["NAME", "ADAPTER", "STATE", "SINCE", "ID"], ...items.map(row)]));
    },
  },
  {
    usage: "channel show <channel>",
    summary: "Show one channel",
    options: common,
    async run(call) {
      const hub = new HubClient(call.options);
      show(call, await find(hub, call));
    },
  },
  {
    usage: "channel create <adapter>",
    summary: "Connect an account; asks for what is missing, secrets unseen",
    options: [{ flag: "--name <name>", summary: "What agents see" }, ...settingsOptions, ...common],
    async run(call) {
      const { words, options } = call;
      const hub = new HubClient(options);
      const name = options.require("name");
      const [adapter = ""] = words;
      const about = await adapterOf(hub, adapter);
      const settings = await askForMissing(settingsOf(options, about), about);
      show(call, await hub.send("POST", path, { adapter, name, settings }, channelSchema));
      if (!options.has("json"))
        print("Whether it connects shows in a moment: switchboard channel list");
    },
  },
  {
    usage: "channel set <channel>",
    summary: "Change a channel's name or settings",
    options: [
      { flag: "--name <name>", summary: "A new name" },
      ...settingsOptions,
      { flag: "--unset <name>", summary: "Take a setting away; may be repeated" },
      ...common,
    ],
    async run(call) {
      const { options } = call;
      const hub = new HubClient(options);
      const { id, adapter } = await find(hub, call);
      const taken = options.list("unset").map((field) => [field, null] as const);
      const settings = {
        ...settingsOf(options, await adapterOf(hub, adapter)),
        ...Object.fromEntries(taken),
      };
      const name = options.text("name");
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(Object.keys(settings).length === 0 ? {} : { settings }),
      };
      if (Object.keys(change).length === 0) throw new Failure("Say what to change.", 2);
      show(call, await hub.send("PATCH", `${path}/${id}`, change, channelSchema));
    },
  },
  ...acts.map(([act, summary]): Command => ({
    usage: `channel ${act} <channel>`,
    summary,
    options: common,
    run: (call) => actOn(act, call),
  })),
  {
    usage: "channel logout <channel>",
    summary: "End the session at the platform and pause the channel",
    options: [yes, ...common],
    async run(call) {
      await confirm("The account will have to log in again.", call.options.has("yes"));
      await actOn("logout", call);
    },
  },
  {
    usage: "channel delete <channel>",
    summary: "Forget a channel and its credentials; its conversations stay",
    options: [yes, hubUrl],
    async run(call) {
      const hub = new HubClient(call.options);
      const { id, name } = await find(hub, call);
      await confirm(
        `The channel "${name}" and its credentials will be gone.`,
        call.options.has("yes"),
      );
      await hub.send("DELETE", `${path}/${id}`, undefined, z.undefined());
      print(`The channel "${name}" is deleted.`);
    },
  },
  {
    usage: "channel login <channel>",
    summary: "Go through what a channel asks for to log in",
    options: common,
    async run({ words, options }) {
      const hub = new HubClient(options);
      const { id } = await find(hub, { words, options });
      await showLogin(hub, `${path}/${id}`, options.has("json"));
    },
  },
];

function listed(hub: HubClient): Promise<{ items: Channel[] }> {
  return hub.get(path, z.object({ items: z.array(channelSchema) }));
}

async function actOn(act: string, call: Call): Promise<void> {
  const hub = new HubClient(call.options);
  const { id } = await find(hub, call);
  show(call, await hub.send("POST", `${path}/${id}/${act}`, undefined, channelSchema));
}

async function adapterOf(hub: HubClient, adapter: string): Promise<z.output<typeof adapterSchema>> {
  return hub.get(`/api/v1/adapters/${encodeURIComponent(adapter)}`, adapterSchema);
}

async function find(hub: HubClient, { words: [wanted = ""] }: Call): Promise<Channel> {
  const { items } = await listed(hub);
  const found = items.filter(({ id, name }) => id === wanted || name === wanted);
  const [channel] = found;
  if (channel === undefined) {
    throw new Failure(`There is no channel "${wanted}". switchboard channel list shows them.`);
  }
  if (found.length > 1) {
    throw new Failure(`Several channels are called "${wanted}": give the id instead.`, 2);
  }
  return channel;
}

function row({ name, adapter, status, id }: Channel): readonly string[] {
  const state = status.code === null ? status.state : `${status.state} (${status.code})`;
  return [name, adapter, state, status.since, id];
}

function show({ options }: Call, channel: Channel): void {
  if (options.has("json")) {
    printJson(channel);
    return;
  }
  const { status, self, settings } = channel;
  const lines: [string, string][] = [
    ["name", channel.name],
    ["id", channel.id],
    ["adapter", channel.adapter],
    ["state", `${status.state} since ${status.since}`],
  ];
  if (status.message !== null) lines.push(["problem", status.message]);
  if (status.action !== null) lines.push(["to do", status.action]);
  if (self !== null) lines.push(["account", self.name ?? self.id]);
  lines.push(["last in", channel.lastInboundAt ?? "never"]);
  lines.push(["last out", channel.lastOutboundAt ?? "never"]);
  for (const [name, value] of Object.entries(settings ?? {})) {
    lines.push([`setting ${name}`, typeof value === "string" ? value : JSON.stringify(value)]);
  }
  for (const name of channel.secretsSet) lines.push([`setting ${name}`, "(set)"]);
  print(table(lines));
}
