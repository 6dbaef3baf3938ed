import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { secretFields, settingsJsonSchema } from "../src/adapter/index.ts";
import { ownAdapters } from "../src/app.ts";
import { root } from "./support/sources.ts";

describe.each(Object.keys(ownAdapters))("adapters/%s/README.md", (name) => {
  const load = ownAdapters[name] ?? (() => Promise.reject(new Error("It has no loader.")));
  const readme = readFileSync(path.join(root, "adapters", name, "README.md"), "utf8");

  it("says what each setting means, and no setting that isn't there", async () => {
    const properties = settingsJsonSchema((await load()).settings)["properties"] ?? {};
    const rows = [...readme.matchAll(/^\| `(\w+)` +\|/gm)].map(([, field]) => field);
    expect(new Set(rows)).toEqual(new Set(Object.keys(properties)));
  });

  it("says whether the way in is official, and how one connects", () => {
    expect(readme.split("\n## ")[0]).toMatch(/\b(un)?official\b/i);
    expect(readme).toMatch(/^## Connect/m);
  });

  it("has an adapter whose secrets are marked, for the form and for the command line", async () => {
    expect(secretFields((await load()).settings)).not.toEqual([]);
  });
});
