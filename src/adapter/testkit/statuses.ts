import type { SessionStatus } from "../index.ts";

type State = SessionStatus["state"];

/** What may follow what within one run. The hub itself says `starting` when it calls `run`. */
const followers: Readonly<Record<State, readonly State[]>> = {
  starting: ["starting", "login-required", "syncing", "connected", "reconnecting", "stopped"],
  "login-required": [
    "login-required",
    "starting",
    "syncing",
    "connected",
    "reconnecting",
    "stopped",
  ],
  syncing: ["syncing", "login-required", "connected", "reconnecting", "stopped"],
  connected: ["login-required", "reconnecting", "stopped"],
  reconnecting: ["reconnecting", "login-required", "syncing", "connected", "stopped"],
  stopped: [],
};

/** Records what a session says of itself and notes each step that "A channel's life" doesn't allow. */
export class StatusRecord {
  readonly all: SessionStatus[] = [];
  readonly illegal: string[] = [];
  #state: State = "stopped";

  /** The state the channel is in now. */
  get state(): State {
    return this.#state;
  }

  /** A new run begins. */
  begin(): void {
    this.#state = "starting";
  }

  /** The run has ended: the hub knows that it is stopped. */
  end(): void {
    this.#state = "stopped";
  }

  add(status: SessionStatus): void {
    if (!followers[this.#state].includes(status.state)) {
      this.illegal.push(`${this.#state} → ${status.state}`);
    }
    this.all.push(status);
    this.#state = status.state;
  }
}
