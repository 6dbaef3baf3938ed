import { type CSSProperties, lazy, Suspense } from "react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../app/page-title.ts";
import { density, listWidth, panelWidth } from "../app/preferences.ts";
import { useStore } from "../app/store.ts";
import { useNarrow } from "../app/use-narrow.ts";
import { ConversationList } from "./conversation-list.tsx";
import { Rail } from "./rail.tsx";
import { useViewTitle } from "./use-view-title.ts";
import type { View } from "./views.ts";

const ConversationPane = lazy(async () => ({
  default: (await import("./conversation-pane.tsx")).ConversationPane,
}));

/** Rail · list · thread and contact. On a narrow screen, the list or the thread. */
export function Inbox() {
  const { t } = useTranslation();
  const params = useParams({ strict: false });
  const navigate = useNavigate();
  // The route lets nothing else through.
  const view = params.view as View;
  const { conversationId } = params;
  usePageTitle(useViewTitle(view));
  const isOpen = conversationId !== undefined;
  const isListAlone = useNarrow() && !isOpen;
  const back = (): void => void navigate({ to: "/inbox/$view", params: { view } });
  const widths: CSSProperties & Record<`--${string}`, string> = {
    "--list-width": `${useStore(listWidth)}px`,
    "--panel-width": `${useStore(panelWidth)}px`,
  };
  return (
    <div
      className={`flex min-h-0 flex-1 ${useStore(density) === "compact" ? "compact" : ""}`}
      style={widths}
    >
      <Rail view={view} isHidden={isOpen} />
      <ConversationList
        key={view}
        view={view}
        selected={conversationId}
        isHidden={isOpen}
        isAlone={isListAlone}
      />
      <main
        id={isListAlone ? undefined : "main"}
        tabIndex={-1}
        className={`min-w-0 flex-1 ${isOpen ? "flex" : "hidden md:flex"} outline-none`}
      >
        {conversationId === undefined ? (
          <div className="m-auto grid gap-2 p-6 text-center text-soft">
            <p className="text-lg font-medium">{t("thread.none")}</p>
            <p className="text-sm">{t("thread.noneText")}</p>
          </div>
        ) : (
          <Suspense fallback={<p className="sr-only">{t("loading")}</p>}>
            <ConversationPane
              key={conversationId}
              conversationId={conversationId}
              view={view}
              onBack={back}
            />
          </Suspense>
        )}
      </main>
    </div>
  );
}
