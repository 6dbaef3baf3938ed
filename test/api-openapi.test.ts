import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { openApiPath } from "../src/api/openapi.ts";
import { problems } from "../src/api/problem.ts";
import { useApi } from "./support/api.ts";
import { useDatabase } from "./support/database.ts";
import { root } from "./support/sources.ts";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: object;
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: object }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

describe("the OpenAPI document", () => {
  const api = useApi(useDatabase("sqlite"));
  const served = async (): Promise<Document> =>
    (await api().call("/api/openapi.json")).body as unknown as Document;

  it("has each route, once, and nothing else", async () => {
    const { openapi, paths } = await served();
    expect(openapi).toBe("3.1.0");
    const documented = Object.entries(paths).flatMap(([address, operations]) =>
      Object.entries(operations).map(
        ([method, { operationId }]) => `${method.toUpperCase()} ${address} ${operationId}`,
      ),
    );
    const routed = api().api.routes.map(
      (route) => `${route.method} ${openApiPath(route.path)} ${route.name}`,
    );
    expect(documented.toSorted()).toEqual(routed.toSorted());
    expect(new Set(api().api.routes.map(({ name }) => name)).size).toBe(routed.length);
    expect(routed.length).toBeGreaterThan(40);
  });

  it("says of each route what it takes, what it answers, and who may call it", async () => {
    const { paths } = await served();
    for (const route of api().api.routes) {
      const operation = paths[openApiPath(route.path)]?.[route.method.toLowerCase()];
      expect(operation?.summary).not.toBe("");
      const inPath = operation?.parameters?.filter((parameter) => parameter.in === "path") ?? [];
      expect(inPath.map(({ name }) => name)).toEqual(
        [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name),
      );
      expect(operation?.requestBody !== undefined).toBe(
        route.body !== undefined || route.rawBody !== undefined,
      );
      const statuses = Object.keys(operation?.responses ?? {});
      expect(statuses).toEqual(expect.arrayContaining([...Object.keys(route.responses), "500"]));
      for (const code of route.problems ?? []) {
        expect(operation?.responses[problems[code].status]?.description).toContain(code);
      }
      expect(statuses.includes("401")).toBe(
        route.access !== "public" || (route.problems ?? []).includes("bad-credentials"),
      );
      const access = route.access === "public" || route.access === "signed-in" ? "" : route.access;
      expect(operation?.description).toContain(access);
    }
  });

  it("describes every answer and field down to its type", async () => {
    const document = await served();
    const text = JSON.stringify(document);
    const referred = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    const components = Object.keys(document.components.schemas);
    expect(new Set(referred)).toEqual(
      new Set(components.map((name) => `#/components/schemas/${name}`)),
    );
    // A schema without a name of its own would get one that is given twice.
    expect(components.filter((name) => name.startsWith("__"))).toEqual([]);
  });

  it("passes the linter", { timeout: 120_000 }, async () => {
    const directory = await mkdtemp(path.join(tmpdir(), "switchboard-openapi-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const file = path.join(directory, "openapi.json");
    await writeFile(file, JSON.stringify(await served()));
    const cli = path.join(root, "node_modules/@redocly/cli/bin/cli.js");
    const args = [
      cli,
      "lint",
      file,
      "--config",
      path.join(root, ".redocly.yaml"),
      "--format",
      "stylish",
    ];
    const env = {
      ...process.env,
      REDOCLY_TELEMETRY: "off",
      REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
    };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env }).catch(
      (error: unknown) => error as { stdout: string; stderr: string },
    );
    const found = stdout.split("\n").filter((line) => /error|warning/.test(line));
    expect(found).toEqual([]);
    expect(stderr).toContain("Your API description is valid");
  });
});

describe("the page of the API", () => {
  const api = useApi(useDatabase("sqlite"));

  it("is made of our own files, and is allowed to load no others", async () => {
    const page = await api().call("/api/docs");
    expect(page.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; /,
    );
    expect(page.text).not.toMatch(/https?:\/\//);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect([file, (await api().call(file ?? "")).status]).toEqual([file, 200]);
    }
  });
});
