import type { Browser } from "./browser.ts";
import type { Link } from "./link.ts";
import type * as classes from "./models.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A file as it passes through the page's own functions on its way out. */
interface Opaque {
  readonly file: File;
}

interface File extends Blob {
  readonly name: string;
}

/** Fields of a message that are the network's business; the others stay in the page. */
const travelling = [
  "body",
  "caption",
  "lat",
  "lng",
  "loc",
  "mimetype",
  "filename",
  "directPath",
  "size",
  "isGif",
  "pollName",
  "pollOptions",
  "pollSelectableOptionsCount",
  "vcardFormattedName",
  "quotedStanzaID",
] as const;

/**
 * `window.require` with the modules of WhatsApp Web that whatsapp-web.js 1.34.7 and this adapter ask for. Sent to the
 * browser as source text, like openLink. `missing` are left out, as after an update of WhatsApp's that moved them.
 */
export function provideModules(
  models: typeof classes,
  link: Link,
  settings: { readonly missing: readonly string[]; readonly travelling: readonly string[] },
): void {
  const { Model, Wid, MsgKey, Message } = models;
  const { socket, conn, cmd, messages, chats, contacts, call } = link;
  const browser = globalThis as unknown as Browser;
  const nothing = new models.Collection(Model);
  const files = new Map<string, Blob>();
  const links = /https?:\/\/\S+/g;
  const myWid = (): classes.Wid | undefined => {
    const me = link.me();
    return me === undefined ? undefined : Wid.of(me);
  };
  const nameOf = ({ id }: classes.Model): string | undefined => link.contactOf(String(id))?.name;
  const keyPair = (byte: number) => ({ pubKey: new Uint8Array(32).fill(byte).buffer });
  const base64 = (bytes: ArrayBuffer): string => {
    const letters = [...new Uint8Array(bytes)].map((byte) => String.fromCharCode(byte));
    return btoa(letters.join(""));
  };

  /** Where the reader is known by another address than the sender used, the page knows both. */
  const otherAddress = (wid: classes.Wid, server: string): classes.Wid | null => {
    const contact = link.contactOf(wid._serialized);
    const address = server === "lid" ? contact?.lid : contact?.id;
    return address === undefined || !address.endsWith(server) ? null : Wid.of(address);
  };

  const wireOf = (message: classes.Message) => ({
    id: message.id.id,
    chat: message.id.remote._serialized,
    fromMe: true,
    t: message.t,
    ack: 0,
    type: message.type,
    fields: Object.fromEntries(
      settings.travelling
        .filter((field) => message[field] !== undefined)
        .map((field) => [field, message[field]]),
    ),
  });

  const exists = async (wid: classes.Wid): Promise<boolean> =>
    (await call({ op: "exists", id: wid._serialized })).exists === true;

  const fetchMessages = async (wires: Awaited<ReturnType<typeof call>>) =>
    (wires.messages ?? []).map((wire) => {
      const model = messages.get(link.modelOf(wire, false).id) ?? link.modelOf(wire, false);
      messages.put(model);
      return model;
    });

  const upload = async (hash: string): Promise<string> => {
    const response = await fetch(`/media?hash=${encodeURIComponent(hash)}`, {
      method: "POST",
      body: files.get(hash) ?? null,
    });
    if (!response.ok) throw new Error(`upload failed: ${response.status}`);
    return ((await response.json()) as { readonly path: string }).path;
  };

  const hashOf = async (file: Blob): Promise<string> => {
    const hash = base64(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    files.set(hash, file);
    return hash;
  };

  const kindOf = (type: string, as: Fields): string => {
    const [major = ""] = type.split("/");
    if (as["asDocument"] === true || !["image", "video", "audio"].includes(major))
      return "document";
    return as["isPtt"] === true ? "ptt" : major;
  };

  const getters: Record<string, (contact: classes.Model) => unknown> = {
    getIsMe: ({ id }) => String(id) === link.me(),
    getIsUser: ({ id }) => (id as classes.Wid).isUser(),
    getIsGroup: ({ id }) => (id as classes.Wid).isGroup(),
    getIsWAContact: () => true,
    getUserid: ({ id }) => (id as classes.Wid).user,
    getName: nameOf,
    getPushname: nameOf,
    getShortName: nameOf,
    getVerifiedName: () => undefined,
    getVerifiedLevel: () => 0,
    getStatusMute: () => false,
    getIsEnterprise: () => false,
  };

  Object.assign(messages, {
    getMessagesById: async (ids: readonly string[]) => {
      const there = ids.flatMap((id) => messages.get(id) ?? []);
      if (there.length === ids.length) return { messages: there };
      const wanted = ids.map((id) => id.split("_")[2] ?? id);
      return { messages: await fetchMessages(await call({ op: "messages", ids: wanted })) };
    },
  });
  Object.assign(cmd, {
    refreshQR: () => void call({ op: "refresh" }),
    sendRevokeMsgs: async (_chat: unknown, { list }: { list: readonly classes.Message[] }) => {
      for (const message of list) {
        await call({ op: "revoke", id: message.id.id });
        message.set({ type: "revoked", body: "" }, messages);
      }
    },
    sendDeleteMsgs: async (_chat: unknown, { list }: { list: readonly classes.Message[] }) => {
      for (const message of list) messages.remove(message);
    },
  });
  Object.assign(socket, {
    logout: () => call({ op: "unlink" }),
    takeover: () => undefined,
  });

  const provided: Record<string, unknown> = {
    WAWebSocketModel: { Socket: socket },
    WAWebCmd: { Cmd: cmd },
    WAWebConnModel: { Conn: conn },
    WAWebOfflineHandler: {
      OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 },
    },
    WAWebAltDeviceLinkingApi: {
      setPairingType: () => undefined,
      initializeAltDeviceLinking: () => Promise.resolve(),
      initializeQRLinking: () => Promise.resolve(),
      startAltLinkingFlow: async (phone: string) => (await call({ op: "pair", phone })).code,
    },
    WAWebLaunchSocketUtils: { refreshQR: () => void call({ op: "refresh" }) },
    WABase64: { encodeB64: base64 },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: "1" },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: () => Promise.resolve({ staticKeyPair: keyPair(1) }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: () => Promise.resolve({ identityKeyPair: keyPair(2) }),
      },
    },
    WAWebUserPrefsMultiDevice: {
      // The last thing that is asked for before a QR code is drawn: somebody can see it now.
      getADVSecretKey: () => {
        void call({ op: "shown", ref: String(conn["ref"]) });
        return "QURWU0VDUkVU";
      },
    },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: myWid, getMaybeMeLidUser: () => undefined },
    WAWebMiscBrowserUtils: { info: () => ({ os: "Linux", name: "Chrome" }) },
    WAWebCollections: {
      Msg: messages,
      Chat: chats,
      Contact: contacts,
      Blocklist: nothing,
      BusinessProfile: nothing,
      Label: nothing,
      Reactions: nothing,
      ProfilePicThumb: nothing,
      WAWebNewsletterCollection: nothing,
      GroupMetadata: { update: () => Promise.resolve() },
    },
    WAWebSyncGatingUtils: {},
    WAWebNonMessageDataRequestPlaceholderMessageResendUtils: {
      handlePlaceholderMsgsSeen: () => undefined,
    },
    WAWebAddonReactionTableMode: { reactionTableMode: { bulkUpsert: () => undefined } },
    WAWebAddonPollVoteTableMode: { pollVoteTableMode: { bulkUpsert: () => undefined } },
    WAWebCallCollection: null,
    WALinkify: {
      findLink: (text: unknown) => {
        const [href] = (typeof text === "string" ? text : "").match(links) ?? [];
        return href === undefined ? undefined : { href };
      },
      findLinks: (text: unknown) =>
        ((typeof text === "string" ? text : "").match(links) ?? []).map((href) => ({ href })),
    },
    WAWebLinkPreviewChatAction: { getLinkPreview: () => Promise.resolve(null) },
    WAWebWidFactory: {
      createWid: (id: string) => Wid.of(id),
      createWidFromWidLike: (id: string) => Wid.of(id),
      asUserWidOrThrow: (id: string) => Wid.of(id),
    },
    WAWebMsgKey: MsgKey,
    WAWebFindChatAction: {
      findOrCreateLatestChat: async (wid: classes.Wid) =>
        (await exists(wid)) ? { chat: link.chatOf(wid._serialized) } : { chat: undefined },
    },
    WAWebQueryExistsJob: {
      queryWidExists: async (wid: classes.Wid) => ((await exists(wid)) ? { wid } : null),
    },
    WAWebChatLoadMessages: {
      loadEarlierMsgs: async ({ chat }: { chat: classes.Chat }) => {
        const id = chat.id._serialized;
        const first = messages.getModelsArray().find((one) => one.id.remote._serialized === id);
        return await fetchMessages(await call({ op: "older", chat: id, before: first?.id.id }));
      },
    },
    WAWebChatGetters: {
      getIsNewsletter: (chat: classes.Chat) => chat.id.isNewsletter(),
      getIsBroadcast: (chat: classes.Chat) => chat.id.isStatus(),
    },
    WAWebStreamModel: {
      Stream: { markAvailable: () => undefined, markUnavailable: () => undefined },
    },
    WAWebUpdateUnreadChatAction: {
      sendSeen: async ({ chat }: { chat: classes.Chat }) => {
        chat.set({ unreadCount: 0 }, chats);
        await call({ op: "seen", chat: chat.id._serialized });
      },
    },
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebMsgReply: { canReplyMsg: () => true },
    WAWebSendMsgChatAction: {
      addAndSendMsgToChat: (_chat: unknown, fields: Fields) => {
        const message = new Message(fields);
        if (typeof message["directPath"] === "string") {
          message["mediaData"] = { mediaStage: "RESOLVED" };
        }
        delete message["mediaBlob"];
        messages.add(message);
        return [Promise.resolve(), link.send(message, wireOf(message))];
      },
    },
    WAWebSendMessageEditAction: {
      sendMessageEdit: async (message: classes.Message, text: string) => {
        await call({ op: "edit", id: message.id.id, text });
        message.set({ latestEditSenderTimestampMs: Date.now(), body: text }, messages);
      },
    },
    WAWebMsgActionCapability: {
      canSenderRevokeMsg: (message: classes.Message) =>
        message.id.fromMe && Date.now() / 1000 - message.t < 60 * 60 * 60,
      canAdminRevokeMsg: () => false,
      canEditText: (message: classes.Message) =>
        message.id.fromMe && message.type === "chat" && Date.now() / 1000 - message.t < 15 * 60,
      canEditCaption: () => false,
      canStarMsg: () => true,
    },
    WAWebContactGetters: getters,
    WAWebFrontendContactGetters: { getIsMyContact: () => false },
    WAWebApiContact: { getAlternateUserWid: () => null },
    WAWebLidMigrationUtils: {
      toPn: (wid: classes.Wid) => otherAddress(wid, "c.us"),
      toLid: (wid: classes.Wid) => otherAddress(wid, "lid"),
    },
    WAWebChatStateBridge: {
      sendChatStateComposing: (wid: classes.Wid) =>
        call({ op: "typing", chat: wid._serialized, typing: true }),
      sendChatStatePaused: (wid: classes.Wid) =>
        call({ op: "typing", chat: wid._serialized, typing: false }),
    },
    WAWebVcardParsingUtils: { parseVcard: (vcard: string) => vcard },
    WAWebVcardGetNameFromParsed: {
      vcardGetNameFromParsed: (vcard: string) => /^FN:(.*)$/m.exec(vcard)?.[1]?.trim() ?? "",
    },
    WAWebSendReactionMsgAction: {
      sendReactionToMsg: (message: classes.Message, emoji: string) =>
        call({ op: "react", id: message.id.id, emoji }),
    },
    WAWebMediaOpaqueData: class {
      readonly file: File;
      constructor(file: File) {
        this.file = file;
      }
      static async createFromData(data: File | Opaque): Promise<Opaque> {
        return data instanceof this ? data : new this(data as File);
      }
      url(): string {
        return "blob:stand-in";
      }
      autorelease(): void {}
      formData(): File {
        return this.file;
      }
    },
    WAWebPrepRawMedia: {
      prepRawMedia: ({ file }: Opaque, as: Fields) => ({
        waitForPrep: async () => {
          const fields = {
            type: kindOf(file.type, as),
            mimetype: file.type,
            filename: file.name,
            size: file.size,
            filehash: await hashOf(file),
            mediaBlob: file,
            isGif: as["asGif"] === true,
            preview: undefined,
          };
          return Object.assign(new Model(fields), {
            toJSON(this: classes.Model) {
              const { mediaBlob: _, toJSON: __, ...rest } = this.serialize();
              return rest;
            },
          });
        },
      }),
    },
    WAWebMediaStorage: {
      getOrCreateMediaObject: (filehash: string) => ({
        filehash,
        contentInfo: {},
        consolidate(this: Record<string, unknown>, about: Fields) {
          Object.assign(this, { size: about["size"], type: about["type"] });
        },
      }),
    },
    WAWebMmsMediaTypes: {
      msgToMediaType: ({ type }: { type: string }) => type,
      castToV4: (type: string) => type,
    },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => false },
    WAMediaCalculateFilehash: {},
    WAWebStartMediaUploadQpl: { startMediaUploadQpl: () => ({}) },
    WAWebUploadManager: {
      encryptAndUpload: async ({ blob }: { blob: Blob }) => {
        const directPath = await upload(await hashOf(blob));
        return { directPath, url: directPath, mimetype: "image/webp", mediaKey: "KEY" };
      },
    },
    WAWebMediaMmsV4Upload: {
      uploadMedia: async ({ mediaObject }: { mediaObject: { filehash: string } }) => {
        const directPath = await upload(mediaObject.filehash);
        const mediaEntry = { mmsUrl: directPath, directPath, mediaKey: "KEY", encFilehash: "ENC" };
        return { mediaEntry };
      },
    },
    WAWebDownloadManager: {
      downloadManager: {
        downloadAndMaybeDecrypt: async ({ directPath }: { directPath: string }) => {
          const response = await fetch(directPath);
          if (!response.ok) throw Object.assign(new Error("gone"), { status: response.status });
          return await response.arrayBuffer();
        },
      },
    },
  };

  browser.Debug = { VERSION: "2.3000.1029999999" };
  browser.require = (name) => {
    if (!Object.hasOwn(provided, name) || settings.missing.includes(name)) {
      throw new Error(`Requiring unknown module "${name}"`);
    }
    return provided[name];
  };
}

export const travellingFields: readonly string[] = travelling;
