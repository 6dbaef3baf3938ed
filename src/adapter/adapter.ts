import type { z } from "zod";
import type { Capabilities } from "./capabilities.ts";
import type { Contact } from "./references.ts";
import type { ChannelSession, SessionContext } from "./session.ts";

/** The static half of an adapter: data and pure functions, no I/O, safe to import for a set-up screen. */
export interface ChannelAdapter<C = unknown> {
  readonly apiVersion: 1;
  /** As in the folder name, or the package's manifest: small letters, digits and hyphens, such as `telegram`. */
  readonly name: string;
  readonly displayName: string;
  /**
   * What the operator fills in: one object made with zod 4. Secret fields are made with `secret()`; the form in the
   * browser comes from it. Kept as it was filled in, and parsed at every start: what is added later needs a default.
   */
  readonly settings: z.ZodType<C>;
  /** The best case, for set-up screens. */
  readonly capabilities: Capabilities;
  /** For a library that crashes, hangs or leaks: each session runs in a process of its own. Absent: in the hub's. */
  readonly isolated?: Isolated;
  /** Must not do any I/O: that is for `run`. */
  createSession(context: SessionContext<C>): ChannelSession;
  /**
   * Asks the platform who we are to it with these settings; for `doctor` and set-up screens. Must change nothing there,
   * nor disturb a session that runs. Without it, only the hosts in the settings are tried. @throws ChannelError.
   */
  check?(config: C, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<Contact>;
}

/**
 * In its process the module is loaded again, and only there `run` and what it imports. In the hub a session is created
 * as well, for its members and `capabilities`: that must be cheap, and must not need to know what `run` found out.
 */
export interface Isolated {
  /** `import.meta.url` of the module that exports the adapter, as `adapter` or by default. */
  readonly module: string;
  /** What the process and all that it starts may hold in memory together; 768 unless told. */
  readonly memoryLimitMb?: number;
  /** For libraries that are told by environment variables alone; what the hub is set to isn't there. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Gives the adapter its type; nothing else. */
export function defineAdapter<C>(adapter: ChannelAdapter<C>): ChannelAdapter<C> {
  return adapter;
}
