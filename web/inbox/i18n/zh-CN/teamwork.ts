import type { teamwork as english } from "../en/teamwork.ts";

type Key = Exclude<keyof typeof english, `${string}_one`>;

export const teamwork: Readonly<Record<Key, string>> = {
  "colleagues.viewing_other": "{{names}}正在查看",
  "colleagues.writing_other": "{{names}}正在撰写回复",
  "collision.title_other": "{{names}}也在回复这位客户",
  "collision.text": "客户可能会收到两份答复，仍要发送您的回复吗？",
  "collision.send": "仍然发送",
};
