import type { en } from "../i18n/en.ts";
import type { ViewName } from "./views.ts";

export const viewLabels: Readonly<Record<ViewName, keyof typeof en>> = {
  mine: "view.mine",
  mentions: "view.mentions",
  unassigned: "view.unassigned",
  open: "view.open",
  urgent: "view.urgent",
  unread: "view.unread",
  pending: "view.pending",
  snoozed: "view.snoozed",
  resolved: "view.resolved",
};
