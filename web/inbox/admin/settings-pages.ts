import type { en } from "../i18n/en.ts";
import type { Permission } from "../session/session.ts";

interface SettingsPage {
  readonly to:
    | "/settings/me"
    | "/settings/setup"
    | "/settings/hub"
    | "/settings/shortcuts"
    | "/settings/canned-replies"
    | "/settings/labels"
    | "/settings/channels"
    | "/settings/agents"
    | "/settings/api-keys"
    | "/settings/audit";
  readonly name: keyof typeof en;
  readonly needs?: Permission;
}

export const settingsPages: readonly SettingsPage[] = [
  { to: "/settings/me", name: "settings.me" },
  { to: "/settings/shortcuts", name: "settings.shortcuts" },
  { to: "/settings/setup", name: "settings.setup", needs: "hub:manage" },
  { to: "/settings/hub", name: "settings.hub", needs: "hub:manage" },
  { to: "/settings/channels", name: "settings.channels", needs: "channels:read" },
  { to: "/settings/canned-replies", name: "settings.canned", needs: "messages:send" },
  { to: "/settings/labels", name: "labels.title", needs: "labels:manage" },
  { to: "/settings/agents", name: "settings.agents", needs: "agents:read" },
  { to: "/settings/api-keys", name: "settings.apiKeys", needs: "keys:manage" },
  { to: "/settings/audit", name: "settings.audit", needs: "audit:read" },
];
