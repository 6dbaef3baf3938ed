import type { Contact, ConversationRef, InboundEvent } from "switchboard/adapter";
import type { Addresses } from "./page.ts";
import { addressText, type WebAddress } from "./web.ts";

/**
 * Who is who: WhatsApp shows the same person under a phone number (`…@c.us`) or under a number that hides it (`…@lid`),
 * and one message may come under both. We go by the phone number where the page knows it.
 */
export class People {
  readonly #addresses = new Map<string, Addresses>();

  /** Addresses in `ids` that the page has to be asked about. */
  unknown(ids: Iterable<string>): readonly string[] {
    return [...new Set(ids)].filter((id) => id.endsWith("@lid") && !this.#addresses.has(id));
  }

  /** Takes in what the page said. Resolves to the changes that the hub has to know: it may have seen the other address. */
  learn(id: string, addresses: Addresses, at: Date): readonly InboundEvent[] {
    const { phone, lid } = addresses;
    if (phone === undefined || lid === undefined) return [];
    this.#addresses.set(lid, addresses);
    this.#addresses.set(phone, addresses);
    if (id !== lid) return [];
    const header = { at, origin: "live" } as const;
    const conversation: ConversationRef = { id: phone, kind: "direct" };
    return [
      {
        ...header,
        type: "contact-changed",
        dedupeKey: `address:${lid}:${phone}`,
        contact: this.contact(phone),
        previousId: lid,
      },
      {
        ...header,
        type: "conversation-changed",
        dedupeKey: `thread:${lid}:${phone}`,
        conversation,
        previousId: lid,
      },
    ];
  }

  /** The address that we go by. */
  canonical(address: WebAddress | undefined): string {
    const text = addressText(address);
    return this.#addresses.get(text)?.phone ?? text;
  }

  /** All addresses of whom goes by this one. */
  all(canonical: string): readonly string[] {
    const { phone, lid } = this.#addresses.get(canonical) ?? {};
    return [
      canonical,
      ...[phone, lid].filter((it) => it !== undefined && it !== canonical),
    ] as string[];
  }

  contact(address: WebAddress | undefined, name?: string): Contact {
    const id = this.canonical(address);
    const aliases = this.all(id).map(aliasOf);
    return {
      id,
      aliases: aliases.filter((alias) => alias !== undefined),
      ...(name === undefined || name === "" ? {} : { name }),
    };
  }
}

export function conversationOf(id: string): ConversationRef {
  if (id.endsWith("@g.us")) return { id, kind: "group" };
  return { id, kind: id.endsWith("@newsletter") ? "channel" : "direct" };
}

/** A phone number is read from a `@c.us` address only: the digits of a lid look like one and are none. */
function aliasOf(address: string): string | undefined {
  const [user, server] = address.split("@");
  if (server === "c.us") return `phone:+${user}`;
  return server === "lid" ? `wa-lid:${user}` : undefined;
}
