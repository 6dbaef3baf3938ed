import { type ChannelAdapter, settingsJsonSchema } from "../adapter/index.ts";
import { findAdapterPackage, type AdapterPackage } from "./adapter-package.ts";
import { isolate } from "./isolation/isolate.ts";
import { ChannelProblem } from "./problems.ts";

/** Imports one adapter's code. The composition root has one for each adapter of this repository. */
export type AdapterLoader = () => Promise<ChannelAdapter>;

/** A package of ADAPTER_PACKAGES that can't be used, and why. */
export interface AdapterProblem {
  readonly package: string;
  readonly problem: string;
}

/** The adapters there are, by name. Their code is imported when a channel first needs it: some weigh 100 MB. */
export class AdapterRegistry {
  readonly #loaders = new Map<string, AdapterLoader>();
  readonly #loaded = new Map<string, Promise<ChannelAdapter>>();
  readonly #problems: AdapterProblem[] = [];

  constructor(loaders: Readonly<Record<string, AdapterLoader>>) {
    for (const [name, loader] of Object.entries(loaders)) this.#loaders.set(name, loader);
  }

  /** Looks at the manifests of external packages, without running any of their code. Bad ones become problems. */
  async addPackages(packages: readonly string[], from: string): Promise<void> {
    for (const name of packages) {
      try {
        this.#add(await findAdapterPackage(name, from));
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        this.#problems.push({ package: name, problem });
      }
    }
  }

  names(): readonly string[] {
    return [...this.#loaders.keys()].toSorted();
  }

  problems(): readonly AdapterProblem[] {
    return this.#problems;
  }

  /** @throws ChannelProblem `adapter-not-found` or `adapter-broken`. */
  async get(name: string): Promise<ChannelAdapter> {
    const loader = this.#loaders.get(name);
    if (loader === undefined) {
      throw new ChannelProblem(
        "adapter-not-found",
        `There is no adapter called "${name}". Known: ${this.names().join(", ")}.`,
      );
    }
    const loading = this.#loaded.get(name) ?? load(name, loader);
    this.#loaded.set(name, loading);
    try {
      return await loading;
    } catch (error) {
      // What was missing may be installed by the time somebody tries again.
      this.#loaded.delete(name);
      throw error;
    }
  }

  #add({ name, load: loader }: AdapterPackage): void {
    if (this.#loaders.has(name)) throw new Error(`there is an adapter called "${name}" already`);
    this.#loaders.set(name, loader);
  }
}

async function load(name: string, loader: AdapterLoader): Promise<ChannelAdapter> {
  try {
    const adapter = requireAdapter(await loader(), name);
    return adapter.isolated === undefined ? adapter : isolate(adapter);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChannelProblem(
      "adapter-broken",
      `The adapter "${name}" can't be loaded: ${reason}`,
      error,
    );
  }
}

/** What was imported may be anything: look before use. */
function requireAdapter(adapter: ChannelAdapter, name: string): ChannelAdapter {
  const { apiVersion, createSession, settings } = adapter as Partial<ChannelAdapter>;
  if ((apiVersion as unknown) !== 1) {
    throw new Error(`it is made for version ${String(apiVersion)} of the adapter API, not for 1`);
  }
  if (adapter.name !== name) throw new Error(`it calls itself "${adapter.name}"`);
  if (typeof createSession !== "function" || typeof settings?.safeParse !== "function") {
    throw new Error("it lacks createSession or settings");
  }
  const { isolated } = adapter;
  if (isolated !== undefined && !URL.canParse(isolated.module)) {
    throw new Error("its isolated.module is no import.meta.url");
  }
  if (!("_zod" in settings)) throw new Error("its settings are not a schema of zod 4");
  try {
    settingsJsonSchema(settings);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`its settings can't be shown as a form: ${reason}`, { cause });
  }
  return adapter;
}
