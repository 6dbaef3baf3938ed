import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ChannelAdapter } from "../adapter/index.ts";
import { lendKit } from "./lend-kit.ts";

/** An adapter in a package of its own. */
export interface AdapterPackage {
  readonly name: string;
  readonly load: () => Promise<ChannelAdapter>;
}

interface Manifest {
  readonly name?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly switchboard?: { readonly adapter?: unknown; readonly name?: unknown };
}

/**
 * Finds a package by name, or by the path of its folder, as seen from the folder `from`. Its manifest has to say
 * `"switchboard": { "adapter": 1, "name": "sms" }` before any of its code is run; without a name there, the package's
 * own is the adapter's. @throws with the reason in plain words.
 */
export async function findAdapterPackage(wanted: string, from: string): Promise<AdapterPackage> {
  const { folder, manifest } = await readManifest(wanted, from);
  const { switchboard } = manifest;
  if (switchboard?.adapter !== 1) {
    throw new Error('its package.json does not say "switchboard": { "adapter": 1 }');
  }
  const name = typeof switchboard.name === "string" ? switchboard.name : manifest.name;
  if (name === undefined) throw new Error("its package.json has no name");
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) {
    throw new Error(
      `"${name}" is no name for an adapter: give it one of small letters, digits and hyphens, "switchboard": { "adapter": 1, "name": "…" }`,
    );
  }
  const entry = path.resolve(folder, entryOf(manifest));
  return {
    name,
    async load() {
      if (!existsSync(entry)) throw new Error(`${entry} is not there: was the package built?`);
      lendKit();
      const module = (await import(pathToFileURL(entry).href)) as {
        readonly default?: ChannelAdapter;
        readonly adapter?: ChannelAdapter;
      };
      const adapter = module.adapter ?? module.default;
      if (adapter === undefined) throw new Error('it exports neither "adapter" nor a default');
      return adapter;
    },
  };
}

async function readManifest(
  wanted: string,
  from: string,
): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  const isPath = path.isAbsolute(wanted) || wanted.startsWith(".");
  const folders = isPath
    ? [path.resolve(from, wanted)]
    : (createRequire(path.join(from, "_")).resolve.paths(wanted) ?? []).map((modules) =>
        path.join(modules, wanted),
      );
  for (const folder of folders) {
    const text = await readIfThere(path.join(folder, "package.json"));
    if (text !== undefined) return { folder, manifest: parse(text) };
  }
  if (isPath) throw new Error(`there is no package.json in ${folders.join()}`);
  const isFolder = existsSync(path.join(from, wanted, "package.json"));
  throw new Error(
    isFolder
      ? `it is not installed; to use the folder, write ./${wanted}`
      : `it is not installed, seen from ${from}`,
  );
}
async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

function parse(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch (error) {
    throw new Error("its package.json is not valid JSON", { cause: error });
  }
}

/** The file that `import` of the package would give. */
function entryOf({ exports, main }: Manifest): string {
  return target(exports) ?? main ?? "index.js";
}

function target(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  if (typeof exports !== "object" || exports === null) return undefined;
  const conditions = exports as Readonly<Record<string, unknown>>;
  for (const condition of [".", "node", "import", "default"]) {
    const found = target(conditions[condition]);
    if (found !== undefined) return found;
  }
  return undefined;
}
