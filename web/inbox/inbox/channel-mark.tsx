import { useChannel } from "./directory.ts";

/** Which channel, by a letter and a word: never by its colour alone. */
export function ChannelMark({ channelId }: { readonly channelId: string }) {
  const channel = useChannel(channelId);
  if (channel === undefined) return null;
  return (
    <span
      title={channel.name}
      className="absolute -end-1 -bottom-1 grid size-5 place-items-center rounded-full border-2 border-surface bg-ink text-[0.625rem] font-bold text-surface uppercase"
    >
      <span aria-hidden="true">{channel.adapter.slice(0, 1)}</span>
      <span className="sr-only">{channel.name}</span>
    </span>
  );
}
