import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema.ts";
import { useChannel } from "../inbox/directory.ts";

type Identity = Contact["identities"][number];

/** One address: the channel, what they are called there, and by which other names. */
export function Address({ identity }: { readonly identity: Identity }) {
  const { t } = useTranslation();
  const channel = useChannel(identity.channelId);
  return (
    <span className="grid min-w-0 gap-0.5 break-words">
      <bdi className="text-xs text-soft">{channel?.name ?? t("panel.deletedChannel")}</bdi>
      <bdi>
        {identity.name}
        {identity.isBot && ` (${t("panel.bot")})`}
      </bdi>
      {identity.aliases.map((alias) => (
        <bdi key={alias} className="text-xs text-soft">
          {alias.replace(/^username:/, "@").replace(/^phone:/, "☎ ")}
        </bdi>
      ))}
    </span>
  );
}
