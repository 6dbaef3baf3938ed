import { join } from "node:path";
import type { InboundEvent, SessionLog } from "switchboard/adapter";
import { contactOf } from "./inbound.ts";
import { KeptFile } from "./kept-file.ts";
import type { ContactPayload } from "./payloads.ts";

interface Person {
  readonly id: string;
  /** What they can be known again by: their WeChat id, or the name that our account gave them. */
  readonly marks: readonly string[];
  /** Proves nothing, but agents should hear of it. */
  readonly name: string;
}

interface Stored {
  /** Ids are another session's when this is another. */
  readonly selfId: string;
  /** Who wrote in that session, and those of earlier ones who haven't: they may yet. */
  readonly met: readonly Person[];
  readonly former: readonly Person[];
}

/**
 * Web WeChat gives everybody another id at each login. Who wrote in an earlier session and is known again beyond doubt keeps
 * their history: by their WeChat id, or by a remark that nobody else has, then or now. Everybody else comes as somebody new;
 * where they look like somebody of an earlier session, their conversation says so, and whom.
 */
export class FormerIds {
  readonly #file: KeptFile<Stored>;
  #selfId = "";
  #former: readonly Person[] = [];
  readonly #met = new Map<string, Person>();

  constructor(directory: string, log: SessionLog) {
    this.#file = new KeptFile(join(directory, "people.json"), "Those who wrote before", log);
  }

  /** Before the first message of a login. */
  async begin(selfId: string): Promise<void> {
    if (this.#selfId === selfId) return;
    const before = await this.#file.load();
    const { met = [], former = [] } = before ?? {};
    const isSame = before?.selfId === selfId;
    this.#selfId = selfId;
    this.#former = isSame ? former : [...met, ...former];
    this.#met.clear();
    for (const person of isSame ? met : []) this.#met.set(person.id, person);
  }

  /**
   * What the hub has to know before somebody's first message of this session: that they are whom it knows by another id.
   * `bearers`: how many of the account's contacts have this remark now.
   */
  async meet(
    contact: ContactPayload,
    at: Date,
    bearers: (remark: string) => Promise<number>,
  ): Promise<readonly InboundEvent[]> {
    if (this.#met.has(contact.id)) return [];
    const { aliases = [] } = contactOf(contact);
    const marks = aliases.filter((alias) => /^(username|remark):/.test(alias));
    const previousId = await this.#knownAs(marks, contact, bearers);
    this.#met.set(contact.id, { id: contact.id, marks, name: contact.name });
    const alike = this.#former.filter(
      (one) => one.name === contact.name || one.marks.some((mark) => marks.includes(mark)),
    );
    if (previousId !== undefined) {
      this.#former = this.#former.filter(({ id }) => id !== previousId);
    }
    const header = { at, origin: "live" } as const;
    if (previousId === undefined) {
      const ids = alike.map(({ id }) => id);
      return ids.length > 0 ? [resemblance(contact, ids, header)] : [];
    }
    const ids = `${previousId} ${contact.id}`;
    return [
      {
        ...header,
        type: "contact-changed",
        dedupeKey: `known-again:${ids}`,
        contact: contactOf(contact),
        previousId,
      },
      {
        ...header,
        type: "conversation-changed",
        dedupeKey: `thread-again:${ids}`,
        conversation: { id: contact.id, kind: "direct" },
        previousId,
      },
    ];
  }

  /** Once the hub has stored what `meet` said: before that, it would have to be said again after a restart. */
  async save(): Promise<void> {
    const met = [...this.#met.values()];
    await this.#file.save({ selfId: this.#selfId, met, former: this.#former });
  }

  async #knownAs(
    marks: readonly string[],
    { remark }: ContactPayload,
    bearers: (remark: string) => Promise<number>,
  ): Promise<string | undefined> {
    for (const mark of marks) {
      const [person, ...others] = this.#former.filter((one) => one.marks.includes(mark));
      if (person === undefined || others.length > 0) continue;
      const isRemark = mark.startsWith("remark:");
      if (!isRemark || (remark !== undefined && (await bearers(remark)) === 1)) return person.id;
    }
    return undefined;
  }
}

/** A line in the conversation. Joining two people on a guess would show one the other's history. */
function resemblance(
  { id, name }: ContactPayload,
  resembles: readonly string[],
  header: { readonly at: Date; readonly origin: "live" },
): InboundEvent {
  const text =
    `可能是之前联系过的“${name}”：重新登录后微信更换了编号，无法确认。 · ` +
    `This may be the “${name}” who wrote before: WeChat gave everybody new ids at the last login, and nothing proves it. ` +
    "A remark (备注) on the phone makes people known again.";
  return {
    ...header,
    type: "message",
    dedupeKey: `resembles:${id}`,
    message: {
      id: `resembles:${id}`,
      conversation: { id, kind: "direct" },
      author: { kind: "system" },
      sentAt: header.at,
      parts: [{ type: "text", text: { text } }],
      resembles,
    },
  };
}
