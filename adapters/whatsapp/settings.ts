import { secret } from "switchboard/adapter";
import { z } from "zod";

/** What the operator fills in to link a WhatsApp account. */
export const settings = z.object({
  phoneNumber: z
    .string()
    .trim()
    .transform((number) => number.replace(/[\s()+-]/g, ""))
    .pipe(z.string().regex(/^\d{7,15}$/, "must be a phone number with the country's code"))
    .optional()
    .meta({
      title: "Phone number",
      description:
        "Of the account, with the country's code. With it you get a code to type into the phone; without it a QR code to scan.",
    }),
  sendReadReceipts: z.boolean().default(true).meta({
    title: "Show customers that we have read",
    description: "The blue ticks, when an agent has opened the conversation.",
  }),
  pauseSeconds: z.number().min(0).max(60).default(2).meta({
    title: "Pause between messages, in seconds",
    description:
      "People don't write ten messages a second: accounts that do are banned. The pause is a little shorter or longer by chance.",
  }),
  browserPath: z.string().trim().min(1).optional().meta({
    title: "Chromium",
    description: "The browser's program. Leave it empty to have it found.",
  }),
  sandbox: z.boolean().default(true).meta({
    title: "Chromium's sandbox",
    description:
      "Turn it off only where Chromium can't start with it, as in some containers. The root user has none.",
  }),
  proxy: z
    .url({
      protocol: /^(https?|socks5)$/,
      error: "must be an address such as http://proxy.example:3128",
    })
    .optional()
    .meta({
      title: "Proxy",
      description: "The way to WhatsApp for this channel alone: http, https or socks5.",
    }),
  proxyUser: z.string().optional().meta({ title: "Proxy user" }),
  proxyPassword: secret(z.string().optional().meta({ title: "Proxy password" })),
  proxyCertificate: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "must be the base64 of a SHA-256, 44 characters")
    .optional()
    .meta({
      title: "Key of the proxy's certificate",
      description:
        "For a proxy that opens encrypted connections: base64 of the SHA-256 of its certificate's public key.",
    }),
});

export type WhatsAppSettings = z.infer<typeof settings>;
