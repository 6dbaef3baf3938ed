import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Context, Middleware } from "koa";
import { type BuiltFile, type BuiltPages, readBuiltPages, readBuiltWidget } from "./built-pages.ts";
import { inboxPages, inboxWorker, onlyMicrophone, ownFilesOnly } from "./security-headers.ts";

interface Page {
  readonly file: string;
  readonly type: "html" | "js" | "css" | "png";
}

/** Swagger UI writes style attributes by script; everything else of it obeys the strict policy. */
const docsPolicy = ownFilesOnly.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** The addresses that the agents' pages draw by themselves. */
const drawnInBrowser = /^\/(?:(?:setup|sign-in)\/?|(?:inbox|settings)(?:\/.*)?)?$/;

/** What people look at: fixed lists, so that no path is ever built from a request. */
export function pages(isSetupOpen: () => Promise<boolean>): Middleware {
  const root = packageRoot();
  const docs = docsPages(root);
  let built: Promise<BuiltPages | undefined> | undefined;
  let widget: Promise<ReadonlyMap<string, BuiltFile>> | undefined;
  return async (ctx, next) => {
    if (ctx.method !== "GET" && ctx.method !== "HEAD") {
      await next();
      return;
    }
    const page = docs.get(ctx.path);
    if (page !== undefined) {
      await sendDocs(ctx, page);
      return;
    }
    if (ctx.path.startsWith("/widget/")) {
      widget ??= readBuiltWidget(path.join(root, "dist/web/widget"));
      const file = (await widget).get(ctx.path);
      if (file === undefined) await next();
      else sendWidget(ctx, file);
      return;
    }
    built ??= readBuiltPages(path.join(root, "dist/web/inbox"));
    if (drawnInBrowser.test(ctx.path)) {
      ctx.state["route"] = ctx.path.split("/").slice(0, 2).join("/");
      if (ctx.path === "/" && (await isSetupOpen())) {
        // A fixed address of our own: `redirect` must never see anything that a client wrote.
        ctx.redirect("/setup");
        return;
      }
      sendPage(ctx, await built);
      return;
    }
    const file = (await built)?.files.get(ctx.path);
    if (file === undefined) {
      await next();
      return;
    }
    ctx.state["route"] = "/assets";
    // Their names change with what is in them.
    const isHashed = ctx.path.startsWith("/assets/");
    ctx.set("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (ctx.path === "/worker.js") ctx.set("Content-Security-Policy", inboxWorker);
    send(ctx, file);
  };
}

function sendPage(ctx: Context, built: BuiltPages | undefined): void {
  if (built === undefined) {
    ctx.status = 503;
    ctx.body = "The pages are not built: run npm run build, and start the hub again.\n";
    return;
  }
  ctx.set("Content-Security-Policy", inboxPages);
  ctx.set("Permissions-Policy", onlyMicrophone);
  ctx.set("Cache-Control", "no-store");
  send(ctx, built.page);
}

/** The website chat. Its names stay the same, for they stand in other people's pages: browsers ask again soon. */
function sendWidget(ctx: Context, file: BuiltFile): void {
  ctx.state["route"] = ctx.path;
  ctx.set("Cache-Control", "public, max-age=300, stale-while-revalidate=86400");
  ctx.set("ETag", file.etag);
  // The one file that pages of others load; the rest is for the chat's own frame.
  if (ctx.path === "/widget/loader.js") ctx.set("Cross-Origin-Resource-Policy", "cross-origin");
  ctx.status = 200;
  if (ctx.fresh) ctx.status = 304;
  else send(ctx, file);
}

function send(ctx: Context, { type, bytes, gzipped }: BuiltFile): void {
  ctx.set("Content-Type", type);
  ctx.vary("Accept-Encoding");
  if (ctx.acceptsEncodings("gzip", "identity") === "gzip") {
    ctx.set("Content-Encoding", "gzip");
    ctx.body = gzipped;
  } else {
    ctx.body = bytes;
  }
}

function docsPages(root: string): ReadonlyMap<string, Page> {
  const docs = path.join(root, "web/docs");
  const require = createRequire(import.meta.url);
  const swagger = path.dirname(require.resolve("swagger-ui-dist/package.json"));
  return new Map<string, Page>([
    ["/api/docs", { file: path.join(docs, "docs.html"), type: "html" }],
    ["/api/docs/docs.js", { file: path.join(docs, "docs.js"), type: "js" }],
    ["/api/docs/swagger-ui.css", { file: path.join(swagger, "swagger-ui.css"), type: "css" }],
    [
      "/api/docs/swagger-ui-bundle.js",
      { file: path.join(swagger, "swagger-ui-bundle.js"), type: "js" },
    ],
    ["/api/docs/icon.png", { file: path.join(swagger, "favicon-32x32.png"), type: "png" }],
  ]);
}

async function sendDocs(ctx: Context, { file, type }: Page): Promise<void> {
  ctx.state["route"] = ctx.path;
  const bytes = await readFile(file);
  ctx.set("Content-Security-Policy", type === "html" ? docsPolicy : ownFilesOnly);
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
