import { describe, expect, test } from "vitest";
import {
  type Capabilities,
  ChannelError,
  type Json,
  parseSettings,
  secretFields,
  type Support,
} from "../../index.ts";
import { settingsJsonSchema } from "../../settings.ts";
import { watchResources } from "../resources.ts";
import { play } from "../scene.ts";
import type { Subject } from "../subject.ts";

const neverQuoted = "this-value-must-not-be-quoted";

/** A – what the operator fills in. */
export function settingsSuite(subject: Subject): void {
  const { adapter } = subject;
  const schema = settingsJsonSchema(adapter.settings);

  describe("settings", () => {
    test("the adapter has a name to be found by and a name to be shown", () => {
      expect(adapter.apiVersion).toBe(1);
      expect(adapter.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(adapter.displayName.trim()).not.toBe("");
    });

    test("the operator's form can be made: settings are an object of named fields", () => {
      expect(schema["type"]).toBe("object");
      expect(schema["properties"]).toBeTypeOf("object");
    });

    test("capabilities are plain data", () => {
      expect(JSON.parse(JSON.stringify(adapter.capabilities))).toEqual(adapter.capabilities);
      expect(adapter.capabilities.text.maxLength).toBeGreaterThan(0);
      expect(adapter.capabilities.partsPerMessage).toBeGreaterThan(0);
    });

    play(
      "valid settings are accepted, and every secret among them is marked",
      subject,
      async (scene) => {
        parseSettings(adapter.settings, scene.settings);
        const holding = Object.entries(scene.settings)
          .filter(([, value]) => scene.simulator.secrets().some((it) => value === it))
          .map(([field]) => field);
        expect([...secretFields(adapter.settings)]).toEqual(expect.arrayContaining(holding));
      },
    );

    play("a missing field is refused by its name", subject, async (scene) => {
      for (const field of requiredFields(schema)) {
        const { [field]: _, ...rest } = scene.settings;
        expect(problemWith(subject, rest)).toContain(field);
      }
    });

    play(
      "a field of the wrong kind is refused by its name, without its value",
      subject,
      async (scene) => {
        for (const [field, value] of Object.entries(scene.settings)) {
          if (typeof value === "object") continue;
          const problem = problemWith(subject, { ...scene.settings, [field]: { neverQuoted } });
          expect(problem).toContain(field);
          expect(problem).not.toContain(neverQuoted);
        }
      },
    );

    play(
      "a session is created without any I/O and without a promise beyond the set-up screen's",
      subject,
      async (scene) => {
        const watch = watchResources();
        const session = adapter.createSession(scene.hub.context());
        watch.end();
        expect(watch.leftOver()).toEqual([]);
        expect(scene.hub.network.calls).toBe(0);
        expect(promisedBeyond(session.capabilities(), adapter.capabilities)).toEqual([]);
      },
    );
  });
}

function requiredFields(schema: Readonly<Record<string, Json>>): readonly string[] {
  const required = schema["required"];
  return Array.isArray(required) ? required.map(String) : [];
}

/** What the operator is told about settings that are wrong. */
function problemWith({ adapter }: Subject, settings: unknown): string {
  try {
    parseSettings(adapter.settings, settings);
  } catch (error) {
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ code: "config-invalid", outcome: "not-sent" });
    return (error as ChannelError).message;
  }
  return expect.fail("Wrong settings were accepted.");
}

/** Names of the features that `session` calls better supported than `screen`. */
function promisedBeyond(session: Capabilities, screen: Capabilities): readonly string[] {
  const best = supports(screen);
  return Object.entries(supports(session))
    .filter(([feature, rank]) => rank > (best[feature] ?? 0))
    .map(([feature]) => feature);
}

function supports(it: Capabilities): Readonly<Record<string, number>> {
  const features: readonly (readonly [string, Support])[] = [
    ...Object.entries(it.media).map(([kind, { support }]) => [`media ${kind}`, support] as const),
    ...Object.entries(it.parts).map(([kind, support]) => [`part ${kind}`, support] as const),
    ["reply", it.reply],
    ["reactions", it.reactions],
    ["edit", it.edit.support],
    ["delete", it.delete.support],
  ];
  const ranks: readonly Support[] = ["none", "fallback", "native"];
  return Object.fromEntries(features.map(([name, support]) => [name, ranks.indexOf(support)]));
}
