import { z } from "zod";

/** A whole number in words, with its limits: an operator reads the message, not the code. */
function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  const error =
    most === Number.MAX_SAFE_INTEGER
      ? `must be a whole number, ${least} or more`
      : `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int(error).min(least, error).max(most, error);
}

const flag = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((value) => value === "true");

const webAddress = z.url({
  protocol: /^https?$/,
  error: "must be a web address such as https://chat.example.com",
});

const mebibyte = 1024 * 1024;
const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/**
 * Everything that an operator can set, each as an environment variable of this name. Of those marked secret, NAME_FILE
 * may name a file that holds the value. `config/reference.md` and `config/example.env` are generated from here.
 */
export const settingsSchema = z.object({
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "must be an address of this machine, such as 127.0.0.1 or 0.0.0.0")
    .default("127.0.0.1")
    .meta({ description: "Address to listen on. 0.0.0.0 lets other machines in." }),
  PORT: wholeNumber(0, 65_535)
    .default(3000)
    .meta({ description: "Port to listen on; 0 takes any free one." }),
  PUBLIC_URL: webAddress.optional().meta({
    description:
      "Where the outside reaches this hub. Needed only for webhooks; without it Telegram is polled.",
    example: "https://chat.example.com",
  }),
  DATABASE_URL: z
    .string()
    .refine(isDatabaseUrl, {
      error:
        "must be sqlite:<file> or mysql://user:password@host:3306/database, with %40 for @, %2F for / and %23 for # in the password",
    })
    .optional()
    .meta({
      description:
        "sqlite:<file>, or mysql://user:password@host:port/database for MySQL 8 and MariaDB 10.6 or later. " +
        "Without it an embedded database in DATA_DIRECTORY is used.",
      example: "mysql://switchboard:password@localhost:3306/switchboard",
      secret: true,
    }),
  DATA_DIRECTORY: z
    .string()
    .min(1)
    .default("data")
    .meta({ description: "Where the embedded database, files and channel sessions are kept." }),
  ENCRYPTION_KEY: z
    .string()
    .regex(
      /^([0-9a-fA-F]{64}|[A-Za-z0-9+/]{43}=)$/,
      "must be 32 bytes, as 64 hex digits or in base64: make one with openssl rand -base64 32",
    )
    .optional()
    .meta({
      description:
        "32 bytes, in hex or base64, that credentials of channels are encrypted with. Without it one is made at the " +
        "first start and kept in DATA_DIRECTORY/encryption.key.",
      secret: true,
    }),
  LOG_LEVEL: z
    .enum(logLevels, { error: `must be one of ${logLevels.join(", ")}` })
    .default("info")
    .meta({
      description:
        "How much is logged: JSON lines on standard output, or plain lines when that is a terminal.",
    }),
  TRUST_PROXY: flag.default(false).meta({
    description: "true behind a reverse proxy: the client's address is taken from X-Forwarded-For.",
  }),
  MAX_UPLOAD_BYTES: wholeNumber(1)
    .default(50 * mebibyte)
    .meta({ description: "Largest file that an agent may upload." }),
  MAX_MEDIA_BYTES: wholeNumber(1)
    .default(100 * mebibyte)
    .meta({ description: "Largest file that is fetched from a platform." }),
  ADAPTER_PACKAGES: z
    .string()
    .regex(/^[\w@/.,\s-]*$/, "must be names of packages, separated by commas")
    .default("")
    .transform((list) =>
      list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()])),
    )
    .meta({
      description:
        "Adapters from other packages that may be loaded, separated by commas: names, as installed in the folder the hub is started in, or paths of folders, such as ./sms.",
      example: "switchboard-sms",
    }),
  ALLOW_PRIVATE_NETWORK: flag.default(false).meta({
    description:
      "true lets channels reach private and loopback addresses: for a Bot API server of your own.",
  }),
});

/** What the command line needs for commands that speak to a running hub. */
export const clientSettingsSchema = z.object({
  SWITCHBOARD_URL: webAddress
    .default("http://127.0.0.1:3000")
    .meta({ description: "The hub that `switchboard channel` and `switchboard agent` speak to." }),
  SWITCHBOARD_API_KEY: z
    .string()
    .regex(/^\S+$/, "must be an API key of the hub, without spaces")
    .optional()
    .meta({ description: "An API key of that hub, with the scopes it takes.", secret: true }),
});

/** The parsed settings. */
export type Settings = z.infer<typeof settingsSchema>;
export type ClientSettings = z.infer<typeof clientSettingsSchema>;

/** Whether a setting must never be printed. */
export function isSecret(schema: z.ZodObject, name: string): boolean {
  return (schema.shape[name] as z.ZodType | undefined)?.meta()?.["secret"] === true;
}

/** A `#` or `/` left as it is in a password would move its rest into another part of the address, and into messages. */
function isDatabaseUrl(text: string): boolean {
  if (/^sqlite:.+/.test(text)) return true;
  if (!/^(mysql|mariadb):\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, hash } = new URL(text);
  return hostname !== "" && /^\/[^/]+$/.test(pathname) && hash === "";
}
