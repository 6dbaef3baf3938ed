import { createHook } from "node:async_hooks";

/**
 * Kinds that stay until someone ends them. File system calls and the like pass by themselves. TLS has no kind of its own
 * here: it rides on a socket, which counts, and its object goes when the garbage is collected.
 */
const lasting =
  /^(Timeout|TCPWRAP|TCPSERVERWRAP|PIPEWRAP|PIPESERVERWRAP|PROCESSWRAP|UDPWRAP|FSEVENTWRAP|STATWATCHER|WORKER)$/;

/** Watches for what keeps the process alive: timers, sockets, child processes, workers. */
export interface ResourceWatch {
  /** What was opened since the watch began and is open still: "2 × Timeout". */
  leftOver(): readonly string[];
  end(): void;
}

/**
 * Counting `process.getActiveResourcesInfo()` before and after would miss a leak that comes as something older ends.
 * Timers that don't keep the process alive (`unref`) don't count: the HTTP client of Node has one.
 */
export function watchResources(): ResourceWatch {
  const open = new Map<number, { readonly kind: string; readonly resource: object }>();
  const hook = createHook({
    init(id, kind, _trigger, resource) {
      if (lasting.test(kind)) open.set(id, { kind, resource });
    },
    destroy(id) {
      open.delete(id);
    },
  }).enable();
  return {
    leftOver() {
      const counts = new Map<string, number>();
      for (const { kind, resource } of open.values()) {
        if (keepsAlive(resource)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      return [...counts].map(([kind, count]) => `${count} × ${kind}`);
    },
    end: () => void hook.disable(),
  };
}

function keepsAlive(resource: object): boolean {
  const { hasRef } = resource as { hasRef?: () => boolean };
  return hasRef?.call(resource) ?? true;
}
