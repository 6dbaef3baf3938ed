import type { FormattedText } from "switchboard/adapter";
import type { SimulatedMessage, SimulatedPart } from "switchboard/adapter/testkit";
import { fieldsOf } from "./content.ts";
import { entitiesOf } from "./entities.ts";
import type { Server } from "./methods.ts";
import { messageOf } from "./people.ts";
import type { TelegramCustomer } from "./people.ts";
import type { WireMessage, WireUser } from "./wire.ts";
import type { ChatRoom } from "./world.ts";

/**
 * A shop's own account that lets the bot answer for it: https://core.telegram.org/bots/features#bots-for-business.
 * Ids of its messages count apart from those of the bot's own chats.
 */
export class BusinessAccount {
  readonly connectionId: string;
  readonly owner: TelegramCustomer;
  readonly #server: Server;

  constructor(server: Server, owner: TelegramCustomer) {
    this.#server = server;
    this.owner = owner;
    this.connectionId = `BC${owner.id}`;
  }

  connect(enabled = true): void {
    this.#server.queue.push({
      business_connection: {
        id: this.connectionId,
        user: this.owner.user,
        user_chat_id: this.owner.user.id,
        date: Math.floor(Date.now() / 1000),
        rights: { can_reply: true, can_read_messages: true },
        is_enabled: enabled,
      },
    });
  }

  /** A customer writes to the shop. */
  receive(from: TelegramCustomer, parts: readonly SimulatedPart[]): SimulatedMessage {
    return this.#write(from, from.user, parts);
  }

  /** The shop's owner answers from their own phone. */
  ownerWrites(to: TelegramCustomer, parts: readonly SimulatedPart[]): SimulatedMessage {
    return this.#write(to, this.owner.user, parts);
  }

  edit(customer: TelegramCustomer, message: SimulatedMessage, text: FormattedText): void {
    const room = this.#room(customer);
    const before = room.messages.get(Number(message.messageId));
    const after = {
      ...before,
      text: text.text,
      entities: entitiesOf(text),
      edit_date: Math.floor(Date.now() / 1000),
    } as WireMessage;
    room.messages.set(after.message_id, after);
    this.#server.queue.push({ edited_business_message: after });
  }

  delete(customer: TelegramCustomer, messages: readonly SimulatedMessage[]): void {
    const room = this.#room(customer);
    const message_ids = messages.map(({ messageId }) => Number(messageId));
    for (const id of message_ids) room.messages.delete(id);
    this.#server.queue.push({
      deleted_business_messages: {
        business_connection_id: this.connectionId,
        chat: room.chat,
        message_ids,
      },
    });
  }

  #room(customer: TelegramCustomer): ChatRoom {
    return this.#server.world.open(customer.chat, this.connectionId);
  }

  #write(
    customer: TelegramCustomer,
    from: WireUser,
    parts: readonly SimulatedPart[],
  ): SimulatedMessage {
    const posted = parts.map((part) => {
      const { world, queue } = this.#server;
      const message = world.post(this.#room(customer), { from, ...fieldsOf(part, world) });
      queue.push({ business_message: message });
      return message;
    });
    const [first] = posted;
    if (first === undefined) throw new Error("There is nothing to send.");
    return messageOf(first);
  }
}
