import { secret } from "switchboard/adapter";
import { z } from "zod";

/** What the operator fills in. */
export const settings = z.object({
  url: z.url(),
  token: secret(z.string().min(8)),
  receive: z.enum(["polling", "webhook"]).default("polling"),
  webhookSecret: secret(z.string().min(8)),
});

export type PlainSettings = z.infer<typeof settings>;
