import {
  ChannelError,
  parseSettings,
  secret,
  secretFields,
  settingsJsonSchema,
} from "switchboard/adapter";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const settings = z.object({
  token: secret(z.string().min(8)).describe("From the platform's console"),
  password: secret(z.string()).optional(),
  backup: secret(z.string().default("none")),
  mode: z.enum(["polling", "webhook"]).default("polling"),
  limits: z.object({ perSecond: z.number() }).optional(),
});

describe("secret settings", () => {
  test("are known by name, also when they are optional or have a default", () => {
    expect(secretFields(settings)).toEqual(["token", "password", "backup"]);
  });

  test("are write-only in the form, and keep their description", () => {
    expect(settingsJsonSchema(settings)["properties"]).toMatchObject({
      token: {
        type: "string",
        minLength: 8,
        writeOnly: true,
        description: "From the platform's console",
      },
    });
  });

  test("are secret as a whole where a secret is anywhere inside", () => {
    const inside = z.object({
      nothingToo: secret(z.string()).nullable(),
      oneOf: z.union([z.literal("none"), secret(z.string())]),
      group: z.object({ user: z.string(), password: secret(z.string()) }),
      open: z.object({ user: z.string() }).nullable(),
    });
    expect(secretFields(inside)).toEqual(["nothingToo", "oneOf", "group"]);
  });

  test("of another copy of zod, whose marks nobody would see, are refused at once", () => {
    const stranger = Object.assign(z.string(), { meta: () => z.string() });
    expect(() => secret(stranger)).toThrow("update zod");
  });

  test("don't mark the others", () => {
    const { mode, limits } = settingsJsonSchema(settings)["properties"] as Record<string, object>;
    expect([mode, limits].map((field) => field && "writeOnly" in field)).toEqual([false, false]);
  });

  test("are none where settings have no fields", () => {
    expect(secretFields(z.object({}))).toEqual([]);
    expect(secretFields(z.null())).toEqual([]);
  });
});

describe("settings as an operator fills them in", () => {
  test("are parsed, with the defaults", () => {
    expect(parseSettings(settings, { token: "12345678" })).toEqual({
      token: "12345678",
      backup: "none",
      mode: "polling",
    });
  });

  test("need only what has no default", () => {
    expect(settingsJsonSchema(settings)["required"]).toEqual(["token"]);
  });

  test("that are wrong are refused with every field's name, and no value", () => {
    const wrong = { token: "s3cret", mode: "carrier-pigeon", limits: { perSecond: "often" } };
    const error = refusalOf(wrong);
    expect(error).toMatchObject({ code: "config-invalid", outcome: "not-sent" });
    for (const name of ["token:", "mode:", "limits.perSecond:"])
      expect(error.message).toContain(name);
    for (const value of ["s3cret", "carrier-pigeon", "often"])
      expect(error.message).not.toContain(value);
  });

  test("that are no settings at all are refused as such", () => {
    expect(refusalOf("token=12345678").message).toMatch(/^settings: /);
    expect(refusalOf(undefined).message).not.toContain("12345678");
  });
});

function refusalOf(input: unknown): ChannelError {
  try {
    parseSettings(settings, input);
  } catch (error) {
    if (error instanceof ChannelError) return error;
    throw error;
  }
  throw new Error("The settings were accepted.");
}
