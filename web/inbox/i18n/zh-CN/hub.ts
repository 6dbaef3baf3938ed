import type { hub as hubInEnglish } from "../en/hub.ts";

export const hub: Readonly<Record<keyof typeof hubInEnglish, string>> = {
  "platform.telegram": "Telegram",
  "platform.whatsapp": "WhatsApp",
  "platform.wechat": "微信",
  "channels.onePerLine": "每行一个。",
  "platform.webchat": "网站聊天",
  "setup.title": "设置 Switchboard",
  "setup.intro": "您是第一位使用者：请创建管理员账户。",
  "setup.name": "您的姓名",
  "setup.password": "密码（至少 10 个字符）",
  "setup.create": "创建账户",
  "setup.noToken": "请打开启动时打印的一次性链接。链接已丢失？重新启动后会打印新的链接。",
  "setup.refused": "此链接已使用、已过期或不正确。重新启动后会打印新的链接。",
  "setup.signIn": "我已有账户：登录",
  "setup.done": "设置完成",
  "setup.next": "您想先做什么？以下各项也可以稍后再做。",
  "setup.connect": "连接渠道",
  "setup.invite": "添加同事",
  "setup.later": "前往收件箱",
};
