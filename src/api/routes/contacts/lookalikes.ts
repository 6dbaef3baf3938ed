import { z } from "zod";
import type { Contacts } from "../../../inbox/contacts.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { contactSchema, contactView } from "../../views/contacts.ts";

export const listLookalikes = (contacts: Contacts): Route =>
  route({
    method: "GET",
    path: "/api/v1/contacts/:contactId/lookalikes",
    name: "listLookalikes",
    summary: "Contacts that may be the same person",
    description:
      "They share a phone number or another alias, or are called alike: which proves nothing. Ten at most.",
    access: "contacts:read",
    params: z.object({ contactId: id }),
    responses: { 200: z.object({ items: z.array(contactSchema) }) },
    async handle({ params, reply }) {
      const found = await contacts.lookalikes(params.contactId);
      return reply(200, { items: found.map(contactView) });
    },
  });
