import type { media as english } from "../en/media.ts";

type Key = Exclude<keyof typeof english, `${string}_one`>;

export const media: Readonly<Record<Key, string>> = {
  "date.open": "跳转到日期…",
  "date.title": "跳转到日期",
  "date.day": "日期",
  "date.go": "跳转",
};
