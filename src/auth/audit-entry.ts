export interface NewAuditEntry {
  /** `actorKey` of who did it; `setup` for the first admin. */
  readonly actor: string;
  /** What was done: `agent.created`, `channel.paused`, … */
  readonly act: string;
  /** What it was done to: `agent:<id>`. */
  readonly target: string;
  /** Small, plain, and without secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface AuditEntry extends NewAuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** Hand it in as `before` for the next page. */
  readonly next: string | undefined;
}
