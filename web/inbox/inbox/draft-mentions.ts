import { Store, useStore } from "../app/store.ts";
import type { Mention } from "./mention-spans.ts";

interface Held {
  readonly text: string;
  readonly mentions: readonly Mention[];
}

const held = new Store<Readonly<Record<string, Held>>>({});

/** Whom a draft names, as long as it is the text that they were put into: not one that came from elsewhere. */
export function useDraftMentions(
  key: string,
  text: string,
): [mentions: readonly Mention[], set: (text: string, mentions: readonly Mention[]) => void] {
  const own = useStore(held)[key];
  return [
    own?.text === text ? own.mentions : [],
    (changed, mentions) => held.update((all) => ({ ...all, [key]: { text: changed, mentions } })),
  ];
}
