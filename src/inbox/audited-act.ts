/** What was done in the inbox for everybody, for the audit log; written in the transaction that does it. */
export interface AuditedAct {
  readonly actor: string;
  readonly act:
    | "contact.joined"
    | "contact.taken-apart"
    | "contact.note-removed"
    | `canned-reply.${"created" | "changed" | "removed"}`
    | `label.${"created" | "changed" | "removed"}`;
  readonly target: string;
  readonly details: Readonly<Record<string, unknown>>;
}
