import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Accounts } from "./accounts.ts";

const inboxSchema = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) });

/** What the person who started the demo can do now. */
export function guide(
  address: string,
  website: string,
  { email, password, apiKey }: Accounts,
): string {
  return `
Switchboard's demo runs at ${address}
Telegram, WeChat and WhatsApp are simulated, the customers are made up; everything else is the real hub.

  The inbox              ${address}
  Sign in as             ${email}, password ${password}
  A shop's website       ${website}, with the chat: be a visitor yourself
  Everything over HTTP   ${address}/api/docs

Try this in another terminal:

  export HUB=${address} KEY=${apiKey}
  curl -sS "$HUB/api/v1/conversations" -H "Authorization: Bearer $KEY"
  curl -sSN "$HUB/api/v1/events/stream?after=0" -H "Authorization: Bearer $KEY"

Ctrl-C ends it. What the customers do:
`;
}

/** Resolves once there is somebody to answer. @throws when the hub doesn't answer. */
export async function howToReply(address: string, { apiKey }: Accounts): Promise<string> {
  for (;;) {
    const response = await fetch(`${address}/api/v1/conversations`, {
      headers: { Authorization: `Bearer ${apiKey}` },
    });
    const [first] = inboxSchema.parse(await response.json()).items;
    if (first !== undefined) return replyTo(first);
    await pause(100);
  }
}

function replyTo({ id, title }: z.output<typeof inboxSchema>["items"][number]): string {
  return `
  Answer ${title}, who will go on:

  curl -sS "$HUB/api/v1/conversations/${id}/messages" -H "Authorization: Bearer $KEY" \\
    --json '{"parts":[{"type":"text","text":{"text":"你好！有货的。"}}]}'
`;
}
