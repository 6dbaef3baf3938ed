import { z } from "zod";
import type { Audit } from "../../../auth/audit.ts";
import { encodeCursor } from "../../cursor.ts";
import { idFromCursor, pageOf, pageQuery } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { auditEntrySchema, auditEntryView } from "../../views/audit.ts";

export const listAudit = (audit: Audit): Route =>
  route({
    method: "GET",
    path: "/api/v1/audit",
    name: "listAudit",
    summary: "What admins did, newest first",
    access: "audit:read",
    query: z.strictObject(pageQuery),
    responses: { 200: pageOf(auditEntrySchema) },
    async handle({ query, reply }) {
      const { entries, next } = await audit.list(query.limit, idFromCursor(query.cursor));
      const nextCursor = next === undefined ? null : encodeCursor([next]);
      return reply(200, { items: entries.map(auditEntryView), nextCursor });
    },
  });
