/** Kinds that stay until someone ends them; the others (file system calls, immediates) pass by themselves. */
const lasting =
  /^(Timeout|.*SocketWrap|.*ServerWrap|TLSWrap|PipeWrap|Pipe|ProcessWrap|Process|UDPWrap|FSEvent.*|StatWatcher|Worker)$/i;

/** What keeps this process alive now: timers, sockets, child processes, by kind. */
export function openResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (lasting.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What is there now and was not `before`: "2 × Timeout". */
export function leftOver(before: ReadonlyMap<string, number>): readonly string[] {
  return [...openResources()]
    .map(([kind, count]) => ({ kind, more: count - (before.get(kind) ?? 0) }))
    .filter(({ more }) => more > 0)
    .map(({ kind, more }) => `${more} × ${kind}`);
}
