import type { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { hub } from "../api/hub.ts";
import type { Conversation } from "../api/schema.ts";
import {
  notifyContent,
  notifyLevel,
  soundAlways,
  soundOn,
  soundRepeats,
} from "../app/preferences.ts";
import { previewText } from "./preview-text.ts";
import { ringAgainWhile, ringOnce } from "./sound.ts";

/** The permission is asked for by a click of the agent's, never by itself. */
export async function mayNotify(): Promise<boolean> {
  return "Notification" in window && (await Notification.requestPermission()) === "granted";
}

/** Tells the agent of a message that they aren't looking at. */
export async function notify(
  client: QueryClient,
  agentId: string,
  {
    conversationId,
    isMention,
    onOpen,
  }: {
    readonly conversationId: string;
    /** Of the agent, in a note: that concerns them whoever has the conversation. */
    readonly isMention: boolean;
    readonly onOpen: () => void;
  },
): Promise<void> {
  const isLookedAt =
    document.visibilityState === "visible" &&
    document.hasFocus() &&
    location.pathname.endsWith(conversationId);
  if (isLookedAt || notifyLevel.value === "none") return;
  const conversation = await client.query({
    queryKey: ["conversation", conversationId],
    queryFn: () => hub("getConversation", { params: { conversationId } }),
    staleTime: 0,
  });
  if (!isMention && !concerns(conversation, agentId)) return;
  if (isHeard()) ringOnce();
  if (soundRepeats.value) {
    ringAgainWhile(() => isHeard() && isUnread(client, conversationId));
  }
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const notification = new Notification(conversation.title, {
    body: bodyOf(conversation, isMention),
    // One for each conversation, also over several tabs.
    tag: conversationId,
  });
  notification.addEventListener("click", () => {
    window.focus();
    notification.close();
    onOpen();
  });
}

function isHeard(): boolean {
  return soundOn.value && (soundAlways.value || document.visibilityState !== "visible");
}

function isUnread(client: QueryClient, conversationId: string): boolean {
  const held = client.getQueryData<Conversation>(["conversation", conversationId]);
  return held !== undefined && held.unreadCount > 0;
}

function bodyOf({ preview }: Conversation, isMention: boolean): string {
  if (isMention) return i18next.t("notify.mention");
  return notifyContent.value ? previewText(preview, i18next.t) : i18next.t("notify.hidden");
}

function concerns({ assigneeId }: Conversation, agentId: string): boolean {
  switch (notifyLevel.value) {
    case "none":
      return false;
    case "mine":
      return assigneeId === agentId;
    case "mine-and-unassigned":
      return assigneeId === agentId || assigneeId === null;
    case "all":
      return true;
  }
}
