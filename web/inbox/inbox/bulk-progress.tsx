import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { hub, HubError } from "../api/hub.ts";
import type { BulkChange } from "../api/schema.ts";
import { useSession } from "../session/session.ts";
import { Alert } from "../ui/alert.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { useAttempt } from "../ui/use-attempt.ts";
import { showJob } from "./bulk-jobs.ts";

const lookEveryMs = 500;

/** How far a change to many conversations is; once it is over, what became of it. */
export function BulkProgress({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { agent } = useSession();
  const client = useQueryClient();
  const { problem, isBusy, attempt } = useAttempt();
  const queryKey = ["bulk", id];
  const params = { bulkChangeId: id };
  const { data: bulk, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => hub("getBulkChange", { params, signal }),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? lookEveryMs : false),
  });
  const isGone = error instanceof HubError && error.code === "not-found";
  useEffect(() => {
    if (isGone) showJob(agent.id, undefined);
  }, [isGone, agent.id]);
  if (bulk === undefined) return null;
  const cancel = (): void =>
    void attempt(async () =>
      client.setQueryData(queryKey, await hub("cancelBulkChange", { params })),
    );
  const undo = (): void =>
    void attempt(async () => showJob(agent.id, (await hub("undoBulkChange", { params })).id));
  const isRunning = bulk.state === "running";
  return (
    <section
      aria-label={t("bulk.title")}
      className="grid gap-2 border-b border-line bg-canvas px-3 py-2 text-sm"
    >
      <div className="flex items-center gap-2">
        <span className="flex-1 font-medium">
          {t(bulk.undoes === null ? "bulk.changing" : "bulk.undoing", { count: bulk.total })}
        </span>
        {isRunning && (
          <Button small onPress={cancel} isDisabled={isBusy}>
            {t("bulk.cancel")}
          </Button>
        )}
        {bulk.canUndo && (
          <Button small onPress={undo} isDisabled={isBusy}>
            {t("outgoing.undo")}
          </Button>
        )}
        {!isRunning && (
          <IconButton label={t("bulk.close")} onPress={() => showJob(agent.id, undefined)}>
            <X size={18} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {isRunning && <Bar bulk={bulk} />}
      <p role="status" className={isRunning ? "sr-only" : ""}>
        {isRunning ? announced(bulk, t) : outcome(bulk, t)}
      </p>
      {problem !== undefined && <Alert>{problem}</Alert>}
      {bulk.failures.length > 0 && <Failures bulk={bulk} />}
    </section>
  );
}

function doneOf({ changed, unchanged, failures }: BulkChange): number {
  return changed + unchanged + failures.length;
}

function Bar({ bulk }: { readonly bulk: BulkChange }) {
  const { t } = useTranslation();
  return (
    <progress
      aria-label={t("bulk.title")}
      className="h-2 w-full accent-accent"
      max={bulk.total}
      value={doneOf(bulk)}
    />
  );
}

type Words = ReturnType<typeof useTranslation>["t"];

/** At each quarter: whoever hears it isn't told of every single one. */
function announced(bulk: BulkChange, t: Words): string {
  const quarter = Math.floor((doneOf(bulk) / bulk.total) * 4);
  return t("bulk.progress", { percent: quarter * 25 });
}

function outcome(bulk: BulkChange, t: Words): string {
  const left = bulk.total - doneOf(bulk);
  const sentences = [
    t("bulk.changed", { count: bulk.changed }),
    bulk.unchanged > 0 && t("bulk.unchanged", { count: bulk.unchanged }),
    bulk.failures.length > 0 && t("bulk.failed", { count: bulk.failures.length }),
    left > 0 && t("bulk.left", { count: left }),
  ];
  return sentences.filter((sentence) => sentence !== false).join(" ");
}

function Failures({ bulk }: { readonly bulk: BulkChange }) {
  const { t } = useTranslation();
  return (
    <ul className="max-h-40 overflow-y-auto text-xs text-danger" tabIndex={0}>
      {bulk.failures.map(({ conversationId, title, code }) => (
        <li key={conversationId}>
          <bdi className="font-medium">{title === "" ? t("bulk.nameless") : title}</bdi>
          {": "}
          {t(`bulk.failure.${code}`)}
        </li>
      ))}
    </ul>
  );
}
