import { z } from "zod";

const bytes = z.coerce.number().int().positive();
const flag = z.enum(["true", "false"]).transform((value) => value === "true");

/**
 * Everything that an operator can set, each as an environment variable of this name. Of those marked secret, NAME_FILE
 * may name a file that holds the value. `config/reference.md` and `config/example.env` are generated from here.
 */
export const settingsSchema = z.object({
  HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .meta({ description: "Address to listen on. 0.0.0.0 lets other machines in." }),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(3000)
    .meta({ description: "Port to listen on; 0 takes any free one." }),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be a web address such as https://chat.example.com" })
    .optional()
    .meta({
      description:
        "Where the outside reaches this hub. Needed only for webhooks; without it Telegram is polled.",
    }),
  DATABASE_URL: z
    .string()
    .regex(
      /^(sqlite:.+|(mysql|mariadb):\/\/.+)$/,
      "must be sqlite:<file> or mysql://user:password@host:3306/database",
    )
    .optional()
    .meta({
      description:
        "sqlite:<file>, or mysql://user:password@host:port/database for MySQL 8 and MariaDB >= 10.6. " +
        "Default: an embedded database in DATA_DIRECTORY.",
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
      "must be 32 bytes, as 64 hex digits or in base64 (openssl rand -base64 32)",
    )
    .optional()
    .meta({
      description:
        "32 bytes, hex or base64, that credentials of channels are encrypted with. Default: made at the first " +
        "start and kept in DATA_DIRECTORY/encryption.key.",
      secret: true,
    }),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"])
    .default("info")
    .meta({ description: "How much is logged, as JSON lines on standard output." }),
  TRUST_PROXY: flag.default(false).meta({
    description: "true behind a reverse proxy: the client's address is taken from X-Forwarded-For.",
  }),
  MAX_UPLOAD_BYTES: bytes
    .default(50 * 1024 * 1024)
    .meta({ description: "Largest file that an agent may upload." }),
  MAX_MEDIA_BYTES: bytes
    .default(100 * 1024 * 1024)
    .meta({ description: "Largest file that is fetched from a platform." }),
  ADAPTER_PACKAGES: z
    .string()
    .default("")
    .transform((list) =>
      list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()])),
    )
    .meta({ description: "Adapters from other packages that may be loaded, separated by commas." }),
  ALLOW_PRIVATE_NETWORK: flag.default(false).meta({
    description:
      "true lets channels reach private and loopback addresses: for a Bot API server of your own, " +
      "for the simulators and the demo.",
  }),
});

/** The parsed settings. */
export type Settings = z.infer<typeof settingsSchema>;

/** A setting's name, as an environment variable. */
export type SettingName = keyof Settings;

/** Names of the settings that must never be printed. */
export const secretSettings: readonly string[] = Object.entries(settingsSchema.shape)
  .filter(([, schema]) => schema.meta()?.["secret"] === true)
  .map(([name]) => name);
