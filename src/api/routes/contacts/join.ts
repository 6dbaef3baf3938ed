import { z } from "zod";
import type { Contacts } from "../../../inbox/contacts.ts";
import type { Joining } from "../../../inbox/joining.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { contactSchema, contactView } from "../../views/contacts.ts";

export const joinContacts = (contacts: Contacts, joining: Joining): Route =>
  route({
    method: "POST",
    path: "/api/v1/contacts/:contactId/join",
    name: "joinContacts",
    summary: "Say that another contact is the same person",
    description:
      "The other one becomes part of this one, with its addresses, conversations and notes; the name stays. The other id goes on leading to the person. Saying it again changes nothing. `conflict`: one of them is part of somebody else by now.",
    access: "contacts:write",
    params: z.object({ contactId: id }),
    body: z.strictObject({ contactId: id.meta({ description: "The other one" }) }),
    responses: { 200: contactSchema },
    problems: ["conflict"],
    async handle({ actor, params, body, reply }) {
      await joining.join(inboxActor(actor), params.contactId, body.contactId);
      return reply(200, contactView(await contacts.get(params.contactId)));
    },
  });
