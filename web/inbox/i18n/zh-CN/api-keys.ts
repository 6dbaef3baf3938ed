import type { apiKeys as english } from "../en/api-keys.ts";

export const apiKeys: Readonly<Record<keyof typeof english, string>> = {
  "keys.text": "程序通过 API 密钥访问。",
  "keys.docs": "查看全部 HTTP 接口",
  "keys.add": "创建 API 密钥",
  "keys.name": "用途",
  "keys.scopes": "权限",
  "keys.secret": "请立即复制：密钥只显示这一次",
  "keys.revoke": "撤销",
  "keys.revokeText": "使用“{{name}}”的程序将立即无法访问。",
  "keys.neverUsed": "从未使用",
  "keys.lastUsed": "上次使用：{{time}}",
};
