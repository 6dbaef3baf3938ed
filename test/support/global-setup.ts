import mysql from "mysql2/promise";
import type { TestProject } from "vitest/node";
import { findChromium } from "./chromium.ts";
import type { Requirements } from "./requirements.ts";

/**
 * Looks once what this machine has. What is missing is skipped and named at the end of the run, or fails the run when
 * SWITCHBOARD_REQUIRE (`mysql`, `browser`, with commas) says that it has to be there.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const url = process.env["SWITCHBOARD_TEST_MYSQL_URL"] ?? "mysql://root@127.0.0.1:3306";
  const mysqlProblem = await whyNoMysql(url);
  const chromium = findChromium();

  const missing = new Map<string, string>();
  if (mysqlProblem !== undefined) missing.set("mysql", mysqlProblem);
  if (chromium === undefined) {
    missing.set("browser", "no Chromium was found; set SWITCHBOARD_TEST_CHROMIUM to its binary");
  }
  refuseMissing(missing);

  const requirements: Requirements = {
    databases: mysqlProblem === undefined ? ["sqlite", "mysql"] : ["sqlite"],
    ...(mysqlProblem === undefined ? { mysqlUrl: url } : {}),
    ...(chromium === undefined ? {} : { chromium }),
  };
  project.provide("requirements", requirements);
  return () => {
    for (const [name, reason] of missing) {
      process.stdout.write(`skipped: ${name} suites, because ${reason}\n`);
    }
  };
}

/** Undefined when the server answers and takes the credentials; else the reason in plain words. */
export async function whyNoMysql(url: string): Promise<string | undefined> {
  const { host, hostname, port, username } = new URL(url);
  const where = port === "" ? `${hostname}:3306` : host;
  try {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 3_000 });
    await connection.query("SELECT 1");
    await connection.end();
    return undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ER_ACCESS_DENIED_ERROR" || code === "ER_ACCESS_DENIED_NO_PASSWORD_ERROR") {
      return `the server at ${where} refuses the user ${username}`;
    }
    return `nothing answers at ${where}`;
  }
}

/** @throws when something that SWITCHBOARD_REQUIRE names is missing, or when it names something unknown. */
function refuseMissing(missing: ReadonlyMap<string, string>): void {
  const required = (process.env["SWITCHBOARD_REQUIRE"] ?? "").split(",").filter(Boolean);
  const problems = required.flatMap((name) => {
    if (name !== "mysql" && name !== "browser") return [`${name} is neither mysql nor browser`];
    const reason = missing.get(name);
    return reason === undefined ? [] : [`${name} is required, but ${reason}`];
  });
  if (problems.length > 0) throw new Error(`SWITCHBOARD_REQUIRE: ${problems.join("; ")}`);
}
