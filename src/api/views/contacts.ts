import { z } from "zod";
import type { Contact } from "../../inbox/contacts.ts";
import { id, time } from "../fields.ts";

export const contactSchema = z
  .object({
    id,
    name: z.string(),
    locale: z.string().nullable(),
    identities: z.array(
      z.object({
        id,
        channelId: id,
        externalId: z.string().meta({ description: "The platform's id" }),
        name: z.string().meta({ description: "As the platform calls them" }),
        isBot: z.boolean(),
        aliases: z.array(z.string()).meta({ description: "`phone:…`, `username:…`" }),
        joined: z
          .object({
            at: time,
            by: z.string().meta({ description: "Who said so: `agent:<id>`, `api-key:<id>`" }),
            contactId: id.meta({ description: "The contact that it came as" }),
          })
          .nullable()
          .meta({ description: "Null for the address that the contact came as" }),
      }),
    ),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "Contact", description: "A person who writes to us" });

export function contactView(contact: Contact): z.input<typeof contactSchema> {
  return {
    ...contact,
    identities: contact.identities.map((one) => ({
      ...one,
      aliases: [...one.aliases],
      joined: one.joined && { ...one.joined, at: one.joined.at.toISOString() },
    })),
    createdAt: contact.createdAt.toISOString(),
    updatedAt: contact.updatedAt.toISOString(),
  };
}
