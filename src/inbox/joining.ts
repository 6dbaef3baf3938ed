import type { Clock } from "../adapter/index.ts";
import type { Writes } from "../db/database.ts";
import type { EventLog, RecordEvent } from "../realtime/event-log.ts";
import type { AuditedAct } from "./audited-act.ts";
import type { InboxActor } from "./author.ts";
import {
  conversationsOfContacts,
  identitiesOf,
  lockContacts,
  updateContact,
} from "./contact-store.ts";
import { InboxError, notFound } from "./errors.ts";
import { deleteJoin, insertJoin, joinedInto, joinsOf } from "./joined-contact-store.ts";

/**
 * Makes one person of contacts, and several of one again. Neither moves anything: each contact keeps its addresses and
 * conversations, and says whose part it is; whoever reads follows that. So what arrives meanwhile finds its contact as ever.
 */
export class Joining {
  readonly #events: EventLog;
  readonly #clock: Pick<Clock, "now">;
  readonly #audit: (trx: Writes, act: AuditedAct) => Promise<void>;

  constructor(parts: {
    readonly events: EventLog;
    readonly clock: Pick<Clock, "now">;
    readonly audit: (trx: Writes, act: AuditedAct) => Promise<void>;
  }) {
    this.#events = parts.events;
    this.#clock = parts.clock;
    this.#audit = parts.audit;
  }

  /**
   * `otherId` is the same person as `personId`, whose name stays. Saying it again changes nothing.
   * @throws InboxError `not-found`, `invalid`; `conflict` when one of them is part of somebody else by now.
   */
  async join(actor: InboxActor, personId: string, otherId: string): Promise<void> {
    if (personId === otherId) throw new InboxError("invalid", "contactId: is the contact itself.");
    await this.#events.write(async (trx, record) => {
      // Both, so that nobody makes one of them part of somebody else meanwhile.
      const rows = await lockContacts(trx, [personId, otherId]);
      if (rows.length < 2) throw notFound("contact");
      const joins = await joinsOf(trx, [personId, otherId]);
      if (joins.some((row) => row.contact_id === otherId && row.person_id === personId)) return;
      if (joins.length > 0) {
        throw new InboxError(
          "conflict",
          "One of them is part of somebody else by now: look again.",
          {
            joined: joins.map((row) => ({ contactId: row.contact_id, personId: row.person_id })),
          },
        );
      }
      const moved = [otherId, ...(await joinedInto(trx, [otherId])).map((row) => row.contact_id)];
      const now = this.#clock.now().getTime();
      await insertJoin(trx, {
        contact_id: otherId,
        person_id: personId,
        joined_at: now,
        joined_by: actor.key,
      });
      await updateContact(trx, personId, { updated_at: now });
      await this.#audit(trx, {
        actor: actor.key,
        act: "contact.joined",
        target: `contact:${personId}`,
        details: { joined: otherId },
      });
      const by = actor.key;
      record({ type: "contact.updated", data: { contactId: personId, joined: otherId, by } });
      await tellConversations(trx, record, moved, { contactId: personId, by });
    });
  }

  /**
   * The address that was joined is somebody else's after all: of the contact that it came as.
   * @throws InboxError `not-found`; `invalid` for the address that the person came as.
   */
  async takeApart(actor: InboxActor, personId: string, identityId: string): Promise<void> {
    await this.#events.write(async (trx, record) => {
      if ((await lockContacts(trx, [personId])).length === 0) throw notFound("contact");
      const joined = (await joinedInto(trx, [personId])).map((row) => row.contact_id);
      const identities = await identitiesOf(trx, [personId, ...joined]);
      const contactId = identities.find(({ id }) => id === identityId)?.contact_id;
      if (contactId === undefined) throw notFound("address of this contact");
      if (contactId === personId) {
        throw new InboxError("invalid", "identityId: the contact's own; take the others apart.");
      }
      await deleteJoin(trx, contactId);
      const now = this.#clock.now().getTime();
      for (const id of [personId, contactId]) await updateContact(trx, id, { updated_at: now });
      await this.#audit(trx, {
        actor: actor.key,
        act: "contact.taken-apart",
        target: `contact:${personId}`,
        details: { takenApart: contactId },
      });
      const by = actor.key;
      record({ type: "contact.updated", data: { contactId: personId, takenApart: contactId, by } });
      record({ type: "contact.updated", data: { contactId, by } });
      await tellConversations(trx, record, [contactId], { contactId, by });
    });
  }
}

/** Their conversations are somebody else's. Nobody's reply becomes stale by that. */
async function tellConversations(
  trx: Writes,
  record: RecordEvent,
  contactIds: readonly string[],
  data: { readonly contactId: string; readonly by: string },
): Promise<void> {
  for (const { id, channel_id: channelId } of await conversationsOfContacts(trx, contactIds)) {
    record({ type: "conversation.updated", channelId, conversationId: id, data });
  }
}
