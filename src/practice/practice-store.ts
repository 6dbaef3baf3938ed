import type { Writes } from "../db/database.ts";
import { lockConversations } from "../inbox/conversation-store.ts";
import { removeDocument } from "../search/search-store.ts";

/** Takes away everything that a channel made: conversations, messages, people, and what agents added to them. */
export async function removeAllOf(trx: Writes, channelId: string): Promise<void> {
  const rows = await trx
    .selectFrom("conversations")
    .select("id")
    .where("channel_id", "=", channelId)
    .execute();
  const conversations = rows.map(({ id }) => id);
  // Whoever is answering there at this moment is done before, or finds nothing after.
  await lockConversations(trx, conversations);
  for (const id of conversations) await removeConversation(trx, id);
  await removePeople(trx, channelId);
  for (const table of [
    "conversation_aliases",
    "conversations",
    "journal",
    "quarantined_events",
    "early_changes",
  ] as const) {
    await trx.deleteFrom(table).where("channel_id", "=", channelId).execute();
  }
}

async function removeConversation(trx: Writes, conversationId: string): Promise<void> {
  const rows = await trx
    .selectFrom("messages")
    .select("id")
    .where("conversation_id", "=", conversationId)
    .execute();
  for (const { id } of rows) {
    await removeDocument(trx, id);
    for (const table of ["deliveries", "delivery_steps", "message_aliases", "mentions"] as const) {
      await trx.deleteFrom(table).where("message_id", "=", id).execute();
    }
  }
  // Nobody needs the files any more: the next sweep takes them, as it does uploads that were never sent.
  await trx
    .updateTable("attachments")
    .set({ message_id: null, conversation_id: null, channel_id: null })
    .where("conversation_id", "=", conversationId)
    .execute();
  for (const table of [
    "conversation_labels",
    "drafts",
    "presence",
    "bulk_items",
    "messages",
  ] as const) {
    await trx.deleteFrom(table).where("conversation_id", "=", conversationId).execute();
  }
}

/** The people of a channel, and what is known of them; who also writes on another one stays. */
async function removePeople(trx: Writes, channelId: string): Promise<void> {
  const rows = await trx
    .selectFrom("identities")
    .select("contact_id")
    .where("channel_id", "=", channelId)
    .execute();
  await trx.deleteFrom("identity_aliases").where("channel_id", "=", channelId).execute();
  await trx.deleteFrom("identities").where("channel_id", "=", channelId).execute();
  for (const { contact_id: id } of rows) {
    const other = await trx
      .selectFrom("identities")
      .select("id")
      .where("contact_id", "=", id)
      .executeTakeFirst();
    if (other !== undefined) continue;
    await trx.deleteFrom("contact_notes").where("contact_id", "=", id).execute();
    await trx
      .deleteFrom("joined_contacts")
      .where((eb) => eb.or([eb("contact_id", "=", id), eb("person_id", "=", id)]))
      .execute();
    await trx.deleteFrom("contacts").where("id", "=", id).execute();
  }
}
