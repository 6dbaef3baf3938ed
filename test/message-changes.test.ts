import { describe, expect, it } from "vitest";
import { ChannelError, type ChannelSession } from "../src/adapter/index.ts";
import { ann, ben, type DeliveryDesk, deliveryDesk, textPart } from "./support/delivery-desk.ts";
import { useDatabase } from "./support/database.ts";
import { databasesUnderTest } from "./support/requirements.ts";
import { ableTo, ScriptedPlatform } from "./support/scripted-platform.ts";
import { until } from "./support/until.ts";

const minute = 60_000;

describe.each(databasesUnderTest())("changes of messages on %s", (name) => {
  const database = useDatabase(name);

  it("an edit shows when it was done at the platform, with its new words in the list", async () => {
    const { desk, calls, id, conversation } = await sent(database());
    await desk.changes.edit(ann, id, [textPart("Hello")]);
    await until("the edit", () => calls.length === 1);
    await until("the edit here", async () => (await desk.messages.get(id)).editedAt !== null);
    expect(calls).toEqual([
      ["edit", { conversationId: "customer", messageId: "out-1" }, [textPart("Hello")]],
    ]);
    expect((await desk.messages.get(id)).parts).toEqual([textPart("Hello")]);
    expect((await desk.conversations.get(conversation)).preview?.text).toBe("Hello");
  });

  it("an edit that the platform refuses changes nothing here, and says so", async () => {
    const { desk, id, members } = await sent(database());
    members.edit = () =>
      Promise.reject(
        new ChannelError({ code: "too-late", outcome: "not-sent", message: "Too late." }),
      );
    await desk.changes.edit(ann, id, [textPart("Hello")]);
    await until("the refusal", async () =>
      (await changeEvents(desk)).includes("edit failed too-late"),
    );
    const message = await desk.messages.get(id);
    expect(message).toMatchObject({ parts: [textPart("Helo")], editedAt: null });
    expect(message.delivery?.state).toBe("sent");
  });

  it("a deletion shows when it was done at the platform", async () => {
    const { desk, calls, id } = await sent(database());
    await desk.changes.delete(ann, id);
    await until("the deletion", async () => (await desk.messages.get(id)).deletedAt !== null);
    expect(calls).toEqual([["delete", { conversationId: "customer", messageId: "out-1" }]]);
    expect((await desk.messages.get(id)).parts).toEqual([]);
    await expect(desk.changes.edit(ann, id, [textPart("x")])).rejects.toThrow("was deleted");
  });

  it("a deletion takes back all pieces, and one that is gone already is as good", async () => {
    const { desk, calls, id, members } = await sent(database(), ["piece-1", "piece-2"]);
    const gone = new Set<string>();
    members.delete = (target) => {
      calls.push(["delete", target.messageId]);
      if (gone.has(target.messageId)) {
        return Promise.reject(new ChannelError({ code: "target-not-found", outcome: "not-sent" }));
      }
      gone.add(target.messageId);
      return target.messageId === "piece-2" && calls.length === 2
        ? Promise.reject(new ChannelError({ code: "timeout", outcome: "unknown" }))
        : Promise.resolve();
    };
    await desk.changes.delete(ann, id);
    await until("a lost answer", async () =>
      (await changeEvents(desk)).includes("delete queued timeout"),
    );
    await desk.later(1_000);
    await until("the deletion", async () => (await desk.messages.get(id)).deletedAt !== null);
    const pieces = ["piece-1", "piece-2"].map((piece) => ["delete", piece]);
    expect(calls).toEqual([...pieces, ...pieces]);
  });

  it("a deletion of what the platform never had is no deletion", async () => {
    const { desk, id, members } = await sent(database());
    members.delete = () =>
      Promise.reject(new ChannelError({ code: "target-not-found", outcome: "not-sent" }));
    await desk.changes.delete(ann, id);
    await until("the refusal", async () => {
      return (await changeEvents(desk)).includes("delete failed target-not-found");
    });
    expect((await desk.messages.get(id)).deletedAt).toBeNull();
  });

  it("a reaction is set on the customer's message, replaced and taken back", async () => {
    const { desk, calls, conversation } = await sent(database());
    const [question] = (await desk.messages.list(conversation, {}, 10)).messages;
    const id = question?.id ?? "";
    for (const emojis of [["👍"], ["❤", "🎉"], []]) {
      await desk.changes.react(ann, id, emojis);
      await until(`the reaction ${emojis.join()}`, async () => {
        const [mine] = (await desk.messages.get(id)).reactions;
        return (mine?.emojis ?? []).join() === emojis.join() && calls.length > 0;
      });
    }
    expect(calls.map(([, , emojis]) => emojis)).toEqual([["👍"], ["❤", "🎉"], []]);
  });

  it("a lost answer to an edit is no doubt: it is done again", async () => {
    const { desk, calls, id, members } = await sent(database());
    members.edit = (_target, parts) => {
      calls.push(["edit", parts]);
      return calls.length === 1
        ? Promise.reject(new ChannelError({ code: "unavailable", outcome: "unknown" }))
        : Promise.resolve();
    };
    await desk.changes.edit(ann, id, [textPart("Hello")]);
    await until("a lost answer", async () =>
      (await changeEvents(desk)).includes("edit queued unavailable"),
    );
    await desk.later(1_000);
    await until("the edit", async () => (await desk.messages.get(id)).editedAt !== null);
    expect(calls).toHaveLength(2);
  });

  it("changes are done in the order in which they were asked for, after the message itself", async () => {
    const { desk, calls, id, conversation } = await sent(database());
    await desk.changes.edit(ann, id, [textPart("1")]);
    await desk.changes.edit(ben, id, [textPart("2")]);
    await desk.reply(conversation, "Next");
    await desk.changes.delete(ann, id);
    await until("the deletion", async () => (await desk.messages.get(id)).deletedAt !== null);
    expect(calls.map(([what]) => what)).toEqual(["edit", "edit", "delete"]);
    expect(desk.platform.texts).toEqual(["Helo", "Next"]);
  });

  it("the channel's limits are kept, before anything is stored", async () => {
    const { desk, id, conversation } = await sent(database());
    const [question] = (await desk.messages.list(conversation, {}, 10)).messages;
    const queued = await desk.reply(await desk.customerWrites("?", "other"), "Later");
    await desk.untilDelivery(queued, "sent");
    const note = await desk.replies.note(ann, {
      conversationId: conversation,
      parts: [textPart("n")],
    });
    await expect(desk.changes.edit(ann, question?.id ?? "", [textPart("x")])).rejects.toThrow(
      "Only messages that we sent",
    );
    await expect(desk.changes.delete(ann, note)).rejects.toThrow("not reached the platform");
    await expect(desk.changes.edit(ann, id, [])).rejects.toThrow("nothing to say");
    await expect(desk.changes.edit(ann, "nothing", [textPart("x")])).rejects.toThrow(
      "no such message",
    );
    await expect(
      desk.changes.edit(ann, id, [{ type: "poll", question: "?", options: [], multiple: false }]),
    ).rejects.toThrow("no poll here");
    desk.platform.capabilities = {
      ...ableTo,
      edit: { support: "native", windowMs: 15 * minute },
      delete: { support: "none" },
      reactions: "none",
    };
    await expect(desk.changes.delete(ann, id)).rejects.toThrow("can't be deleted on this channel");
    await expect(desk.changes.react(ann, id, ["👍"])).rejects.toThrow("no reactions");
    await desk.clock.advance(15 * minute + 1);
    await expect(desk.changes.edit(ann, id, [textPart("x")])).rejects.toThrow("within 15 minutes");
    expect(await changeEvents(desk)).toEqual([]);
  });

  it("a message that is several at the platform is not edited by halves", async () => {
    const { desk, id } = await sent(database(), ["piece-1", "piece-2"]);
    await expect(desk.changes.edit(ann, id, [textPart("x")])).rejects.toThrow("several");
  });

  it("an edit may keep its own files and add one's uploads, but takes nobody else's", async () => {
    const { desk, conversation, calls } = await sent(database());
    const own = await upload(desk, "ann");
    const id = await desk.reply(conversation, "", { parts: [file(own)] });
    await desk.untilDelivery(id, "sent");
    const [another, bens] = [await upload(desk, "ann"), await upload(desk, "ben")];
    await expect(desk.changes.edit(ann, id, [file(own), file(bens)])).rejects.toThrow(
      "no such attachment of yours",
    );
    await desk.changes.edit(ann, id, [file(own), file(another)]);
    await until("the edit", () => calls.length === 1);
    await until("the edit here", async () => (await desk.messages.get(id)).editedAt !== null);
    const ids = (await desk.messages.get(id)).parts.map((part) => {
      return part.type === "media" ? [part.media.id, part.media.state] : part.type;
    });
    expect(ids).toEqual([
      [own, "ready"],
      [another, "ready"],
    ]);
  });
});

/** A desk whose platform can do all, with one reply that arrived; `calls` are the changes asked of the platform. */
async function sent(database: DeliveryDesk["database"], messageIds = ["out-1"]) {
  const platform = new ScriptedPlatform();
  const calls: unknown[][] = [];
  const members: Required<Pick<ChannelSession, "edit" | "delete" | "react">> = {
    edit: (target, parts) => Promise.resolve(void calls.push(["edit", target, parts])),
    delete: (target) => Promise.resolve(void calls.push(["delete", target])),
    react: (target, emojis) => Promise.resolve(void calls.push(["react", target, emojis])),
  };
  platform.adapter.members = {
    ...platform.adapter.members,
    edit: (...args) => members.edit(...args),
    delete: (...args) => members.delete(...args),
    react: (...args) => members.react(...args),
  };
  const desk = await deliveryDesk(database, { platform });
  const conversation = await desk.customerWrites("Hello?");
  platform.answer = () => platform.takes(...messageIds);
  const id = await desk.reply(conversation, "Helo");
  await desk.untilDelivery(id, "sent");
  platform.answer = () => platform.takes();
  return { desk, calls, members, conversation, id };
}

/** What the stream was told of edits, deletions and reactions. */
async function changeEvents({ database }: DeliveryDesk): Promise<readonly string[]> {
  const rows = await database.queries
    .selectFrom("events")
    .select("data")
    .where("type", "=", "message.delivery")
    .orderBy("number")
    .execute();
  return rows
    .map(({ data }) => JSON.parse(data) as Readonly<Record<string, string>>)
    .filter((data) => data["kind"] !== "send")
    .map((data) => [data["kind"], data["state"], data["code"]].filter(Boolean).join(" "));
}

async function upload(desk: DeliveryDesk, agentId: string): Promise<string> {
  const stream = new Blob(["a few bytes"]).stream();
  return (await desk.uploads.store(stream, { fileName: "a.txt" }, agentId)).id;
}

function file(attachmentId: string) {
  return { type: "media", kind: "file", media: { attachmentId } } as const;
}
