import { z } from "zod";
import type { ContactNote, ContactNotes } from "../../../inbox/contact-notes.ts";
import { encodeCursor } from "../../cursor.ts";
import { id, idFromCursor, pageOf, pageQuery, time } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { noContent, type Route, route } from "../../route.ts";

const path = "/api/v1/contacts/:contactId/notes";

const noteSchema = z
  .object({
    id,
    text: z.string(),
    author: z.object({
      key: z.string().meta({ description: "`agent:<id>`, `api-key:<id>`" }),
      name: z.string(),
    }),
    writtenAt: time,
  })
  .meta({ id: "ContactNote", description: "What a colleague noted about a person" });

function noteView(note: ContactNote): z.input<typeof noteSchema> {
  return { ...note, author: { ...note.author }, writtenAt: note.writtenAt.toISOString() };
}

export const contactNoteRoutes = (notes: ContactNotes): readonly Route[] => [
  route({
    method: "GET",
    path,
    name: "listContactNotes",
    summary: "What colleagues noted about a contact, newest first",
    access: "contacts:read",
    params: z.object({ contactId: id }),
    query: z.strictObject(pageQuery),
    responses: { 200: pageOf(noteSchema) },
    async handle({ params, query, reply }) {
      const page = { before: idFromCursor(query.cursor), limit: query.limit };
      const { notes: found, next } = await notes.about(params.contactId, page);
      const nextCursor = next === undefined ? null : encodeCursor([next]);
      return reply(200, { items: found.map(noteView), nextCursor });
    },
  }),
  route({
    method: "POST",
    path,
    name: "addContactNote",
    summary: "Note something about a contact",
    description: "For colleagues only: it never leaves the hub.",
    access: "contacts:write",
    params: z.object({ contactId: id }),
    body: z.strictObject({ text: z.string().min(1).max(4000) }),
    responses: { 201: noteSchema },
    async handle({ actor, params, body, reply }) {
      return reply(201, noteView(await notes.add(inboxActor(actor), params.contactId, body.text)));
    },
  }),
  route({
    method: "DELETE",
    path: `${path}/:noteId`,
    name: "removeContactNote",
    summary: "Remove a note about a contact",
    access: "contacts:write",
    params: z.object({ contactId: id, noteId: id }),
    responses: { 204: noContent },
    async handle({ actor, params, reply }) {
      await notes.remove(inboxActor(actor), params.contactId, params.noteId);
      return reply(204);
    },
  }),
];
