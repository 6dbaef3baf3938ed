import { randomBytes } from "node:crypto";
import { z } from "zod";
import { agentSchema } from "../../api/views/agents.ts";
import { roles } from "../../auth/permissions.ts";
import { confirm } from "../ask.ts";
import { type Call, asJson, type Command } from "../command.ts";
import { Failure } from "../failure.ts";
import { HubClient, hubUrl } from "../hub-client.ts";
import { print, printJson, table } from "../output.ts";

type Agent = z.output<typeof agentSchema>;

const path = "/api/v1/agents";
const common = [hubUrl, asJson];

/** Who answers and administers, over the API. An agent is named by e-mail address or id. */
export const agentCommands: readonly Command[] = [
  {
    usage: "agent list",
    summary: "List the agents",
    options: common,
    async run({ options }) {
      const items = await listed(new HubClient(options));
      if (options.has("json")) printJson(items);
      else print(table([["E-MAIL", "NAME", "ROLE", "ID"], ...items.map(row)]));
    },
  },
  {
    usage: "agent add <email>",
    summary: "Add an agent; prints their first password",
    options: [
      { flag: "--name <name>", summary: "What colleagues see" },
      { flag: "--role <role>", summary: "agent (works in the inbox) or admin; agent if not said" },
      ...common,
    ],
    async run({ words: [email = ""], options }) {
      const role = options.text("role") ?? "agent";
      if (!roles.some((known) => known === role)) {
        throw new Failure(`--role must be one of ${roles.join(", ")}.`, 2);
      }
      const name = options.require("name");
      const password = newPassword();
      const hub = new HubClient(options);
      const agent = await hub.send("POST", path, { email, name, role, password }, agentSchema);
      tell(options.has("json"), agent, password);
    },
  },
  {
    usage: "agent reset-password <agent>",
    summary: "Give an agent a new password; it signs them out everywhere",
    options: common,
    async run(call) {
      const hub = new HubClient(call.options);
      const { id } = await find(hub, call);
      const password = newPassword();
      const agent = await hub.send("PATCH", `${path}/${id}`, { password }, agentSchema);
      tell(call.options.has("json"), agent, password);
    },
  },
  {
    usage: "agent remove <agent>",
    summary: "Remove an agent; their sessions and keys stop at once",
    options: [{ flag: "--yes", summary: "Don't ask first" }, hubUrl],
    async run(call) {
      const hub = new HubClient(call.options);
      const { id, email } = await find(hub, call);
      await confirm(`${email} will be signed out and removed.`, call.options.has("yes"));
      await hub.send("DELETE", `${path}/${id}`, undefined, z.undefined());
      print(`${email} is removed.`);
    },
  },
];

async function listed(hub: HubClient): Promise<Agent[]> {
  return (await hub.get(path, z.object({ items: z.array(agentSchema) }))).items;
}

async function find(hub: HubClient, { words: [wanted = ""] }: Call): Promise<Agent> {
  const agent = (await listed(hub)).find(
    ({ id, email }) => id === wanted || email === wanted.toLowerCase(),
  );
  if (agent !== undefined) return agent;
  throw new Failure(`There is no agent "${wanted}". switchboard agent list shows them.`);
}

function row({ email, name, role, id }: Agent): readonly string[] {
  return [email, name, role, id];
}

/** The one time that the password is seen. */
function tell(json: boolean, agent: Agent, password: string): void {
  if (json) printJson({ ...agent, password });
  else {
    print(`${agent.email} (${agent.role}) signs in with this password, shown only now:`);
    print(`  ${password}`);
  }
}

/** Beyond guessing, and short enough to be read out. */
function newPassword(): string {
  return randomBytes(12).toString("base64url");
}
