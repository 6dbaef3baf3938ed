// The service worker of the agents' pages. It keeps the built shell, so that the inbox opens without a line to the
// hub and says so; it never touches the API, and nothing that anybody wrote is ever in its cache.
declare const self: ServiceWorkerGlobalScope;

/** Written in by build.mjs: what this build is, and the addresses of its files. */
declare const builtFrom: string;
declare const builtFiles: readonly string[];

/** Each build has its own: pages of the one before find their files in theirs until they are loaded anew. */
const cacheName = `shell-${builtFrom}`;
/** The same document for all pages and everybody. */
const page = "/inbox";
const drawnInBrowser = /^\/(?:sign-in|inbox|settings)?(?:\/|$)/;

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

// The page asks for it once the agent agreed to load it anew.
self.addEventListener("message", ({ data }) => {
  if (data === "activate") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate") {
    // From the hub whenever there is one: after an upgrade nobody gets the old page.
    if (drawnInBrowser.test(pathname)) event.respondWith(fromHub(event.request, page));
  } else if (pathname === "/first.js") event.respondWith(fromHub(event.request, pathname));
  // Their names change with what is in them.
  else if (pathname.startsWith("/assets/")) event.respondWith(fromCache(event.request));
});

async function keepShell(): Promise<void> {
  const cache = await caches.open(cacheName);
  await cache.addAll([page, "/first.js", ...builtFiles]);
}

async function takeOver(): Promise<void> {
  for (const name of await caches.keys()) if (name !== cacheName) await caches.delete(name);
  await self.clients.claim();
}

async function fromHub(request: Request, kept: string): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const response = await caches.match(kept);
    if (response === undefined) throw error;
    return response;
  }
}

async function fromCache(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? (await fetch(request));
}
