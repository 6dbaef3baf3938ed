/** The Bot API's JSON, as far as the simulator speaks it: https://core.telegram.org/bots/api */
export interface WireUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly last_name?: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface WireChat {
  readonly id: number;
  readonly type: "private" | "group" | "supergroup" | "channel";
  readonly title?: string;
  readonly first_name?: string;
  readonly username?: string;
  readonly is_forum?: true;
}

export interface WireEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly user?: { readonly id: number };
  readonly language?: string;
}

export interface WireMessage {
  readonly message_id: number;
  readonly date: number;
  readonly chat: WireChat;
  readonly from?: WireUser;
  readonly text?: string;
  readonly entities?: readonly WireEntity[];
  readonly caption?: string;
  readonly caption_entities?: readonly WireEntity[];
  readonly business_connection_id?: string;
  readonly message_thread_id?: number;
  readonly media_group_id?: string;
  readonly reply_to_message?: WireMessage;
  readonly [field: string]: unknown;
}

export interface WireUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

/** What the server answers instead of a result. */
export class Refusal extends Error {
  readonly status: number;
  readonly parameters: Readonly<Record<string, number>> | undefined;

  constructor(status: number, description: string, parameters?: Readonly<Record<string, number>>) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }

  toJSON(): object {
    return {
      ok: false,
      error_code: this.status,
      description: this.message,
      ...(this.parameters === undefined ? {} : { parameters: this.parameters }),
    };
  }
}

export function badRequest(what: string, parameters?: Readonly<Record<string, number>>): Refusal {
  return new Refusal(400, `Bad Request: ${what}`, parameters);
}
