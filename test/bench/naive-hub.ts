import { bodyParser } from "@koa/bodyparser";
import Koa from "koa";
import { uuidv7 } from "uuidv7";
import { openDatabase } from "../../src/db/database.ts";

// The hub that one writes first: Koa, a body parser, and per message one transaction of plain Kysely queries.

interface Update {
  readonly update_id: number;
  readonly message: {
    readonly message_id: number;
    readonly date: number;
    readonly text: string;
    readonly chat: { readonly id: number };
    readonly from: { readonly id: number; readonly first_name: string };
  };
}

const database = openDatabase(process.argv[2] ?? "");
const channel = "naive";
const app = new Koa();
app.use(bodyParser());
app.use(async (ctx) => {
  await store(ctx.request.body as Update);
  ctx.body = {};
});
const server = app.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : undefined);
});

async function store(update: Update): Promise<void> {
  const { message } = update;
  const now = Date.now();
  const person = String(message.from.id);
  const thread = String(message.chat.id);
  await database.queries.transaction().execute(async (trx) => {
    await trx
      .insertInto("journal")
      .values({
        channel_id: channel,
        dedupe_key: `update:${update.update_id}`,
        type: "message",
        raw: JSON.stringify(update),
        received_at: now,
      })
      .execute();
    let identity = await trx
      .selectFrom("identities")
      .selectAll()
      .where("channel_id", "=", channel)
      .where("external_id", "=", person)
      .executeTakeFirst();
    if (identity === undefined) {
      const name = message.from.first_name;
      identity = {
        id: uuidv7(),
        channel_id: channel,
        external_id: person,
        contact_id: uuidv7(),
        name,
        is_bot: 0,
        created_at: now,
      };
      await trx
        .insertInto("contacts")
        .values({ id: identity.contact_id, name, locale: null, created_at: now, updated_at: now })
        .execute();
      await trx.insertInto("identities").values(identity).execute();
    }
    let conversation = await trx
      .selectFrom("conversations")
      .select(["id", "version", "unread_count"])
      .where("channel_id", "=", channel)
      .where("thread_id", "=", thread)
      .executeTakeFirst();
    if (conversation === undefined) {
      conversation = { id: uuidv7(), version: 0, unread_count: 0 };
      await trx
        .insertInto("conversations")
        .values({
          ...conversation,
          channel_id: channel,
          thread_id: thread,
          topic_id: "",
          kind: "direct",
          title: message.from.first_name,
          contact_id: identity.contact_id,
          status: "open",
          assignee_id: null,
          reachability: "open",
          is_unread: 0,
          last_activity_at: now,
          last_ordered_at: now,
          last_customer_message_at: null,
          preview: "{}",
          reply_context: null,
          has_early_changes: 0,
          created_at: now,
        })
        .execute();
    }
    const id = uuidv7();
    const text = message.text;
    await trx
      .insertInto("messages")
      .values({
        id,
        conversation_id: conversation.id,
        channel_id: channel,
        direction: "inbound",
        origin: "live",
        external_id: String(message.message_id),
        dedupe_key: `update:${update.update_id}`,
        identity_id: identity.id,
        agent_id: null,
        author_name: identity.name,
        parts: JSON.stringify([{ type: "text", text: { text } }]),
        sent_at: message.date * 1000,
        ordered_at: message.date * 1000,
        received_at: now,
        edited_at: null,
        deleted_at: null,
        details: null,
        reactions: null,
        delivery_state: null,
        delivery_code: null,
        delivery_reason: null,
      })
      .execute();
    await trx
      .updateTable("conversations")
      .set({
        version: conversation.version + 1,
        unread_count: conversation.unread_count + 1,
        is_unread: 1,
        last_activity_at: now,
        last_ordered_at: now,
        last_customer_message_at: now,
        preview: JSON.stringify({ direction: "inbound", kind: "text", text }),
      })
      .where("id", "=", conversation.id)
      .execute();
    const { last } = await trx
      .selectFrom("event_counter")
      .select("last")
      .where("id", "=", 1)
      .$if(database.dialect === "mysql", (query) => query.forUpdate())
      .executeTakeFirstOrThrow();
    await trx
      .updateTable("event_counter")
      .set({ last: last + 1 })
      .where("id", "=", 1)
      .execute();
    await trx
      .insertInto("events")
      .values({
        number: last + 1,
        type: "message.created",
        at: now,
        channel_id: channel,
        conversation_id: conversation.id,
        message_id: id,
        data: '{"direction":"inbound","origin":"live"}',
      })
      .execute();
  });
}
