import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/sources.ts";

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, LockEntry>>;
};

describe("package-lock.json", () => {
  it("names no registry, so that it works with whichever one the reader uses", () => {
    expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual(
      [],
    );
  });

  // A lock file made on one machine before all binaries of a release were published makes `npm ci` fail on another.
  it("lists the binaries of every platform of every native package", () => {
    const native = Object.entries(packages).filter(
      ([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {}).length > 0,
    );
    expect(native.length).toBeGreaterThan(5);
    const missing = native.flatMap(([where, { version, optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !isLocked(where, name))
        .map((name) => `${where}@${version} lacks ${name}: pin a version that is complete`),
    );
    expect(missing).toEqual([]);
  });
});

/** Looked for as Node would: in the package's own node_modules, then in each one above. */
function isLocked(from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    if (packages[path.posix.join(folder, "node_modules", name)] !== undefined) return true;
    if (folder === "") return false;
  }
}
