import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { compiledHub, emptyPackage } from "../support/compiled-hub.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the hub as it ships: compiled, started with plain Node. */
    hubBuild: string;
  }
}

/** vitest's global set-up of the fault suite: compiles the hub once for all of its files. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await compiledHub();
  project.provide("hubBuild", folder);
  return () => rm(folder, { recursive: true, force: true });
}

/** A place in a compiled file, and what stands there instead in a build that is broken on purpose. */
export interface Sabotage {
  /** Below `dist`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A copy of a build with one thing broken. @throws when the place isn't there exactly once: the test must follow the code. */
export async function sabotaged(build: string, sabotage: Sabotage): Promise<string> {
  const folder = await emptyPackage();
  await cp(path.join(build, "dist"), path.join(folder, "dist"), { recursive: true });
  const file = path.join(folder, "dist", sabotage.file);
  const code = await readFile(file, "utf8");
  const places = code.split(sabotage.find).length - 1;
  if (places !== 1) throw new Error(`${sabotage.file} has the place ${places} times, not once.`);
  await writeFile(
    file,
    code.replace(sabotage.find, () => sabotage.replace),
  );
  return folder;
}
