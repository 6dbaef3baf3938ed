import { useTranslation } from "react-i18next";
import type { Channel } from "../api/schema.ts";
import { stateNames } from "../admin/state-names.ts";

const looks: Readonly<Record<Channel["status"]["state"], string>> = {
  connected: "bg-good",
  syncing: "bg-warn",
  starting: "bg-warn",
  reconnecting: "bg-warn",
  "login-required": "bg-danger",
  failed: "bg-danger",
  stopped: "bg-edge",
};

/** How a channel is, in words for who doesn't see the colour. */
export function ChannelDot({ channel: { status, wanted } }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const state = wanted === "paused" ? t("state.paused") : t(stateNames[status.state]);
  return (
    <span title={state} className="inline-flex">
      <span aria-hidden="true" className={`size-2 rounded-full ${looks[status.state]}`} />
      <span className="sr-only">{state}</span>
    </span>
  );
}
