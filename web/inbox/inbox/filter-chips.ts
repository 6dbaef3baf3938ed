import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { ViewFilter } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { channelsQuery, useAgents } from "./directory.ts";

/** One condition of a filter, in words, and what is left without it. */
export interface Chip {
  readonly text: string;
  readonly without: ViewFilter;
}

export function useChips(filter: ViewFilter): readonly Chip[] {
  const { t } = useTranslation();
  const { agent } = useSession();
  const agents = useAgents();
  const channels = useQuery(channelsQuery).data ?? [];
  const { status = [], assignee, channel, label, priority, unread, mentioned } = filter;
  const chips: Chip[] = status.map((one) => {
    const { status: _, ...others } = filter;
    const rest = status.filter((other) => other !== one);
    const without = rest.length === 0 ? others : { ...others, status: rest };
    return { text: t(`status.${one}`), without };
  });
  const add = (key: keyof ViewFilter, text: string): void => {
    const left = Object.entries(filter).filter(([name]) => name !== key);
    chips.push({ text, without: Object.fromEntries(left) });
  };
  if (assignee !== undefined) {
    const id = assignee === "me" ? agent.id : assignee;
    const name = agents.find((one) => one.id === id)?.name ?? t("assignee.gone");
    const who = assignee === "none" ? t("assignee.none") : name;
    add("assignee", t("filter.assignedTo", { name: who }));
  }
  if (channel !== undefined) {
    add("channel", channels.find(({ id }) => id === channel)?.name ?? t("view.channel"));
  }
  if (label !== undefined) add("label", `#${label}`);
  if (priority !== undefined) add("priority", t(`priority.${priority}`));
  if (unread !== undefined) add("unread", t(`filter.unread.${unread}`));
  if (mentioned !== undefined) add("mentioned", t("filter.mentioned"));
  return chips;
}
