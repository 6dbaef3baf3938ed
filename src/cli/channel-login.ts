import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { channelSchema } from "../api/views/channels.ts";
import { loginPromptSchema } from "../api/views/login-prompt.ts";
import { ask } from "./ask.ts";
import { Failure } from "./failure.ts";
import type { HubClient } from "./hub-client.ts";
import { print, printJson } from "./output.ts";

type Prompt = z.output<typeof loginPromptSchema>;

const answerSchema = z.object({ prompt: loginPromptSchema.nullable() });
const lookEveryMs = 1_000;

/** Shows each step of a login until the channel is connected; asks for what a step wants to know. */
export async function showLogin(hub: HubClient, channel: string, json: boolean): Promise<void> {
  let shown: string | undefined;
  for (;;) {
    const { prompt } = await hub.get(`${channel}/login`, answerSchema);
    if (json) {
      printJson({ prompt });
      return;
    }
    const { status } = await hub.get(channel, channelSchema);
    if (prompt === null) {
      if (status.state === "connected") {
        print("The channel is connected: nothing is asked for.");
        return;
      }
      if (status.state === "stopped" || status.state === "failed") {
        throw new Failure(
          `The channel is ${status.state}: ${status.message ?? "resume it first."}`,
        );
      }
    }
    const now = JSON.stringify(prompt ?? status.state);
    if (now !== shown) {
      print(prompt === null ? `The channel is ${status.state} …` : describe(prompt));
      if (prompt?.type === "input") {
        const answers = await answersTo(prompt);
        const body = { stepId: prompt.stepId, answers };
        await hub.send("POST", `${channel}/login`, body, z.undefined());
      }
    }
    shown = now;
    await pause(lookEveryMs);
  }
}

function describe(prompt: Prompt): string {
  const lines = prompt.instructions === undefined ? [] : [prompt.instructions];
  switch (prompt.type) {
    case "qr":
      lines.push("Scan this text as a QR code:", prompt.data);
      break;
    case "code":
      lines.push(`Enter this code there: ${prompt.code}`);
      break;
    case "wait":
      lines.push("Waiting for the platform …");
      break;
    case "input":
      break;
  }
  return lines.join("\n");
}

async function answersTo(
  prompt: Extract<Prompt, { type: "input" }>,
): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  for (const { id, label, secret } of prompt.fields) answers[id] = await ask(label, secret);
  return answers;
}
