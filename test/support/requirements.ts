import { describe, inject } from "vitest";

export type DatabaseName = "sqlite" | "mysql";

/** What global-setup.ts found on this machine, once for the whole run. */
export interface Requirements {
  readonly databases: readonly DatabaseName[];
  /** Of a MySQL or MariaDB server on which tests may create and drop databases. */
  readonly mysqlUrl?: string;
  /** The browser's own binary, not a wrapper script: killing it must leave nothing behind. */
  readonly chromium?: string;
}

declare module "vitest" {
  interface ProvidedContext {
    requirements: Requirements;
  }
}

/** For suites that run on each database: `describe.each(databasesUnderTest())("…on %s", …)`. */
export function databasesUnderTest(): readonly DatabaseName[] {
  return inject("requirements").databases;
}

/** The server's URL, without a database. @throws when there is no server: ask `databasesUnderTest` first. */
export function mysqlUrl(): string {
  const { mysqlUrl: url } = inject("requirements");
  if (url === undefined) throw new Error("This run has no MySQL; see databasesUnderTest().");
  return url;
}

/** A suite that only makes sense on MySQL or MariaDB (locks, several processes). */
export function describeOnMysql(name: string, suite: () => void): void {
  describe.runIf(databasesUnderTest().includes("mysql"))(name, suite);
}

/** A suite that drives a real browser; `chromium` is the path of its binary. */
export function describeInBrowser(name: string, suite: (chromium: string) => void): void {
  const { chromium } = inject("requirements");
  describe.runIf(chromium !== undefined)(name, () => suite(chromium ?? ""));
}
