import { useTranslation } from "react-i18next";
import { useChannel } from "./directory.ts";
import { PlatformMark, platformName } from "./platform.tsx";

/** Which platform and channel, by a mark and in words: never by a colour alone. */
export function ChannelMark({ channelId }: { readonly channelId: string }) {
  const { t } = useTranslation();
  const channel = useChannel(channelId);
  if (channel === undefined) return null;
  const name = `${platformName(channel.adapter, t)}: ${channel.name}`;
  return (
    <span
      title={name}
      className="absolute -end-1 -bottom-1 grid size-5 place-items-center rounded-full border-2 border-surface bg-ink text-[0.625rem] font-bold text-surface uppercase"
    >
      <PlatformMark adapter={channel.adapter} />
      <span className="sr-only normal-case">{name}</span>
    </span>
  );
}
