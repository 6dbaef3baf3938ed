import type { SimulatedMessage } from "switchboard/adapter/testkit";
import type { Bot } from "./site.ts";

/** Something a customer wrote. */
export interface Said extends SimulatedMessage {
  readonly bot: Bot;
  /** Telegram's id of who said it. */
  readonly by: string;
  /** What the file that came with it contains. */
  readonly file?: string;
  /** As it reads now: the last edit. */
  text: string;
}

/** Something an agent's program asked to be sent. */
export interface Asked {
  readonly bot: Bot;
  readonly conversationId: string;
  readonly key: string;
  readonly text: string;
  /** What the API called the message when it acknowledged it. */
  messageId: string | undefined;
}

/** What happened, as seen from outside the hub: the checks believe nothing else. */
export class History {
  readonly said: Said[] = [];
  readonly asked: Asked[] = [];
  /** Seen already while it happened. */
  readonly violations: string[] = [];
  /** Replies that the API acknowledged. */
  answered = 0;
  edits = 0;
  repeats = 0;
  /** Answers to replies that said "not now". */
  refusals = 0;
  /** Refusals by what they were: status and code. */
  readonly refusedWith = new Map<string, number>();
  #counter = 0;

  /** A text that occurs only once in this run. */
  newText(what: string): string {
    this.#counter += 1;
    return `${what} ${this.#counter}`;
  }
}
