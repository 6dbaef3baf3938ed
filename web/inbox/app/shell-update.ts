import { isConnected } from "../inbox/live.ts";
import { Store } from "./store.ts";

/** Set once there is a newer version of the pages than this one. */
export const newVersion = new Store<ServiceWorker | undefined>(undefined);

/** Keeps the pages in the browser, so that they open without a line to the hub. Browsers allow it over HTTPS only. */
export async function keepShell(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const workers = navigator.serviceWorker;
  const registration = await workers.register("/worker.js", { updateViaCache: "none" });
  const look = (): void => {
    // The first one ever is no newer version.
    if (registration.waiting !== null && workers.controller !== null) {
      newVersion.set(registration.waiting);
    }
  };
  look();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  // A hub that was away may have come back as another version.
  isConnected.subscribe(() => {
    if (isConnected.value === true) void lookForUpdate(registration);
  });
}

async function lookForUpdate(registration: ServiceWorkerRegistration): Promise<void> {
  try {
    await registration.update();
  } catch {
    // The line is gone again, or the worker was taken away: the next connection asks once more.
  }
}

/** What is being written is kept in this browser. */
export function loadNewVersion(): void {
  // Another window may have let it in already.
  if (newVersion.value?.state !== "installed") {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker is of our origin, and takes none
  newVersion.value.postMessage("activate");
}
