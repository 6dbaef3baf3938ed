import { z } from "zod";
import type { Contacts } from "../../../inbox/contacts.ts";
import { id, line } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { contactSchema, contactView } from "../../views/contacts.ts";

export const changeContact = (contacts: Contacts): Route =>
  route({
    method: "PATCH",
    path: "/api/v1/contacts/:contactId",
    name: "changeContact",
    summary: "Rename a contact",
    description:
      "What the platform calls them stays with the identity. By the id of one that became part of another: that other.",
    access: "contacts:write",
    params: z.object({ contactId: id }),
    body: z.strictObject({ name: line(200) }),
    responses: { 200: contactSchema },
    async handle({ actor, params, body, reply }) {
      const renamed = await contacts.rename(inboxActor(actor), params.contactId, body.name);
      return reply(200, contactView(renamed));
    },
  });
