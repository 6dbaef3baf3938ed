import { queryOptions, useQuery } from "@tanstack/react-query";
import { hub } from "../api/hub.ts";
import type { Agent, Channel, Hub } from "../api/schema.ts";
import { useMay } from "../session/session.ts";
import { agentsQuery, channelsQuery } from "./directory.ts";

/** The adapter whose customer is made up. */
export const practice = "practice";

export const hubQuery = queryOptions({
  queryKey: ["hub"],
  queryFn: ({ signal }) => hub("getHub", { signal }),
});

export interface SetupStep {
  readonly name: "hours" | "channel" | "colleagues" | "customer" | "answer";
  readonly isDone: boolean;
}

/** What is left to set up; undefined where it isn't known yet, or is for others to do. */
export function useSetup():
  | { readonly hub: Hub; readonly steps: readonly SetupStep[] }
  | undefined {
  const isAllowed = useMay("hub:manage");
  const settings = useQuery({ ...hubQuery, enabled: isAllowed }).data;
  const channels = useQuery(channelsQuery).data;
  const agents = useQuery(agentsQuery).data;
  if (!isAllowed || settings === undefined || channels === undefined || agents === undefined) {
    return undefined;
  }
  return { hub: settings, steps: stepsOf(settings, channels, agents) };
}

function stepsOf(
  { areHoursSet, hasAnswered }: Hub,
  channels: readonly Channel[],
  agents: readonly Agent[],
): readonly SetupStep[] {
  const isPractice = ({ adapter }: Channel): boolean => adapter === practice;
  return [
    { name: "hours", isDone: areHoursSet },
    { name: "channel", isDone: !channels.every(isPractice) },
    { name: "colleagues", isDone: agents.length > 1 },
    { name: "customer", isDone: hasAnswered || channels.some(isPractice) },
    { name: "answer", isDone: hasAnswered },
  ];
}
