/** The adapter kit: everything an adapter may import from the hub. */
export type { ChannelAdapter, Isolated } from "./adapter.ts";
export { defineAdapter } from "./adapter.ts";
export type { Capabilities, MediaLimits, Support } from "./capabilities.ts";
export { textOnly } from "./capabilities.ts";
export type { ChannelErrorCode, ChannelErrorInit, ChannelErrorOutcome } from "./errors.ts";
export { ChannelError, channelErrorCodes } from "./errors.ts";
export type { DeliveryLevel, InboundEvent } from "./events.ts";
export type { Json } from "./json.ts";
export type { FormattedText, MediaKind, Message, Part, Span } from "./message.ts";
export type { Author, Contact, ConversationRef, MediaRef, MessageRef } from "./references.ts";
export type {
  ChannelSession,
  Clock,
  HistoryPage,
  LoginPrompt,
  OutboundMedia,
  SendRequest,
  SendResult,
  SessionContext,
  SessionLog,
  SessionStatus,
  WebhookRequest,
  WebhookResponse,
} from "./session.ts";
export { parseSettings, secret, secretFields, settingsJsonSchema } from "./settings.ts";
export { sliceText, splitText } from "./text.ts";
