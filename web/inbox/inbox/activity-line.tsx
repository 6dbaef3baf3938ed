import type { TFunction } from "i18next";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Agent, Message } from "../api/schema.ts";
import { appointment, fullTime } from "../i18n/times.ts";
import { useAgents } from "./directory.ts";

const Lookalikes = lazy(async () => ({
  default: (await import("../people/lookalikes.tsx")).Lookalikes,
}));

/** What was done, by whom: a line between the messages. */
export function ActivityLine({ message }: { readonly message: Message }) {
  const { t, i18n } = useTranslation();
  const agents = useAgents();
  const { parts, author, activity, sentAt } = message;
  const told = parts.map((part) => (part.type === "text" ? part.text.text : "")).join(" ");
  const lines =
    activity === null
      ? [`${author.name} ${told}`]
      : deeds(activity, author.name, { t, locale: i18n.language, agents });
  return (
    <div className="grid justify-items-center gap-1 py-2 text-center text-xs text-soft">
      <p dir="auto" title={fullTime(sentAt, i18n.language)}>
        {lines.join(" · ")}
      </p>
      {message.lookalikes.length > 0 && (
        <Suspense>
          <Lookalikes message={message} />
        </Suspense>
      )}
    </div>
  );
}

interface Wording {
  readonly t: TFunction;
  readonly locale: string;
  readonly agents: readonly Pick<Agent, "id" | "name">[];
}

function deeds(
  activity: NonNullable<Message["activity"]>,
  name: string,
  { t, locale, agents }: Wording,
): readonly string[] {
  const { status, snoozedUntil, assigneeId, priority, labels } = activity;
  const lines: string[] = [];
  if (status === "open" && name === "") lines.push(t("activity.wokeUp"));
  else if (status !== undefined && status !== "snoozed") {
    lines.push(t(`activity.${status}`, { name }));
  } else if (typeof snoozedUntil === "string") {
    const time = appointment(snoozedUntil, locale);
    lines.push(t("activity.snoozedUntil", { name, time }));
  } else if (status === "snoozed" || snoozedUntil === null) {
    lines.push(t("activity.snoozed", { name }));
  }
  if (assigneeId === null) lines.push(t("activity.unassigned", { name }));
  else if (assigneeId !== undefined) {
    const assignee = agents.find(({ id }) => id === assigneeId)?.name ?? t("assignee.gone");
    lines.push(t("activity.assigned", { name, assignee }));
  }
  if (priority !== undefined) {
    lines.push(t("activity.priority", { name, priority: t(`priority.${priority}`) }));
  }
  if (labels?.length === 0) lines.push(t("activity.noLabels", { name }));
  else if (labels !== undefined) {
    lines.push(t("activity.labels", { name, labels: labels.map((one) => `#${one}`).join(" ") }));
  }
  return lines;
}
