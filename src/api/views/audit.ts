import { z } from "zod";
import type { AuditEntry } from "../../auth/audit-entry.ts";
import { id, time } from "../fields.ts";

export const auditEntrySchema = z
  .object({
    id,
    at: time,
    actor: z.string().meta({ description: "`agent:<id>`, `api-key:<id>` or `setup`" }),
    act: z.string().meta({ example: "agent.created" }),
    target: z
      .string()
      .meta({ description: "What it was done to: `agent:<id>`, `channel:<id>`, …" }),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry", description: "Something an admin did" });

export function auditEntryView(entry: AuditEntry): z.input<typeof auditEntrySchema> {
  return { ...entry, at: entry.at.toISOString(), details: { ...entry.details } };
}
