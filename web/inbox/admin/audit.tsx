import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { hub } from "../api/hub.ts";
import { usePageTitle } from "../app/page-title.ts";
import { fullTime } from "../i18n/times.ts";
import { useAgents } from "../inbox/directory.ts";
import { Alert } from "../ui/alert.tsx";
import { problemText } from "../ui/problem-text.ts";
import { ShowMore } from "../ui/show-more.tsx";

export function Audit() {
  const { t, i18n } = useTranslation();
  const agents = useAgents();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: ({ pageParam, signal }) =>
      hub("listAudit", { query: pageParam === undefined ? {} : { cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });
  usePageTitle(t("settings.audit"));
  const nameOf = (key: string): string => {
    const agent = agents.find(({ id }) => key === `agent:${id}`);
    return agent?.name ?? key;
  };
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <h1 className="text-2xl font-semibold">{t("settings.audit")}</h1>
      {error !== null && <Alert>{problemText(error, t)}</Alert>}
      <div
        className="card overflow-x-auto"
        tabIndex={0}
        role="region"
        aria-label={t("settings.audit")}
      >
        <table className="w-full text-start text-sm">
          <thead className="text-soft">
            <tr>
              <th scope="col" className="pe-4 pb-2 text-start font-medium">
                {t("audit.at")}
              </th>
              <th scope="col" className="pe-4 pb-2 text-start font-medium">
                {t("audit.actor")}
              </th>
              <th scope="col" className="pe-4 pb-2 text-start font-medium">
                {t("audit.act")}
              </th>
              <th scope="col" className="pb-2 text-start font-medium">
                {t("audit.target")}
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ id, at, actor, act, target }) => (
              <tr key={id} className="border-t border-line">
                <td className="py-2 pe-4 whitespace-nowrap">{fullTime(at, i18n.language)}</td>
                <td className="py-2 pe-4">
                  <bdi>{nameOf(actor)}</bdi>
                </td>
                <td className="py-2 pe-4">
                  <code>{act}</code>
                </td>
                <td className="py-2">
                  <bdi className="break-all">{nameOf(target)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ShowMore hasNextPage={hasNextPage} fetchNextPage={fetchNextPage} />
    </>
  );
}
