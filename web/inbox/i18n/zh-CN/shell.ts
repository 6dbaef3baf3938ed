import type { shell as english } from "../en/shell.ts";

export const shell: Readonly<Record<keyof typeof english, string>> = {
  "offline.title": "没有网络连接",
  "update.text": "Switchboard 有新版本。",
  "update.load": "立即更新",
};
