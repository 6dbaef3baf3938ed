import { useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ConnectionBanner } from "../inbox/connection-banner.tsx";
import { useCounts } from "../inbox/counts.ts";
import { Live } from "../inbox/live.ts";
import { resume } from "../inbox/outgoing.ts";
import { useSession } from "../session/session.ts";
import { showUnread } from "./page-title.ts";

const Overlays = lazy(async () => ({ default: (await import("./overlays.tsx")).Overlays }));

/** Around everything that only somebody who signed in gets to see: the line to the hub, and what lies over all pages. */
export function Frame() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { agent } = useSession();
  const { unread = 0 } = useCounts();

  useEffect(() => showUnread(unread), [unread]);
  useEffect(() => {
    const open = (conversationId: string, message: string): void => {
      void navigate({
        to: "/inbox/$view/$conversationId",
        params: { view: "open", conversationId },
        search: { message },
      });
    };
    const live = new Live({ client, agentId: agent.id, open });
    live.start();
    resume(agent.id);
    return () => live.stop();
  }, [client, agent.id, navigate]);

  return (
    <div className="flex h-dvh flex-col overflow-hidden pt-[env(safe-area-inset-top)]">
      <Link
        to="."
        hash="main"
        className="sr-only z-30 rounded-lg bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:m-2"
      >
        {t("skip")}
      </Link>
      <ConnectionBanner />
      <Outlet />
      <Suspense>
        <Overlays />
      </Suspense>
    </div>
  );
}
