import { z } from "zod";
import type { Contacts } from "../../../inbox/contacts.ts";
import type { Joining } from "../../../inbox/joining.ts";
import { id } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { type Route, route } from "../../route.ts";
import { contactSchema, contactView } from "../../views/contacts.ts";

export const takeContactsApart = (contacts: Contacts, joining: Joining): Route =>
  route({
    method: "POST",
    path: "/api/v1/contacts/:contactId/take-apart",
    name: "takeContactsApart",
    summary: "Say that an address that was joined is somebody else's",
    description:
      "It is the contact again that it was before, with its conversations. Not possible for the address that the contact came as.",
    access: "contacts:write",
    params: z.object({ contactId: id }),
    body: z.strictObject({ identityId: id }),
    responses: { 200: contactSchema },
    async handle({ actor, params, body, reply }) {
      await joining.takeApart(inboxActor(actor), params.contactId, body.identityId);
      return reply(200, contactView(await contacts.get(params.contactId)));
    },
  });
