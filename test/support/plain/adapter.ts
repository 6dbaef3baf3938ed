import { type Capabilities, defineAdapter } from "switchboard/adapter";
import { PlainSession } from "./session.ts";
import { type PlainSettings, settings } from "./settings.ts";

const capabilities: Capabilities = {
  text: { maxLength: 500, styles: ["bold", "italic", "code", "link"] },
  media: {
    image: { support: "native", mimeTypes: ["image/*"], maxBytes: 200_000, maxCaptionLength: 120 },
    file: { support: "native", maxBytes: 50_000_000, maxCaptionLength: 120 },
    voice: { support: "fallback", maxBytes: 200_000 },
  },
  parts: { location: "native", "contact-card": "fallback", link: "fallback" },
  partsPerMessage: 4,
  reply: "native",
  reactions: "native",
  typing: { send: true, receive: true },
  edit: { support: "native" },
  delete: { support: "native" },
  receipts: ["read"],
  markRead: true,
  groups: true,
  startConversation: true,
  history: "catch-up",
  mediaRetention: "durable",
  identity: "stable",
  sendOutcome: "exact",
};

/** The adapter of an imaginary platform: small, complete, and a pattern for real ones. */
export const plainAdapter = defineAdapter<PlainSettings>({
  apiVersion: 1,
  name: "plain",
  displayName: "Plain",
  settings,
  capabilities,
  createSession: (context) => new PlainSession(context, capabilities),
});
