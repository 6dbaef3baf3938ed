import type { WebMessage } from "./web.ts";

/**
 * Functions that run in the page of WhatsApp Web, beside those of whatsapp-web.js. They are sent there as source text:
 * each has to be complete in itself, and what it takes and gives is plain data.
 */

interface Wid {
  readonly _serialized: string;
}

interface Model {
  readonly id: {
    readonly fromMe: boolean;
    readonly remote: Wid;
    readonly id: string;
    readonly _serialized: string;
  };
  readonly t: number;
  readonly ack: number;
  readonly type: string;
  readonly isNewMsg?: boolean;
  readonly directPath?: string;
  readonly encFilehash?: string;
  readonly filehash?: string;
  readonly mediaKey?: string;
  readonly mediaKeyTimestamp?: number;
  readonly mimetype?: string;
  readonly mediaData?: { readonly mediaStage?: string };
  downloadMedia?(options: object): Promise<void>;
}

interface Member {
  readonly id: Wid;
  readonly isAdmin?: boolean;
}

interface Chat {
  readonly id: Wid;
  readonly t?: number;
  readonly formattedTitle?: string;
  readonly groupMetadata?: {
    readonly announce?: boolean;
    readonly participants?: readonly Member[] | { getModelsArray(): readonly Member[] };
  };
  readonly msgs: { getModelsArray(): Model[] };
}

interface Modules {
  WAWebSocketModel: { readonly Socket: { readonly state: string; logout(): Promise<unknown> } };
  WAWebCmd: { readonly Cmd: { refreshQR(): void } };
  WAWebCollections: {
    readonly Msg: {
      get(key: string): Model | undefined;
      getModelsArray(): Model[];
      getMessagesById(keys: readonly string[]): Promise<{ readonly messages?: readonly Model[] }>;
    };
    readonly Chat: { get(id: Wid): Chat | undefined; getModelsArray(): Chat[] };
  };
  WAWebWidFactory: { readonly createWid: (id: string) => Wid };
  WAWebMsgKey: { newId: () => Promise<string> };
  WAWebQueryExistsJob: { queryWidExists(wid: Wid): Promise<unknown> };
  WAWebLidMigrationUtils: {
    readonly toPn: (wid: Wid) => Wid | null;
    readonly toLid: (wid: Wid) => Wid | null;
  };
  WAWebUserPrefsMeUser: {
    readonly getMaybeMePnUser: () => Wid | undefined;
    readonly getMaybeMeLidUser: () => Wid | undefined;
  };
  WAWebMsgActionCapability: {
    canSenderRevokeMsg(message: Model): boolean;
    canAdminRevokeMsg(message: Model): boolean;
    canEditText(message: Model): boolean;
    canEditCaption(message: Model): boolean;
  };
  WAWebChatLoadMessages: {
    loadEarlierMsgs(of: { chat: Chat }): Promise<readonly Model[] | undefined>;
  };
  WAWebDownloadManager: {
    readonly downloadManager: { downloadAndMaybeDecrypt(of: object): Promise<ArrayBuffer> };
  };
}

interface Page {
  require<M extends keyof Modules>(module: M): Modules[M];
  readonly WWebJS?: {
    getMessageModel(message: Model): WebMessage;
    sendChatstate(state: "typing" | "stop", chat: string): Promise<unknown>;
  };
  /** Ours: whether whatsapp-web.js listens to everything. A page that was loaded anew has lost it. */
  switchboardListens?: boolean;
  /** Ours: files that are being read. */
  switchboardFiles?: Map<string, Blob>;
  __name?: (value: unknown) => unknown;
}

export interface Probe {
  readonly state: string;
  readonly listens: boolean;
  /** The newest message of a customer that came while the page was up. */
  readonly newest?: { readonly id: string; readonly t: number };
}

/** Some compilers wrap functions in a call of `__name`, which the page doesn't have. */
export function prepare(): void {
  const page = globalThis as unknown as Page;
  page.__name ??= (value) => value;
}

export function markListening(): void {
  (globalThis as unknown as Page).switchboardListens = true;
}

export function probe(): Probe {
  const page = globalThis as unknown as Page;
  const { Msg } = page.require("WAWebCollections");
  let newest: Model | undefined;
  for (const message of Msg.getModelsArray()) {
    if (message.isNewMsg !== true || message.id.fromMe || message.type === "ciphertext") continue;
    if (newest === undefined || message.t >= newest.t) newest = message;
  }
  return {
    state: page.require("WAWebSocketModel").Socket.state,
    listens: page.switchboardListens === true && page.WWebJS !== undefined,
    ...(newest === undefined ? {} : { newest: { id: newest.id.id, t: newest.t } }),
  };
}

/** A question to the server that changes nothing there: resolves when it answers. */
export async function askServer(): Promise<boolean> {
  const page = globalThis as unknown as Page;
  const { getMaybeMePnUser, getMaybeMeLidUser } = page.require("WAWebUserPrefsMeUser");
  const me = getMaybeMePnUser() ?? getMaybeMeLidUser();
  if (me === undefined) return false;
  await page.require("WAWebQueryExistsJob").queryWidExists(me);
  return true;
}

/** whatsapp-web.js wants to do this itself, and does it on the wrong side: https://github.com/wwebjs/whatsapp-web.js */
export function refreshCode(): void {
  (globalThis as unknown as Page).require("WAWebCmd").Cmd.refreshQR();
}

export async function logOut(): Promise<void> {
  await (globalThis as unknown as Page).require("WAWebSocketModel").Socket.logout();
}

export function now(): number {
  return Date.now();
}

export interface Addresses {
  readonly phone?: string;
  readonly lid?: string;
}

/** Both addresses of each person, as far as the page knows them. */
export function addressesOf(ids: readonly string[]): readonly Addresses[] {
  const page = globalThis as unknown as Page;
  const { toPn, toLid } = page.require("WAWebLidMigrationUtils");
  return ids.map((id) => {
    const wid = page.require("WAWebWidFactory").createWid(id);
    const phone = id.endsWith("@lid") ? toPn(wid)?._serialized : id;
    const lid = id.endsWith("@lid") ? id : toLid(wid)?._serialized;
    return { ...(phone === undefined ? {} : { phone }), ...(lid === undefined ? {} : { lid }) };
  });
}

export function titlesOf(chats: readonly string[]): readonly (string | undefined)[] {
  const page = globalThis as unknown as Page;
  const { createWid } = page.require("WAWebWidFactory");
  return chats.map(
    (id) => page.require("WAWebCollections").Chat.get(createWid(id))?.formattedTitle,
  );
}

export type Readiness = "ready" | "no-connection" | "read-only";

/** Looks whether a message can go out now, and sees to it that the next one gets `id`. */
export function prepareToSend(to: { readonly chat: string; readonly id: string }): Readiness {
  const page = globalThis as unknown as Page;
  if (page.require("WAWebSocketModel").Socket.state !== "CONNECTED") return "no-connection";
  const wid = page.require("WAWebWidFactory").createWid(to.chat);
  const group = page.require("WAWebCollections").Chat.get(wid)?.groupMetadata;
  if (group?.announce === true) {
    const me = page.require("WAWebUserPrefsMeUser").getMaybeMePnUser()?._serialized;
    const { participants = [] } = group;
    const members = "getModelsArray" in participants ? participants.getModelsArray() : participants;
    if (!members.some((one) => one.id._serialized === me && one.isAdmin === true))
      return "read-only";
  }
  const keys = page.require("WAWebMsgKey");
  const { newId } = keys;
  keys.newId = () => {
    keys.newId = newId;
    return Promise.resolve(to.id);
  };
  return "ready";
}

/** The whole key of a message, by its id and the addresses that its chat goes by. */
export async function findMessage(of: {
  readonly chats: readonly string[];
  readonly id: string;
}): Promise<{ readonly key: string; readonly ack: number; readonly type: string } | undefined> {
  const page = globalThis as unknown as Page;
  const { Msg, Chat } = page.require("WAWebCollections");
  const mostLoads = 5;
  const told = (model: Model) => ({ key: model.id._serialized, ack: model.ack, type: model.type });
  const isIt = (model: Model): boolean =>
    model.id.id === of.id && of.chats.includes(model.id.remote._serialized);
  const here = Msg.getModelsArray().find(isIt);
  if (here !== undefined) return told(here);
  const keys = of.chats.flatMap((chat) => [`true_${chat}_${of.id}`, `false_${chat}_${of.id}`]);
  for (const key of keys) {
    const stored = await Msg.getMessagesById([key]).catch(() => undefined);
    const model = stored?.messages?.[0];
    if (model !== undefined) return told(model);
  }
  for (const id of of.chats) {
    const chat = Chat.get(page.require("WAWebWidFactory").createWid(id));
    if (chat === undefined) continue;
    for (let loads = 0; loads < mostLoads; loads += 1) {
      const earlier = await page.require("WAWebChatLoadMessages").loadEarlierMsgs({ chat });
      const model = earlier?.find(isIt);
      if (model !== undefined) return told(model);
      if (earlier === undefined || earlier.length === 0) break;
    }
  }
  return undefined;
}

export function mayChange(key: string): { readonly edit: boolean; readonly revoke: boolean } {
  const page = globalThis as unknown as Page;
  const model = page.require("WAWebCollections").Msg.get(key);
  if (model === undefined) return { edit: false, revoke: false };
  const may = page.require("WAWebMsgActionCapability");
  return {
    edit: may.canEditText(model) || may.canEditCaption(model),
    revoke: may.canSenderRevokeMsg(model) || may.canAdminRevokeMsg(model),
  };
}

/** Chats in which something happened at `since` (seconds) or later, the longest silent first. */
export function chatsSince(since: number): readonly string[] {
  const page = globalThis as unknown as Page;
  return page
    .require("WAWebCollections")
    .Chat.getModelsArray()
    .filter(({ id, t }) => (t ?? 0) >= since && /@(c\.us|lid|g\.us)$/.test(id._serialized))
    .toSorted((a, b) => (a.t ?? 0) - (b.t ?? 0))
    .map(({ id }) => id._serialized);
}

/** A chat's messages from `since` (seconds) on, at most `most` of the newest, in order. */
export async function messagesSince(of: {
  readonly chat: string;
  readonly since: number;
  readonly most: number;
}): Promise<readonly WebMessage[]> {
  const page = globalThis as unknown as Page;
  const chat = page
    .require("WAWebCollections")
    .Chat.get(page.require("WAWebWidFactory").createWid(of.chat));
  const { WWebJS } = page;
  if (chat === undefined || WWebJS === undefined) return [];
  let messages = chat.msgs.getModelsArray();
  while (messages.length < of.most && (messages[0]?.t ?? Infinity) >= of.since) {
    const earlier = await page.require("WAWebChatLoadMessages").loadEarlierMsgs({ chat });
    if (earlier === undefined || earlier.length === 0) break;
    messages = [...earlier, ...messages];
  }
  const known = new Set<string>();
  return messages
    .filter(({ id, t }) => t >= of.since && !known.has(id.id) && known.add(id.id))
    .toSorted((a, b) => a.t - b.t)
    .slice(-of.most)
    .map((message) => WWebJS.getMessageModel(message));
}

export async function setTyping(of: {
  readonly chat: string;
  readonly typing: boolean;
}): Promise<void> {
  const { WWebJS } = globalThis as unknown as Page;
  await WWebJS?.sendChatstate(of.typing ? "typing" : "stop", of.chat);
}

export type OpenedFile =
  | { readonly size: number; readonly mimeType?: string }
  | "expired"
  | "missing";

/** Fetches and decrypts a message's file, and keeps it in the page under `token` to be read in pieces. */
export async function openFile(of: {
  readonly key: string;
  readonly token: string;
}): Promise<OpenedFile> {
  const page = globalThis as unknown as Page;
  const { Msg } = page.require("WAWebCollections");
  const message = Msg.get(of.key) ?? (await Msg.getMessagesById([of.key])).messages?.[0];
  if (message?.mediaData === undefined) return "missing";
  if (message.mediaData.mediaStage !== "RESOLVED") {
    await message.downloadMedia?.({ downloadEvenIfExpensive: true, rmrReason: 1 });
  }
  const qpl: Record<string, () => unknown> = { addAnnotations: () => qpl, addPoint: () => qpl };
  try {
    const { directPath, encFilehash, filehash, mediaKey, mediaKeyTimestamp, type } = message;
    const bytes = await page
      .require("WAWebDownloadManager")
      .downloadManager.downloadAndMaybeDecrypt({
        directPath,
        encFilehash,
        filehash,
        mediaKey,
        mediaKeyTimestamp,
        type,
        signal: new AbortController().signal,
        downloadQpl: qpl,
      });
    page.switchboardFiles ??= new Map();
    page.switchboardFiles.set(of.token, new Blob([bytes]));
    const { mimetype } = message;
    return { size: bytes.byteLength, ...(mimetype === undefined ? {} : { mimeType: mimetype }) };
  } catch (error) {
    const status = (error as { readonly status?: number }).status;
    if (status === 403 || status === 404 || status === 410) return "expired";
    throw error;
  }
}

/** A piece of it, as base64; undefined when the page no longer has it. */
export async function readFile(of: {
  readonly token: string;
  readonly from: number;
  readonly to: number;
}): Promise<string | undefined> {
  const page = globalThis as unknown as Page;
  const piece = page.switchboardFiles?.get(of.token)?.slice(of.from, of.to);
  if (piece === undefined) return undefined;
  const bytes = new Uint8Array(await piece.arrayBuffer());
  const letters: string[] = [];
  for (let at = 0; at < bytes.length; at += 32_768) {
    letters.push(String.fromCharCode(...bytes.subarray(at, at + 32_768)));
  }
  return btoa(letters.join(""));
}

export function closeFile(token: string): void {
  (globalThis as unknown as Page).switchboardFiles?.delete(token);
}
