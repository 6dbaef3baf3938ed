import { z } from "zod";
import type { Contacts } from "../../../inbox/contacts.ts";
import { id } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { contactSchema, contactView } from "../../views/contacts.ts";

export const getContact = (contacts: Contacts): Route =>
  route({
    method: "GET",
    path: "/api/v1/contacts/:contactId",
    name: "getContact",
    summary: "One contact",
    description: "By the id of one that became part of another: that other.",
    access: "contacts:read",
    params: z.object({ contactId: id }),
    responses: { 200: contactSchema },
    async handle({ params, reply }) {
      return reply(200, contactView(await contacts.get(params.contactId)));
    },
  });
