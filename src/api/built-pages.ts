import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface BuiltFile {
  readonly type: string;
  /** Changes with what is in it. */
  readonly etag: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

/** What `npm run build` made of web/inbox: the page, and its files by their address. */
export interface BuiltPages {
  readonly page: BuiltFile;
  readonly files: ReadonlyMap<string, BuiltFile>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** Under names that stay: what runs first, and what makes the pages an app that can be installed. */
const besideThePage = [
  "first.js",
  "worker.js",
  "manifest.webmanifest",
  "icon-192.png",
  "icon-512.png",
  "icon-maskable.png",
];

/** All of it, held in memory: a build while the hub runs doesn't change what it serves. Undefined without a build. */
export async function readBuiltPages(folder: string): Promise<BuiltPages | undefined> {
  if (!existsSync(path.join(folder, "index.html"))) return undefined;
  const page = await readBuilt(path.join(folder, "index.html"));
  const files = new Map<string, BuiltFile>();
  for (const name of [...besideThePage, ...(await assets(folder))]) {
    files.set(`/${name}`, await readBuilt(path.join(folder, name)));
  }
  return { page, files };
}

/** What `npm run build` made of web/widget, by its address. Empty without a build. */
export async function readBuiltWidget(folder: string): Promise<ReadonlyMap<string, BuiltFile>> {
  const files = new Map<string, BuiltFile>();
  if (!existsSync(folder)) return files;
  for (const name of ["loader.js", "chat.js", "chat.css"]) {
    files.set(`/widget/${name}`, await readBuilt(path.join(folder, name)));
  }
  return files;
}

async function assets(folder: string): Promise<readonly string[]> {
  return (await readdir(path.join(folder, "assets"))).map((name) => `assets/${name}`);
}

async function readBuilt(file: string): Promise<BuiltFile> {
  const bytes = await readFile(file);
  const type = types[path.extname(file)] ?? "application/octet-stream";
  const etag = `"${createHash("sha256").update(bytes).digest("base64url")}"`;
  return { type, etag, bytes, gzipped: await promisify(gzip)(bytes) };
}
