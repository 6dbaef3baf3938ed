import type { workflow as english } from "../en/workflow.ts";

type Key = Exclude<keyof typeof english, `${string}_one`>;

export const workflow: Readonly<Record<Key, string>> = {
  "snooze.menu": "暂缓",
  "snooze.laterToday": "今天稍后（{{time}}）",
  "snooze.tomorrow": "明天（{{time}}）",
  "snooze.nextWeek": "下周（{{time}}）",
  "snooze.custom": "指定日期和时间…",
  "snooze.untilReply": "直到客户回复",
  "snooze.customTitle": "暂缓至",
  "snooze.when": "日期和时间",
  "snooze.past": "请选择一个将来的时间。",
  "snooze.until": "暂缓至 {{time}}",
  "snooze.untilReplyState": "暂缓至客户回复",
  "activity.open": "{{name}} 重新打开了会话",
  "activity.pending": "{{name}} 将会话设为待处理",
  "activity.resolved": "{{name}} 解决了会话",
  "activity.snoozedUntil": "{{name}} 将会话暂缓至 {{time}}",
  "activity.snoozed": "{{name}} 将会话暂缓至客户回复",
  "activity.wokeUp": "暂缓结束，会话已恢复",
  "activity.assigned": "{{name}} 将会话分配给 {{assignee}}",
  "activity.unassigned": "{{name}} 取消了会话的分配",
  "activity.labels": "{{name}} 将标签设为 {{labels}}",
  "activity.noLabels": "{{name}} 移除了所有标签",
};
