import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Middleware } from "koa";
import { ownFilesOnly } from "./security-headers.ts";

interface Page {
  readonly file: string;
  readonly type: "html" | "js" | "css" | "png";
  readonly policy?: string;
}

/** Swagger UI writes style attributes by script; everything else of it obeys the strict policy. */
const docsPolicy = ownFilesOnly.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** The few files that people see before there is an inbox: a fixed list, so that no path is ever built from a request. */
export function pages(isSetupOpen: () => Promise<boolean>): Middleware {
  const web = path.join(packageRoot(), "web");
  const swagger = path.dirname(
    createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"),
  );
  const table = new Map<string, Page>([
    ["/", { file: path.join(web, "setup/home.html"), type: "html" }],
    ["/setup", { file: path.join(web, "setup/index.html"), type: "html" }],
    ["/setup/setup.js", { file: path.join(web, "setup/setup.js"), type: "js" }],
    ["/setup/setup.css", { file: path.join(web, "setup/setup.css"), type: "css" }],
    ["/api/docs", { file: path.join(web, "setup/docs.html"), type: "html", policy: docsPolicy }],
    ["/api/docs/docs.js", { file: path.join(web, "setup/docs.js"), type: "js" }],
    ["/api/docs/swagger-ui.css", { file: path.join(swagger, "swagger-ui.css"), type: "css" }],
    [
      "/api/docs/swagger-ui-bundle.js",
      { file: path.join(swagger, "swagger-ui-bundle.js"), type: "js" },
    ],
    ["/api/docs/icon.png", { file: path.join(swagger, "favicon-32x32.png"), type: "png" }],
  ]);
  return async (ctx, next) => {
    const page = ctx.method === "GET" || ctx.method === "HEAD" ? table.get(ctx.path) : undefined;
    if (page === undefined) {
      await next();
      return;
    }
    ctx.state["route"] = ctx.path;
    if (ctx.path === "/" && (await isSetupOpen())) {
      // A fixed address of our own: `redirect` must never see anything that a client wrote.
      ctx.redirect("/setup");
      return;
    }
    await send(ctx, page);
  };
}

async function send(ctx: Context, { file, type, policy }: Page): Promise<void> {
  const bytes = await readFile(file);
  ctx.set("Content-Security-Policy", policy ?? ownFilesOnly);
  ctx.set("Cache-Control", "no-cache");
  ctx.type = type;
  ctx.body = bytes;
}

/** Where package.json is: two folders up from the sources, three from a build. */
function packageRoot(): string {
  let directory = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(directory, "package.json"))) {
    const parent = path.dirname(directory);
    if (parent === directory) throw new Error("The hub's files are incomplete: no package.json.");
    directory = parent;
  }
  return directory;
}
