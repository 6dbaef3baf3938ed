import { secret } from "switchboard/adapter";
import { z } from "zod";

/** What the operator fills in to connect a bot. */
export const settings = z.object({
  token: secret(
    z
      .string()
      .trim()
      .regex(/^\d{3,20}:[\w-]{20,}$/, "must look like 123456789:AAE…, as @BotFather gave it")
      .meta({
        title: "Bot token",
        description: "Write /newbot to @BotFather in Telegram and paste the token from its answer.",
      }),
  ),
  mode: z.enum(["polling", "webhook"]).default("polling").meta({
    title: "How updates arrive",
    description:
      "Polling works everywhere. Webhook is a little faster and needs a public https address of this hub.",
  }),
  webhookSecret: secret(
    z
      .string()
      // https://core.telegram.org/bots/api#setwebhook: 1-256 characters; short ones could be guessed.
      .regex(/^[\w-]{16,256}$/, "must be 16 to 256 letters, digits, _ or -")
      .optional()
      .meta({
        title: "Webhook secret",
        description:
          "Proves that a webhook call comes from Telegram. Leave it empty to have one made.",
      }),
  ),
  apiRoot: z
    .url({ protocol: /^https?$/, error: "must be a web address such as https://api.telegram.org" })
    .transform((url) => url.replace(/\/+$/, ""))
    .default("https://api.telegram.org")
    .meta({
      title: "Bot API server",
      description: "Change it only when you run a Bot API server of your own.",
    }),
});

export type TelegramSettings = z.infer<typeof settings>;
