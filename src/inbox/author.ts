/** Who does something in the inbox: an agent, or a program with a key. */
export interface InboxActor {
  /** As in the audit log and in idempotency keys: `agent:<id>`, `api-key:<id>`. */
  readonly key: string;
  /** The agent, when it is one. */
  readonly agentId: string | null;
  readonly name: string;
}
