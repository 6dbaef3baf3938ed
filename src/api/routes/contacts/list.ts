import { z } from "zod";
import type { Contacts } from "../../../inbox/contacts.ts";
import { encodeCursor } from "../../cursor.ts";
import { idFromCursor, pageOf, pageQuery } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { contactSchema, contactView } from "../../views/contacts.ts";

export const listContacts = (contacts: Contacts): Route =>
  route({
    method: "GET",
    path: "/api/v1/contacts",
    name: "listContacts",
    summary: "Contacts, newest first",
    access: "contacts:read",
    query: z.strictObject({
      ...pageQuery,
      name: z.string().min(1).max(200).optional().meta({ description: "Anywhere in the name" }),
    }),
    responses: { 200: pageOf(contactSchema) },
    async handle({ query, reply }) {
      const page = { before: idFromCursor(query.cursor), limit: query.limit };
      const { contacts: found, next } = await contacts.list({ name: query.name }, page);
      const nextCursor = next === undefined ? null : encodeCursor([next]);
      return reply(200, { items: found.map(contactView), nextCursor });
    },
  });
