import type { WebhookRequest, WebhookResponse } from "switchboard/adapter";
import { json, nothing, Refusal } from "./answers.ts";
import {
  parse,
  parseBody,
  entriesQuery,
  messageCall,
  readCall,
  typingCall,
  visitCall,
} from "./calls.ts";
import { hoursAt } from "./client/hours.ts";
import { capabilities } from "./capabilities.ts";
import type { DoorParts } from "./door-parts.ts";
import { download, upload } from "./door-files.ts";
import type { Visitor } from "./entries.ts";
import { frame } from "./frame.ts";
import { typingEvent } from "./inbound.ts";
import { Limits } from "./limits.ts";
import { takeMessage } from "./messages.ts";
import { Polls } from "./polls.ts";
import { tellSeen } from "./receipts.ts";
import { requireOwnPage, whoCalls } from "./who.ts";

type Answer = (request: WebhookRequest, visitor: Visitor) => Promise<WebhookResponse>;

/** The widget's calls. */
export class Door {
  readonly #parts: DoorParts;
  readonly #limits: Limits;
  readonly #polls: Polls;
  readonly #answers: Readonly<Record<string, Answer>> = {
    "POST /visit": (request, visitor) => this.#visit(request, visitor),
    "POST /messages": async (request, visitor) => {
      await this.#limits.message(visitor, request);
      const call = parseBody(messageCall, request.body);
      return await takeMessage(this.#parts, visitor, call);
    },
    "POST /files": async (request, visitor) => {
      await this.#limits.file(visitor, request);
      return await upload(this.#parts, visitor, request);
    },
    "GET /entries": (request, visitor) =>
      this.#polls.entries(visitor, parse(entriesQuery, Object.fromEntries(request.query))),
    "POST /typing": async ({ body }, visitor) => {
      const { typing } = parseBody(typingCall, body);
      await this.#parts.context.receive([
        typingEvent(visitor, typing, this.#parts.context.clock.now()),
      ]);
      return nothing;
    },
    "POST /read": async ({ body }, visitor) => {
      const { upTo } = parseBody(readCall, body);
      await this.#parts.mailboxes.with(visitor.id, (box) =>
        tellSeen(this.#parts, box, visitor, "seen", upTo),
      );
      return nothing;
    },
    "DELETE /visitor": (_request, visitor) => this.#forget(visitor),
  };

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#limits = new Limits(parts.context.config);
    this.#polls = new Polls(parts);
  }

  /** Ends the calls that wait for something new. */
  close(): void {
    this.#polls.close();
  }

  /** Never rejects: what goes wrong on our side is answered with 503, so that the widget tries again. */
  async handle(request: WebhookRequest): Promise<WebhookResponse> {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof Refusal) return error.toResponse();
      this.#parts.context.log.warn({ err: error }, "a call of the chat could not be carried out");
      const detail = "It wasn't stored: send it again.";
      return new Refusal(503, "unavailable", detail, 2).toResponse();
    }
  }

  async #answer(request: WebhookRequest): Promise<WebhookResponse> {
    const { context } = this.#parts;
    const call = `${request.method} ${request.path}`;
    if (call === "GET /frame") return frame(context.config.allowedOrigins);
    if (call === "GET /config") return this.#config();
    requireOwnPage(request, context.webhookUrl);
    const visitor = await whoCalls(request, context.config, context.clock.now());
    await this.#limits.call(visitor, request);
    const fileId = /^GET \/files\/([^/]+)$/.exec(call)?.[1];
    if (fileId !== undefined) return await download(this.#parts, visitor, fileId);
    const answer = Object.hasOwn(this.#answers, call) ? this.#answers[call] : undefined;
    if (answer === undefined) throw new Refusal(404, "not-found", "There is no such call.");
    return await answer(request, visitor);
  }

  #config(): WebhookResponse {
    const { config, clock } = this.#parts.context;
    return json(200, {
      name: config.name,
      colour: config.colour,
      position: config.position,
      ...(config.greeting !== "" && { greeting: config.greeting }),
      form: { name: config.askName, email: config.askEmail },
      hours: {
        ...hoursAt(clock.now(), config),
        ...(config.replyTime !== "" && { replyTime: config.replyTime }),
        ...(config.closedText !== "" && { closedText: config.closedText }),
      },
      limits: {
        textLength: capabilities.text.maxLength,
        fileBytes: Math.floor(config.fileMegabytes * 1024 ** 2),
        fileTypes: config.fileTypes,
      },
      signedOnly: config.signedOnly,
    });
  }

  /** Says who the visitor is, as often as the widget likes. What a site has signed stands above what was typed. */
  async #visit(request: WebhookRequest, visitor: Visitor): Promise<WebhookResponse> {
    const said = parseBody(visitCall, request.body);
    return await this.#parts.mailboxes.with(visitor.id, async (mailbox) => {
      const given = Object.fromEntries(Object.entries(said).filter(([, it]) => it !== undefined));
      const known: Visitor = { ...mailbox.visitor, ...given, ...visitor };
      if (JSON.stringify(known) !== JSON.stringify(mailbox.visitor)) {
        await mailbox.add(() => [{ type: "visitor", visitor: known }]);
      }
      const unread = mailbox
        .after(mailbox.notes.seen, Number.POSITIVE_INFINITY)
        .filter((entry) => entry.type === "message" && entry.message.from === "agent").length;
      return json(200, {
        visitor: {
          id: known.id,
          ...(known.name !== undefined && { name: known.name }),
          signed: known.signed,
        },
        lastEntry: mailbox.last,
        unread,
      });
    });
  }

  async #forget(visitor: Visitor): Promise<WebhookResponse> {
    return await this.#parts.mailboxes.with(visitor.id, async (mailbox) => {
      await mailbox.forget();
      return nothing;
    });
  }
}
