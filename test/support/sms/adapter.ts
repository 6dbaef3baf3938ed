import { ChannelError, defineAdapter, secret, splitText, textOnly } from "switchboard/adapter";
import { z } from "zod";
import { SmsClient } from "./client.ts";
import { inbound, isGenuine } from "./inbound.ts";

const capabilities = { ...textOnly(160), startConversation: true };
const settings = z.object({
  url: z.url().describe("Where the gateway's API is"),
  key: secret(z.string().min(8)).describe("From the gateway's console"),
});

/** An SMS gateway: texts go out over its API and come in by webhook. */
export const adapter = defineAdapter<z.infer<typeof settings>>({
  apiVersion: 1,
  name: "sms",
  displayName: "SMS",
  settings,
  capabilities,
  createSession({ config, fetch, log, receive, status, webhookUrl }) {
    const client = new SmsClient(config, fetch);
    return {
      capabilities: () => capabilities,

      async run(signal) {
        if (webhookUrl === undefined) {
          const message = "SMS needs a public address: set PUBLIC_URL.";
          throw new ChannelError({ code: "config-invalid", outcome: "not-sent", message });
        }
        try {
          const { id } = await client.call("webhook", { url: webhookUrl }, signal);
          status({ state: "connected", self: { id } });
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
        } catch (error) {
          // Told to end while it still connected: that is no failure.
          if (!signal.aborted) throw error;
        }
      },

      async send({ conversation, parts }, signal) {
        const messageIds: string[] = [];
        for (const part of parts) {
          if (part.type !== "text") {
            throw new ChannelError({ code: "unsupported", outcome: "not-sent" });
          }
          for (const { text } of splitText(part.text, capabilities.text.maxLength)) {
            try {
              const input = { to: conversation.id, text };
              messageIds.push((await client.call("messages", input, signal)).id);
            } catch (error) {
              const { code, message } = ChannelError.from(error);
              if (messageIds.length === 0) throw error;
              // The first pieces are with the customer: all of it again would double them.
              throw new ChannelError({ code, message, outcome: "unknown", cause: error });
            }
          }
        }
        return { messageIds, level: "sent" };
      },

      async handleWebhook({ headers, body }) {
        if (!isGenuine(body, headers.get("x-sms-signature"), config.key)) return { status: 401 };
        const event = inbound(body);
        if (event === undefined) return { status: 400 };
        try {
          await receive([event]);
        } catch (error) {
          log.warn({ err: error }, "a text could not be stored; the gateway sends it again");
          return { status: 503 };
        }
        return { status: 204 };
      },
    };
  },
});
