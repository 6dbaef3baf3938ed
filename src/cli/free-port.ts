import { createServer } from "node:net";
import type { Settings } from "../../config/settings.ts";

type Place = Pick<Settings, "HOST" | "PORT">;

/** Listens for a moment. Rejects as the hub's own listening would. */
export function listenOnce({ HOST, PORT }: Place): Promise<void> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, HOST, () => server.close(() => resolve()));
  });
}

export function isTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}
