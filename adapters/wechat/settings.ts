import { secret } from "switchboard/adapter";
import { z } from "zod";

/** What the operator fills in to connect an account. */
export const settings = z
  .object({
    puppet: z
      .string()
      .trim()
      .regex(
        /^(service|wechat4u|(@[a-z0-9][\w.-]*\/)?wechaty-puppet-[\w.-]+)$/,
        "must be service, wechat4u, or the name of an installed package such as wechaty-puppet-padlocal",
      )
      .default("service")
      .meta({
        title: "Puppet",
        description:
          "How WeChat is reached: a gateway (service), web WeChat (wechat4u), or a puppet package that you installed.",
      }),
    gateway: z
      .url({
        protocol: /^grpcs?$/,
        hostname: /.+/,
        error: "must look like grpcs://gateway.example:8788, or grpc:// without TLS",
      })
      .refine((url) => new URL(url).port !== "", "must name the port: grpcs://gateway.example:8788")
      .optional()
      .meta({
        title: "Gateway",
        description:
          "Of a gateway: its address. grpcs:// is encrypted; grpc:// is not, and is for this machine only.",
      }),
    token: secret(
      z
        .string()
        .trim()
        .regex(/^[\w.-]{8,256}$/, "must be 8 to 256 letters, digits, _, - or .")
        .optional()
        .meta({
          title: "Token",
          description:
            "The gateway's, or the puppet package's. Whoever has it acts as the account.",
        }),
    ),
    tlsCa: z
      .string()
      .trim()
      .startsWith("-----BEGIN CERTIFICATE-----", "must be a certificate in PEM form")
      .optional()
      .meta({
        title: "Certificate authority",
        description: "Of a gateway with a certificate of your own: who signed it, in PEM form.",
      }),
    tlsServerName: z.string().trim().min(1).optional().meta({
      title: "Name in the certificate",
      description: "Where the gateway's certificate is made out to another name than its address.",
    }),
    officialAccounts: z.boolean().default(false).meta({
      title: "Official accounts",
      description: "Also take what official accounts (公众号) publish. They are not people.",
    }),
  })
  .superRefine(({ puppet, gateway, token }, context) => {
    if (puppet !== "service") return;
    const missing = (field: string): void =>
      context.addIssue({ code: "custom", path: [field], message: "a gateway needs it" });
    if (gateway === undefined) missing("gateway");
    if (token === undefined) missing("token");
  });

export type WechatSettings = z.infer<typeof settings>;
