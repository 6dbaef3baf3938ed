import type { Answer, Call, Push, WireChat, WireContact, WireMessage } from "../wire.ts";
import type { Browser, PageDatabase } from "./browser.ts";
import type * as classes from "./models.ts";

export interface Link {
  readonly socket: classes.Model;
  readonly conn: classes.Model;
  readonly cmd: classes.Model;
  readonly messages: classes.Collection<classes.Message>;
  readonly chats: classes.Collection<classes.Chat>;
  readonly contacts: classes.Collection<classes.Model>;
  me(): string | undefined;
  readonly call: (call: Call) => Promise<Answer>;
  /** Sends a message that stands in the page already; resolves when the network has taken or refused it. */
  send(message: classes.Message, wire: WireMessage): Promise<{ messageSendResult: string }>;
  modelOf(wire: WireMessage, isNew: boolean): classes.Message;
  chatOf(id: string): classes.Chat;
  contactOf(address: string): WireContact | undefined;
}

type MessageChange = Extract<
  Push,
  { readonly op: "decrypted" | "ack" | "edit" | "revoke" | "reaction" }
>;

/**
 * The page's connection to the network, and what it keeps. Sent to the browser as source text: everything it needs comes
 * as an argument or is a global of the browser.
 */
export function openLink(models: typeof classes): Link {
  const { Emitter, Model, Wid, MsgKey, Message, Chat, Collection } = models;
  const browser = globalThis as unknown as Browser;
  // Kept where WhatsApp Web keeps its keys: what was written there outlives a browser that is killed.
  const database = new Promise<PageDatabase>((resolve, reject) => {
    const opening = browser.indexedDB.open("stand-in");
    opening.onupgradeneeded = () => opening.result.createObjectStore("device");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(new Error("The browser keeps nothing."));
  });
  const change = async () =>
    (await database).transaction("device", "readwrite", { durability: "strict" });
  const device = change().then(
    (changing) =>
      new Promise<string>((resolve) => {
        const store = changing.objectStore("device");
        const kept = store.get("id");
        kept.onsuccess = () => {
          const id = typeof kept.result === "string" ? kept.result : crypto.randomUUID();
          store.put(id, "id");
          changing.oncomplete = () => resolve(id);
        };
      }),
  );

  const socket = new Model({ state: "OPENING", hasSynced: false });
  const conn = new Model({ ref: undefined, pushname: "", platform: "android", wid: undefined });
  const cmd = new Model({});
  const messages = new Collection(Message);
  const chats = new Collection(Chat);
  const contacts = new Collection(Model);
  const known: WireContact[] = [];
  const unsent = new Map<string, () => void>();
  const reconnectMs = 50;
  let me: string | undefined;
  let last = "-1";
  let stream: InstanceType<Browser["EventSource"]> | undefined;

  const call = async (body: Call): Promise<Answer> => {
    const response = await fetch(`/call?device=${await device}`, {
      method: "POST",
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  };

  const contactOf = (address: string): WireContact | undefined =>
    known.find(({ id, lid }) => id === address || lid === address);

  const chatOf = (id: string, about: Partial<WireChat> = {}): classes.Chat => {
    const there = chats.get(id);
    if (there !== undefined && about.id === undefined) return there;
    const { title, participants, announce = false } = about;
    const chat = there ?? new Chat({ id: Wid.of(id), t: 0, unreadCount: 0, archive: false });
    chat["formattedTitle"] = title ?? contactOf(id)?.name ?? Wid.of(id).user;
    chat["mute"] = { expiration: 0 };
    if (Wid.of(id).isGroup()) {
      const members = (participants ?? []).map((one) => ({ id: Wid.of(one), isAdmin: false }));
      chat["groupMetadata"] = new Model({ participants: members, announce });
    }
    chat["msgs"] = {
      getModelsArray: () =>
        messages.getModelsArray().filter((one) => one.id.remote._serialized === id),
    };
    return there ?? chats.add(chat);
  };

  const modelOf = (wire: WireMessage, isNew: boolean): classes.Message => {
    const { id, chat, fromMe, author, t, ack, type, fields } = wire;
    const participant = Wid.of(chat).isGroup() ? (fromMe ? me : author) : undefined;
    const hasFile = typeof fields["directPath"] === "string";
    return new Message({
      ...fields,
      ...(hasFile ? { mediaData: { mediaStage: "RESOLVED" }, mediaObject: {} } : {}),
      id: new MsgKey({ fromMe, remote: chat, id, participant }),
      from: Wid.of(fromMe ? (me ?? "") : chat),
      to: Wid.of(fromMe ? chat : (me ?? "")),
      author: participant === undefined ? undefined : Wid.of(participant),
      t,
      ack,
      type,
      isNewMsg: isNew,
    });
  };

  const find = (id: string): classes.Message | undefined =>
    messages.getModelsArray().find((message) => message.id.id === id);

  /** The library listens for it only when it has looked at everything else. */
  const sync = (): void => {
    if (!socket.isHeard("change:hasSynced")) setTimeout(sync, 5);
    else socket.set({ hasSynced: true });
  };

  const changeMessage = (push: MessageChange): void => {
    switch (push.op) {
      case "decrypted": {
        const { type, fields } = push.message;
        find(push.message.id)?.set({ ...fields, type }, messages);
        return;
      }
      case "ack":
        find(push.id)?.set({ ack: push.ack }, messages);
        return;
      case "edit": {
        const message = find(push.id);
        const words = message?.["caption"] === undefined ? "body" : "caption";
        message?.set({ latestEditSenderTimestampMs: push.at, [words]: push.text }, messages);
        return;
      }
      case "revoke":
        find(push.id)?.set({ type: "revoked", body: "" }, messages);
        return;
      case "reaction": {
        const target = find(push.id);
        if (target === undefined) return;
        const { reactionTableMode } = browser.require("WAWebAddonReactionTableMode") as {
          reactionTableMode: { bulkUpsert(reactions: readonly unknown[]): void };
        };
        const from = Wid.of(push.from);
        reactionTableMode.bulkUpsert([
          {
            id: new MsgKey({
              fromMe: push.from === me,
              remote: target.id.remote,
              id: `${push.at}`,
            }),
            reactionParentKey: target.id,
            reactionText: push.emoji,
            reaction: push.emoji,
            reactionTimestamp: push.at,
            from,
            author: from,
            ack: 2,
            read: false,
            orphan: 0,
          },
        ]);
        return;
      }
    }
  };

  const take = (push: Push): void => {
    switch (push.op) {
      case "ref":
        conn.set({ ref: push.ref });
        socket.set({ state: push.idle ? "UNPAIRED_IDLE" : "UNPAIRED" });
        return;
      case "linked":
        me = push.me;
        known.push(...push.contacts);
        for (const chat of push.chats) chatOf(chat.id, chat);
        for (const wire of push.messages) {
          const chat = chatOf(wire.chat);
          chat.t = Math.max(chat.t, wire.t);
          messages.put(modelOf(wire, false));
        }
        conn.set({ pushname: push.name, wid: Wid.of(push.me) });
        socket.set({ state: "CONNECTED" });
        cmd.trigger("offline_progress_update_from_bridge");
        sync();
        return;
      case "contact":
        known.push(push.contact);
        return;
      case "chat":
        chatOf(push.chat.id, push.chat);
        return;
      case "message": {
        const model = modelOf(push.message, true);
        const chat = chatOf(push.message.chat);
        chat.t = Math.max(chat.t, push.message.t);
        messages.add(model);
        if (!model.id.fromMe) chat.set({ unreadCount: chat.unreadCount + 1 }, chats);
        return;
      }
      case "state":
        socket.set({ state: push.state });
        return;
      case "resync":
        socket.set({ hasSynced: false });
        socket.set({ hasSynced: true });
        return;
      case "reload":
        browser.location.reload();
        return;
      case "logout":
        stream?.close();
        socket.set({ state: "UNPAIRED" });
        cmd.trigger("logout");
        void change().then((changing) => {
          changing.objectStore("device").clear();
          changing.oncomplete = () => {
            setTimeout(() => {
              browser.location.href = "https://web.whatsapp.com/?post_logout=1";
            }, 30);
          };
        });
        return;
      case "freeze":
        for (;;) Math.random();
      default:
        changeMessage(push);
    }
  };

  const connect = async (): Promise<void> => {
    stream = new browser.EventSource(`/stream?device=${await device}&after=${last}`);
    stream.onmessage = (event) => {
      last = event.lastEventId;
      if (event.data === "connected") {
        if (me !== undefined) socket.set({ state: "CONNECTED" });
        for (const again of unsent.values()) again();
        return;
      }
      take(JSON.parse(event.data) as Push);
    };
    stream.onerror = () => {
      stream?.close();
      if (socket["state"] === "CONNECTED") socket.set({ state: "TIMEOUT" });
      setTimeout(() => void connect(), reconnectMs);
    };
  };

  /** What the network didn't answer is sent again after the next connection, under the same id, as the real page does. */
  const send: Link["send"] = (message, wire) =>
    new Promise((resolve) => {
      const quoted = message["quotedStanzaID"];
      const body: Call = {
        op: "send",
        message: wire,
        ...(typeof quoted === "string" ? { quoted } : {}),
      };
      const attempt = (): void => {
        void call(body).then(
          ({ refused }) => {
            unsent.delete(wire.id);
            message.set({ ack: refused === undefined ? Math.max(1, message.ack) : -1 }, messages);
            resolve({ messageSendResult: refused === undefined ? "OK" : "ERROR_UNKNOWN" });
          },
          () => unsent.set(wire.id, attempt),
        );
      };
      attempt();
    });

  void Emitter;
  void connect();
  return {
    socket,
    conn,
    cmd,
    messages,
    chats,
    contacts,
    me: () => me,
    call,
    send,
    modelOf,
    chatOf,
    contactOf,
  };
}
