import type { TFunction } from "i18next";
import type { Capabilities, Message } from "../api/schema.ts";
import type { Choice } from "../ui/menu.tsx";

/** What opens over the message. */
export type Shown = "edit" | "delete" | "react" | "details";

interface Parts {
  /** Undefined: one may only read, or it isn't known yet. */
  readonly can: Capabilities | undefined;
  readonly onReply: (messageId: string) => void;
  readonly onShow: (shown: Shown) => void;
  readonly t: TFunction;
}

/** What can be done with a message, here and by this agent. */
export function choicesFor(message: Message, parts: Parts): readonly Choice[] {
  const { onShow, t } = parts;
  const text = textOf(message);
  const choices = [...(message.deletedAt === null ? onPlatform(message, parts) : [])];
  if (text !== "") {
    const copy = (): void => void navigator.clipboard.writeText(text);
    choices.push({ id: "copy", name: t("message.copy"), onChoose: copy });
  }
  const copyLink = (): void => void navigator.clipboard.writeText(linkTo(message.id));
  choices.push({ id: "link", name: t("message.copyLink"), onChoose: copyLink });
  choices.push({ id: "details", name: t("details.title"), onChoose: () => onShow("details") });
  return choices;
}

function onPlatform(message: Message, { can, onReply, onShow, t }: Parts): readonly Choice[] {
  const { id, direction, delivery } = message;
  if (can === undefined || direction === "note") return [];
  const isOurs = direction === "outbound" && isOut(delivery?.state);
  const all: readonly (Choice & { readonly isOffered: boolean })[] = [
    {
      id: "reply",
      name: t("message.reply"),
      isOffered: can.reply !== "none",
      onChoose: () => onReply(id),
    },
    {
      id: "react",
      name: t("message.react"),
      isOffered: can.reactions !== "none",
      onChoose: () => onShow("react"),
    },
    {
      id: "edit",
      name: t("message.edit"),
      isOffered: isEditable(message, can),
      onChoose: () => onShow("edit"),
    },
    {
      id: "delete",
      name: t("message.delete"),
      isDangerous: true,
      isOffered: isOurs && can.delete.support === "native",
      onChoose: () => onShow("delete"),
    },
  ];
  return all.filter(({ isOffered }) => isOffered);
}

export function isEditable(message: Message, { edit }: Capabilities): boolean {
  const { direction, delivery, deletedAt } = message;
  const isThere = deletedAt === null && isOut(delivery?.state);
  return direction === "outbound" && isThere && textOf(message) !== "" && edit.support === "native";
}

/** On the platform, as far as anybody knows. */
function isOut(state: string | undefined): boolean {
  return state !== undefined && ["accepted", "sent", "delivered", "read"].includes(state);
}

export function textOf({ parts }: Message): string {
  return parts
    .map((part) => (part.type === "text" ? part.text.text : ""))
    .filter(Boolean)
    .join("\n");
}

function linkTo(messageId: string): string {
  const { origin, pathname } = location;
  return `${origin}${pathname}?message=${messageId}`;
}
