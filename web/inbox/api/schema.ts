// Made from the API's description by test/api-types.test.ts: `npx vitest run test/api-types.test.ts --update` makes it anew.

export type Problem = { readonly "type": string; readonly "title": string; readonly "status": number; readonly "code": "settings-invalid" | "invalid-request" | "malformed-json" | "request-aborted" | "unauthenticated" | "bad-credentials" | "forbidden" | "origin-refused" | "wrong-password" | "setup-refused" | "beyond-own-permissions" | "not-found" | "channel-not-found" | "adapter-not-found" | "agent-not-found" | "api-key-not-found" | "method-not-allowed" | "email-taken" | "conflict" | "stale" | "adapter-broken" | "channel-not-running" | "login-step-over" | "last-admin" | "body-too-large" | "unsupported-media-type" | "idempotency-key-reused" | "unsupported-by-channel" | "rate-limited" | "too-many-attempts" | "internal" | "logout-failed" | "unavailable"; readonly "detail": string; readonly "requestId": string; readonly "errors"?: readonly ({ readonly "in": "path" | "query" | "header" | "body"; readonly "field": string; readonly "message": string })[] };

export type Session = { readonly "agent": { readonly "id": string; readonly "email": string; readonly "name": string; readonly "role": "admin" | "agent"; readonly "locale": string }; readonly "permissions": readonly ("conversations:read" | "conversations:write" | "messages:send" | "canned-replies:manage" | "contacts:read" | "contacts:write" | "channels:read" | "channels:manage" | "agents:read" | "agents:manage" | "hub:manage" | "keys:manage" | "labels:manage" | "events:read" | "audit:read" | "payloads:read" | "metrics:read")[] };

export type Agent = { readonly "id": string; readonly "email": string; readonly "name": string; readonly "role": "admin" | "agent"; readonly "locale": string; readonly "createdAt": string };

export type ApiKey = { readonly "id": string; readonly "name": string; readonly "prefix": string; readonly "scopes": readonly ("conversations:read" | "conversations:write" | "messages:send" | "canned-replies:manage" | "contacts:read" | "contacts:write" | "channels:read" | "channels:manage" | "agents:read" | "agents:manage" | "hub:manage" | "keys:manage" | "labels:manage" | "events:read" | "audit:read" | "payloads:read" | "metrics:read")[]; readonly "ownerId": string; readonly "createdAt": string; readonly "lastUsedAt": string | null; readonly "expiresAt": string | null };

export type AuditEntry = { readonly "id": string; readonly "at": string; readonly "actor": string; readonly "act": string; readonly "target": string; readonly "details": { readonly [name: string]: unknown } };

export type Capabilities = { readonly "text": { readonly "maxLength": number; readonly "styles": readonly (string)[] }; readonly "media": { readonly [name: string]: { readonly "support": "native" | "fallback" | "none"; readonly "mimeTypes"?: readonly (string)[]; readonly "maxBytes"?: number; readonly "maxCaptionLength"?: number } }; readonly "parts": { readonly [name: string]: "native" | "fallback" | "none" }; readonly "partsPerMessage": number; readonly "reply": "native" | "fallback" | "none"; readonly "reactions": "native" | "fallback" | "none"; readonly "typing": { readonly "send": boolean; readonly "receive": boolean }; readonly "edit": { readonly "support": "native" | "fallback" | "none"; readonly "windowMs"?: number }; readonly "delete": { readonly "support": "native" | "fallback" | "none"; readonly "windowMs"?: number }; readonly "receipts": readonly ("sent" | "delivered" | "read" | "failed")[]; readonly "markRead": boolean; readonly "groups": boolean; readonly "startConversation": boolean; readonly "replyWindowMs"?: number };

export type Json = null | boolean | number | string | readonly (Json)[] | { readonly [name: string]: Json };

export type Conversation = { readonly "id": string; readonly "channelId": string; readonly "kind": "direct" | "group" | "channel"; readonly "title": string; readonly "contactId": string | null; readonly "status": "open" | "pending" | "snoozed" | "resolved"; readonly "snoozedUntil": string | null; readonly "assigneeId": string | null; readonly "priority": "low" | "normal" | "high" | "urgent"; readonly "waitingSince": string | null; readonly "labels": readonly (string)[]; readonly "mentionedIds": readonly (string)[]; readonly "reachability": "open" | "blocked" | "left"; readonly "version": number; readonly "unreadCount": number; readonly "lastActivityAt": string; readonly "lastCustomerMessageAt": string | null; readonly "preview": { readonly "direction": "inbound" | "outbound" | "note" | "activity"; readonly "kind": string; readonly "text": string } | null; readonly "createdAt": string };

export type ConversationCounts = { readonly "mine": number; readonly "unassigned": number; readonly "open": number; readonly "pending": number; readonly "snoozed": number; readonly "mentions": number; readonly "urgent": number; readonly "unread": number };

export type ConversationFile = { readonly "messageId": string; readonly "kind": "image" | "video" | "animation" | "audio" | "voice" | "file" | "sticker"; readonly "sentAt": string; readonly "file": Attachment };

export type Attachment = { readonly "id": string; readonly "state": "pending" | "ready" | "expired" | "too-large" | "failed"; readonly "reason": string | null; readonly "mimeType": string | null; readonly "fileName": string | null; readonly "size": number | null; readonly "width": number | null; readonly "height": number | null; readonly "durationMs": number | null };

export type Message = { readonly "id": string; readonly "conversationId": string; readonly "channelId": string; readonly "direction": "inbound" | "outbound" | "note" | "activity"; readonly "origin": "live" | "catch-up" | "history"; readonly "author": { readonly "kind": "customer" | "agent" | "program" | "device" | "system"; readonly "id": string | null; readonly "name": string }; readonly "parts": readonly (Part)[]; readonly "sentAt": string; readonly "receivedAt": string; readonly "editedAt": string | null; readonly "deletedAt": string | null; readonly "albumId": string | null; readonly "replyTo": { readonly "messageId": string | null; readonly "excerpt": string | null } | null; readonly "forwarded": boolean; readonly "mentionsSelf": boolean; readonly "lookalikes": readonly (string)[]; readonly "reactions": readonly ({ readonly "by": "customer" | "self"; readonly "name": string; readonly "emojis": readonly (string)[] })[]; readonly "activity": { readonly "status"?: "open" | "pending" | "snoozed" | "resolved"; readonly "from"?: "open" | "pending" | "snoozed" | "resolved"; readonly "snoozedUntil"?: string | null; readonly "assigneeId"?: string | null; readonly "priority"?: "low" | "normal" | "high" | "urgent"; readonly "labels"?: readonly (string)[] } | null; readonly "delivery": { readonly "state": string; readonly "code": string | null; readonly "reason": string | null; readonly "degraded": readonly (string)[] } | null };

export type Part = { readonly "type": "text"; readonly "text": FormattedText } | { readonly "type": "media"; readonly "kind": "image" | "video" | "animation" | "audio" | "voice" | "file" | "sticker"; readonly "media": Attachment; readonly "caption"?: FormattedText } | { readonly "type": "location"; readonly "latitude": number; readonly "longitude": number; readonly "name"?: string; readonly "address"?: string } | { readonly "type": "contact-card"; readonly "name": string; readonly "phones": readonly (string)[]; readonly "vcard"?: string } | { readonly "type": "link"; readonly "url": string; readonly "title"?: string; readonly "description"?: string } | { readonly "type": "poll"; readonly "question": string; readonly "options": readonly (string)[]; readonly "multiple": boolean } | { readonly "type": "action"; readonly "value": string; readonly "label"?: string } | { readonly "type": "unsupported"; readonly "platformType": string; readonly "fallback": string };

export type FormattedText = { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] };

export type DeliveryStep = { readonly "kind": "send" | "edit" | "delete" | "react"; readonly "state": "queued" | "sending" | "accepted" | "sent" | "delivered" | "read" | "failed" | "unknown"; readonly "code": string | null; readonly "reason": string | null; readonly "attempt": number; readonly "at": string };

export type Draft = { readonly "conversationId": string; readonly "mode": "reply" | "note"; readonly "id": string; readonly "text": string; readonly "savedAt": string };

export type CannedReply = { readonly "id": string; readonly "isShared": boolean; readonly "shortCode": string; readonly "title": string; readonly "texts": { readonly [name: string]: string }; readonly "updatedAt": string };

export type Label = { readonly "id": string; readonly "name": string; readonly "colour": "grey" | "red" | "orange" | "yellow" | "green" | "blue" | "purple"; readonly "description": string };

export type Presence = { readonly "conversationId": string; readonly "agents": readonly ({ readonly "agentId": string; readonly "doing": "viewing" | "writing" })[] };

export type SavedView = { readonly "id": string; readonly "name": string; readonly "filter": ViewFilter; readonly "isShared": boolean; readonly "mayChange": boolean };

export type ViewFilter = { readonly "status"?: readonly ("open" | "pending" | "snoozed" | "resolved")[]; readonly "assignee"?: "me" | "none" | string; readonly "channel"?: string; readonly "label"?: string; readonly "priority"?: "low" | "normal" | "high" | "urgent"; readonly "mentioned"?: "me"; readonly "unread"?: "true" | "false" };

export type BulkChange = { readonly "id": string; readonly "state": "running" | "done" | "cancelled"; readonly "change": { readonly "status"?: "open" | "pending" | "snoozed" | "resolved"; readonly "snoozedUntil"?: string | null; readonly "assigneeId"?: string | null; readonly "priority"?: "low" | "normal" | "high" | "urgent"; readonly "addLabels"?: readonly (string)[]; readonly "removeLabels"?: readonly (string)[]; readonly "read"?: true }; readonly "undoes": string | null; readonly "total": number; readonly "changed": number; readonly "unchanged": number; readonly "failures": readonly ({ readonly "conversationId": string; readonly "title": string; readonly "code": "not-found" | "invalid" | "changed-since" | "internal" })[]; readonly "canUndo": boolean; readonly "createdAt": string; readonly "finishedAt": string | null };

export type Upload = { readonly "id": string; readonly "kind": "image" | "video" | "audio" | "file"; readonly "mimeType": string; readonly "fileName": string; readonly "size": number };

export type Contact = { readonly "id": string; readonly "name": string; readonly "locale": string | null; readonly "identities": readonly ({ readonly "id": string; readonly "channelId": string; readonly "externalId": string; readonly "name": string; readonly "isBot": boolean; readonly "aliases": readonly (string)[]; readonly "joined": { readonly "at": string; readonly "by": string; readonly "contactId": string } | null })[]; readonly "createdAt": string; readonly "updatedAt": string };

export type ContactNote = { readonly "id": string; readonly "text": string; readonly "author": { readonly "key": string; readonly "name": string }; readonly "writtenAt": string };

export type Event = { readonly "number": number; readonly "type": "conversation.created" | "conversation.updated" | "message.created" | "message.updated" | "message.delivery" | "contact.updated" | "channel.created" | "channel.updated" | "channel.deleted" | "agent.updated" | "view.updated" | "hub.updated" | "label.updated"; readonly "at": string; readonly "channelId": string | null; readonly "conversationId": string | null; readonly "messageId": string | null; readonly "data": { readonly [name: string]: unknown } };

export type Hub = { readonly "name": string; readonly "timeZone": string; readonly "locale": string; readonly "hours": readonly ({ readonly "days": readonly (number)[]; readonly "from": string; readonly "to": string })[]; readonly "isSetupClosed": boolean; readonly "areHoursSet": boolean; readonly "hasAnswered": boolean };

export type Channel = { readonly "id": string; readonly "adapter": string; readonly "name": string; readonly "wanted": "running" | "paused"; readonly "status": { readonly "state": "stopped" | "starting" | "login-required" | "syncing" | "connected" | "reconnecting" | "failed"; readonly "since": string; readonly "code": "rate-limited" | "unavailable" | "timeout" | "auth-lost" | "auth-conflict" | "account-restricted" | "config-invalid" | "recipient-unreachable" | "window-closed" | "too-late" | "target-not-found" | "forbidden" | "unsupported" | "content-rejected" | "media-too-large" | "media-expired" | "protocol" | "internal" | null; readonly "message": string | null; readonly "action": "relogin" | "fix-settings" | "restart" | "wait" | null }; readonly "self": { readonly "id": string; readonly "name": string | null } | null; readonly "lastInboundAt": string | null; readonly "lastOutboundAt": string | null; readonly "createdAt": string; readonly "settings": { readonly [name: string]: Json } | null; readonly "secretsSet": readonly (string)[] };

export type LoginPrompt = { readonly "stepId": string; readonly "instructions"?: string; readonly "type": "qr"; readonly "data": string; readonly "expiresAt"?: string } | { readonly "stepId": string; readonly "instructions"?: string; readonly "type": "code"; readonly "code": string } | { readonly "stepId": string; readonly "instructions"?: string; readonly "type": "wait" } | { readonly "stepId": string; readonly "instructions"?: string; readonly "type": "input"; readonly "fields": readonly ({ readonly "id": string; readonly "label": string; readonly "secret"?: boolean; readonly "pattern"?: string })[] };

export type ChannelHealth = { readonly "status": { readonly "state": "stopped" | "starting" | "login-required" | "syncing" | "connected" | "reconnecting" | "failed"; readonly "since": string; readonly "code": "rate-limited" | "unavailable" | "timeout" | "auth-lost" | "auth-conflict" | "account-restricted" | "config-invalid" | "recipient-unreachable" | "window-closed" | "too-late" | "target-not-found" | "forbidden" | "unsupported" | "content-rejected" | "media-too-large" | "media-expired" | "protocol" | "internal" | null; readonly "message": string | null; readonly "action": "relogin" | "fix-settings" | "restart" | "wait" | null }; readonly "lastInboundAt": string | null; readonly "lastOutboundAt": string | null; readonly "queueLength": number; readonly "lastError": { readonly "at": string; readonly "code": "rate-limited" | "unavailable" | "timeout" | "auth-lost" | "auth-conflict" | "account-restricted" | "config-invalid" | "recipient-unreachable" | "window-closed" | "too-late" | "target-not-found" | "forbidden" | "unsupported" | "content-rejected" | "media-too-large" | "media-expired" | "protocol" | "internal"; readonly "message": string } | null; readonly "progress": number | null };

export type QuarantinedEvent = { readonly "id": string; readonly "type": string; readonly "reason": string; readonly "receivedAt": string };

export interface Operations {
  readonly getHealth: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "status": "alive" } };
  readonly getReadiness: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "status": "ready" | "failed"; readonly "checks": { readonly [name: string]: "ready" | "failed" } } };
  readonly getMetrics: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly completeSetup: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "token": string; readonly "email": string; readonly "name": string; readonly "password": string; readonly "locale"?: string }; readonly answer: Session };
  readonly createSession: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "email": string; readonly "password": string }; readonly answer: Session };
  readonly getSession: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: Session };
  readonly deleteSession: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly listAgents: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (Agent)[] } };
  readonly createAgent: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "email": string; readonly "name": string; readonly "role": "admin" | "agent"; readonly "password": string; readonly "locale"?: string }; readonly answer: Agent };
  readonly changeOwnPassword: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "current": string; readonly "next": string }; readonly answer: undefined };
  readonly getAgent: { readonly params: { readonly "agentId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Agent };
  readonly changeAgent: { readonly params: { readonly "agentId": string }; readonly query: undefined; readonly body: { readonly "name"?: string; readonly "role"?: "admin" | "agent"; readonly "locale"?: string; readonly "password"?: string }; readonly answer: Agent };
  readonly removeAgent: { readonly params: { readonly "agentId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly endSessions: { readonly params: { readonly "agentId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly listApiKeys: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (ApiKey)[] } };
  readonly createApiKey: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "name": string; readonly "scopes": readonly ("conversations:read" | "conversations:write" | "messages:send" | "canned-replies:manage" | "contacts:read" | "contacts:write" | "channels:read" | "channels:manage" | "agents:read" | "agents:manage" | "hub:manage" | "keys:manage" | "labels:manage" | "events:read" | "audit:read" | "payloads:read" | "metrics:read")[]; readonly "expiresAt"?: string }; readonly answer: { readonly "id": string; readonly "name": string; readonly "prefix": string; readonly "scopes": readonly ("conversations:read" | "conversations:write" | "messages:send" | "canned-replies:manage" | "contacts:read" | "contacts:write" | "channels:read" | "channels:manage" | "agents:read" | "agents:manage" | "hub:manage" | "keys:manage" | "labels:manage" | "events:read" | "audit:read" | "payloads:read" | "metrics:read")[]; readonly "ownerId": string; readonly "createdAt": string; readonly "lastUsedAt": string | null; readonly "expiresAt": string | null; readonly "secret": string } };
  readonly revokeApiKey: { readonly params: { readonly "apiKeyId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly listAudit: { readonly params: undefined; readonly query: { readonly "cursor"?: string; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (AuditEntry)[]; readonly "nextCursor": string | null } };
  readonly listAdapters: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly ({ readonly "name": string })[]; readonly "problems": readonly ({ readonly "package": string; readonly "problem": string })[] } };
  readonly getAdapter: { readonly params: { readonly "adapter": string }; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "name": string; readonly "displayName": string; readonly "capabilities": Capabilities; readonly "settingsSchema": { readonly [name: string]: Json } } };
  readonly listConversations: { readonly params: undefined; readonly query: { readonly "cursor"?: string; readonly "limit"?: number; readonly "status"?: readonly ("open" | "pending" | "snoozed" | "resolved")[] | "open" | "pending" | "snoozed" | "resolved"; readonly "contact"?: string; readonly "assignee"?: "me" | "none" | string; readonly "channel"?: string; readonly "label"?: string; readonly "priority"?: "low" | "normal" | "high" | "urgent"; readonly "mentioned"?: "me"; readonly "unread"?: "true" | "false" }; readonly body: undefined; readonly answer: { readonly "items": readonly (Conversation)[]; readonly "nextCursor": string | null } };
  readonly countConversations: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: ConversationCounts };
  readonly getConversation: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Conversation };
  readonly changeConversation: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: { readonly "status"?: "open" | "pending" | "snoozed" | "resolved"; readonly "snoozedUntil"?: string | null; readonly "assigneeId"?: string | null; readonly "priority"?: "low" | "normal" | "high" | "urgent"; readonly "labels"?: readonly (string)[] }; readonly answer: Conversation };
  readonly getCapabilities: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Capabilities };
  readonly listFiles: { readonly params: { readonly "conversationId": string }; readonly query: { readonly "cursor"?: string; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (ConversationFile)[]; readonly "nextCursor": string | null } };
  readonly markConversationRead: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Conversation };
  readonly markConversationUnread: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Conversation };
  readonly showTyping: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: { readonly "typing": boolean }; readonly answer: undefined };
  readonly listMessages: { readonly params: { readonly "conversationId": string }; readonly query: { readonly "before"?: string; readonly "after"?: string; readonly "around"?: string; readonly "at"?: string; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (Message)[]; readonly "olderCursor": string | null; readonly "newerCursor": string | null; readonly "hasNewer": boolean } };
  readonly createReply: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: { readonly "parts": readonly ({ readonly "type": "text"; readonly "text": { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] } } | { readonly "type": "media"; readonly "kind": "image" | "video" | "animation" | "audio" | "voice" | "file" | "sticker"; readonly "media": { readonly "attachmentId": string }; readonly "caption"?: { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] } } | { readonly "type": "location"; readonly "latitude": number; readonly "longitude": number; readonly "name"?: string; readonly "address"?: string } | { readonly "type": "contact-card"; readonly "name": string; readonly "phones": readonly (string)[]; readonly "vcard"?: string } | { readonly "type": "link"; readonly "url": string; readonly "title"?: string; readonly "description"?: string } | { readonly "type": "poll"; readonly "question": string; readonly "options": readonly (string)[]; readonly "multiple": boolean })[]; readonly "replyTo"?: string; readonly "conversationVersion"?: number; readonly "sendAnyway"?: boolean; readonly "afterwards"?: { readonly "status": "open" | "pending" | "snoozed" | "resolved"; readonly "snoozedUntil"?: string | null } }; readonly answer: Message };
  readonly createNote: { readonly params: { readonly "conversationId": string }; readonly query: undefined; readonly body: { readonly "parts": readonly ({ readonly "type": "text"; readonly "text": { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] } } | { readonly "type": "media"; readonly "kind": "image" | "video" | "animation" | "audio" | "voice" | "file" | "sticker"; readonly "media": { readonly "attachmentId": string }; readonly "caption"?: { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] } } | { readonly "type": "location"; readonly "latitude": number; readonly "longitude": number; readonly "name"?: string; readonly "address"?: string } | { readonly "type": "contact-card"; readonly "name": string; readonly "phones": readonly (string)[]; readonly "vcard"?: string } | { readonly "type": "link"; readonly "url": string; readonly "title"?: string; readonly "description"?: string } | { readonly "type": "poll"; readonly "question": string; readonly "options": readonly (string)[]; readonly "multiple": boolean })[] }; readonly answer: Message };
  readonly getMessage: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Message };
  readonly editMessage: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: { readonly "parts": readonly ({ readonly "type": "text"; readonly "text": { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] } } | { readonly "type": "media"; readonly "kind": "image" | "video" | "animation" | "audio" | "voice" | "file" | "sticker"; readonly "media": { readonly "attachmentId": string }; readonly "caption"?: { readonly "text": string; readonly "spans"?: readonly ({ readonly "start": number; readonly "end": number; readonly "style": "bold" | "italic" | "underline" | "strike" | "code" | "pre" | "quote" | "spoiler" | "link" | "mention"; readonly "value"?: string })[] } } | { readonly "type": "location"; readonly "latitude": number; readonly "longitude": number; readonly "name"?: string; readonly "address"?: string } | { readonly "type": "contact-card"; readonly "name": string; readonly "phones": readonly (string)[]; readonly "vcard"?: string } | { readonly "type": "link"; readonly "url": string; readonly "title"?: string; readonly "description"?: string } | { readonly "type": "poll"; readonly "question": string; readonly "options": readonly (string)[]; readonly "multiple": boolean })[] }; readonly answer: Message };
  readonly deleteMessage: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Message };
  readonly getMessageDetails: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "platformIds": readonly (string)[]; readonly "steps": readonly (DeliveryStep)[] } };
  readonly getPayload: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "type": string; readonly "receivedAt": string; readonly "raw": unknown } };
  readonly setReactions: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: { readonly "emojis": readonly (string)[] }; readonly answer: Message };
  readonly resendMessage: { readonly params: { readonly "messageId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Message };
  readonly listDrafts: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (Draft)[] } };
  readonly saveDraft: { readonly params: { readonly "conversationId": string; readonly "mode": "reply" | "note" }; readonly query: undefined; readonly body: { readonly "id": string; readonly "text": string }; readonly answer: Draft };
  readonly listCannedReplies: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (CannedReply)[] } };
  readonly createCannedReply: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "isShared": boolean; readonly "shortCode": string; readonly "title"?: string; readonly "texts": { readonly [name: string]: string } }; readonly answer: CannedReply };
  readonly changeCannedReply: { readonly params: { readonly "cannedReplyId": string }; readonly query: undefined; readonly body: { readonly "shortCode"?: string; readonly "title"?: string; readonly "texts"?: { readonly [name: string]: string } }; readonly answer: CannedReply };
  readonly removeCannedReply: { readonly params: { readonly "cannedReplyId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly listLabels: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (Label)[] } };
  readonly createLabel: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "name": string; readonly "colour": "grey" | "red" | "orange" | "yellow" | "green" | "blue" | "purple"; readonly "description": string | "" }; readonly answer: Label };
  readonly changeLabel: { readonly params: { readonly "labelId": string }; readonly query: undefined; readonly body: { readonly "name": string; readonly "colour": "grey" | "red" | "orange" | "yellow" | "green" | "blue" | "purple"; readonly "description": string | "" }; readonly answer: Label };
  readonly removeLabel: { readonly params: { readonly "labelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly sayPresence: { readonly params: { readonly "windowId": string }; readonly query: undefined; readonly body: { readonly "conversationId": string; readonly "doing": "viewing" | "writing" }; readonly answer: Presence };
  readonly leavePresence: { readonly params: { readonly "windowId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly listViews: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (SavedView)[] } };
  readonly addView: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "name": string; readonly "filter": ViewFilter; readonly "isShared"?: boolean }; readonly answer: SavedView };
  readonly countViews: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly ({ readonly "viewId": string; readonly "count": number })[] } };
  readonly changeView: { readonly params: { readonly "viewId": string }; readonly query: undefined; readonly body: { readonly "name"?: string; readonly "filter"?: ViewFilter; readonly "isShared"?: boolean; readonly "position"?: number }; readonly answer: SavedView };
  readonly removeView: { readonly params: { readonly "viewId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly startBulkChange: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "conversationIds": readonly (string)[]; readonly "change": { readonly "status"?: "open" | "pending" | "snoozed" | "resolved"; readonly "snoozedUntil"?: string | null; readonly "assigneeId"?: string | null; readonly "priority"?: "low" | "normal" | "high" | "urgent"; readonly "addLabels"?: readonly (string)[]; readonly "removeLabels"?: readonly (string)[]; readonly "read"?: true } }; readonly answer: BulkChange };
  readonly getBulkChange: { readonly params: { readonly "bulkChangeId": string }; readonly query: undefined; readonly body: undefined; readonly answer: BulkChange };
  readonly cancelBulkChange: { readonly params: { readonly "bulkChangeId": string }; readonly query: undefined; readonly body: undefined; readonly answer: BulkChange };
  readonly undoBulkChange: { readonly params: { readonly "bulkChangeId": string }; readonly query: undefined; readonly body: undefined; readonly answer: BulkChange };
  readonly uploadAttachment: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: Upload };
  readonly downloadAttachment: { readonly params: { readonly "attachmentId": string }; readonly query: { readonly "inline"?: "true" | "false" }; readonly body: undefined; readonly answer: undefined };
  readonly listContacts: { readonly params: undefined; readonly query: { readonly "cursor"?: string; readonly "limit"?: number; readonly "name"?: string }; readonly body: undefined; readonly answer: { readonly "items": readonly (Contact)[]; readonly "nextCursor": string | null } };
  readonly getContact: { readonly params: { readonly "contactId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Contact };
  readonly changeContact: { readonly params: { readonly "contactId": string }; readonly query: undefined; readonly body: { readonly "name": string }; readonly answer: Contact };
  readonly listLookalikes: { readonly params: { readonly "contactId": string }; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (Contact)[] } };
  readonly joinContacts: { readonly params: { readonly "contactId": string }; readonly query: undefined; readonly body: { readonly "contactId": string }; readonly answer: Contact };
  readonly takeContactsApart: { readonly params: { readonly "contactId": string }; readonly query: undefined; readonly body: { readonly "identityId": string }; readonly answer: Contact };
  readonly listContactNotes: { readonly params: { readonly "contactId": string }; readonly query: { readonly "cursor"?: string; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (ContactNote)[]; readonly "nextCursor": string | null } };
  readonly addContactNote: { readonly params: { readonly "contactId": string }; readonly query: undefined; readonly body: { readonly "text": string }; readonly answer: ContactNote };
  readonly removeContactNote: { readonly params: { readonly "contactId": string; readonly "noteId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly searchMessages: { readonly params: undefined; readonly query: { readonly "q": string; readonly "conversation"?: string; readonly "cursor"?: string; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (Message)[]; readonly "nextCursor": string | null } };
  readonly listEvents: { readonly params: undefined; readonly query: { readonly "after"?: number; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (Event)[]; readonly "next": number } };
  readonly streamEvents: { readonly params: undefined; readonly query: { readonly "after"?: number }; readonly body: undefined; readonly answer: undefined };
  readonly getHub: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: Hub };
  readonly changeHub: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "name"?: string; readonly "timeZone"?: string; readonly "locale"?: string; readonly "hours"?: readonly ({ readonly "days": readonly (number)[]; readonly "from": string; readonly "to": string })[]; readonly "isSetupClosed"?: boolean }; readonly answer: Hub };
  readonly listChannels: { readonly params: undefined; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "items": readonly (Channel)[] } };
  readonly createChannel: { readonly params: undefined; readonly query: undefined; readonly body: { readonly "adapter": string; readonly "name": string; readonly "settings": { readonly [name: string]: Json } }; readonly answer: Channel };
  readonly getChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Channel };
  readonly changeChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: { readonly "name"?: string; readonly "settings"?: { readonly [name: string]: Json } }; readonly answer: Channel };
  readonly deleteChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: undefined };
  readonly pauseChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Channel };
  readonly resumeChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Channel };
  readonly reconnectChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Channel };
  readonly logoutChannel: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: Channel };
  readonly getLogin: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "prompt": LoginPrompt | null } };
  readonly answerLogin: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: { readonly "stepId": string; readonly "answers": { readonly [name: string]: string } }; readonly answer: undefined };
  readonly getChannelHealth: { readonly params: { readonly "channelId": string }; readonly query: undefined; readonly body: undefined; readonly answer: ChannelHealth };
  readonly listQuarantine: { readonly params: { readonly "channelId": string }; readonly query: { readonly "cursor"?: string; readonly "limit"?: number }; readonly body: undefined; readonly answer: { readonly "items": readonly (QuarantinedEvent)[]; readonly "nextCursor": string | null } };
  readonly replayQuarantined: { readonly params: { readonly "channelId": string; readonly "eventId": string }; readonly query: undefined; readonly body: undefined; readonly answer: { readonly "stored": boolean; readonly "reason": string | null } };
}

export const operations = {
  getHealth: ["GET", "/healthz"],
  getReadiness: ["GET", "/readyz"],
  getMetrics: ["GET", "/metrics"],
  completeSetup: ["POST", "/api/v1/setup"],
  createSession: ["POST", "/api/v1/session"],
  getSession: ["GET", "/api/v1/session"],
  deleteSession: ["DELETE", "/api/v1/session"],
  listAgents: ["GET", "/api/v1/agents"],
  createAgent: ["POST", "/api/v1/agents"],
  changeOwnPassword: ["PUT", "/api/v1/agents/me/password"],
  getAgent: ["GET", "/api/v1/agents/{agentId}"],
  changeAgent: ["PATCH", "/api/v1/agents/{agentId}"],
  removeAgent: ["DELETE", "/api/v1/agents/{agentId}"],
  endSessions: ["DELETE", "/api/v1/agents/{agentId}/sessions"],
  listApiKeys: ["GET", "/api/v1/api-keys"],
  createApiKey: ["POST", "/api/v1/api-keys"],
  revokeApiKey: ["DELETE", "/api/v1/api-keys/{apiKeyId}"],
  listAudit: ["GET", "/api/v1/audit"],
  listAdapters: ["GET", "/api/v1/adapters"],
  getAdapter: ["GET", "/api/v1/adapters/{adapter}"],
  listConversations: ["GET", "/api/v1/conversations"],
  countConversations: ["GET", "/api/v1/conversations/counts"],
  getConversation: ["GET", "/api/v1/conversations/{conversationId}"],
  changeConversation: ["PATCH", "/api/v1/conversations/{conversationId}"],
  getCapabilities: ["GET", "/api/v1/conversations/{conversationId}/capabilities"],
  listFiles: ["GET", "/api/v1/conversations/{conversationId}/files"],
  markConversationRead: ["POST", "/api/v1/conversations/{conversationId}/read"],
  markConversationUnread: ["POST", "/api/v1/conversations/{conversationId}/unread"],
  showTyping: ["POST", "/api/v1/conversations/{conversationId}/typing"],
  listMessages: ["GET", "/api/v1/conversations/{conversationId}/messages"],
  createReply: ["POST", "/api/v1/conversations/{conversationId}/messages"],
  createNote: ["POST", "/api/v1/conversations/{conversationId}/notes"],
  getMessage: ["GET", "/api/v1/messages/{messageId}"],
  editMessage: ["PATCH", "/api/v1/messages/{messageId}"],
  deleteMessage: ["DELETE", "/api/v1/messages/{messageId}"],
  getMessageDetails: ["GET", "/api/v1/messages/{messageId}/details"],
  getPayload: ["GET", "/api/v1/messages/{messageId}/payload"],
  setReactions: ["PUT", "/api/v1/messages/{messageId}/reactions"],
  resendMessage: ["POST", "/api/v1/messages/{messageId}/resend"],
  listDrafts: ["GET", "/api/v1/drafts"],
  saveDraft: ["PUT", "/api/v1/conversations/{conversationId}/drafts/{mode}"],
  listCannedReplies: ["GET", "/api/v1/canned-replies"],
  createCannedReply: ["POST", "/api/v1/canned-replies"],
  changeCannedReply: ["PATCH", "/api/v1/canned-replies/{cannedReplyId}"],
  removeCannedReply: ["DELETE", "/api/v1/canned-replies/{cannedReplyId}"],
  listLabels: ["GET", "/api/v1/labels"],
  createLabel: ["POST", "/api/v1/labels"],
  changeLabel: ["PUT", "/api/v1/labels/{labelId}"],
  removeLabel: ["DELETE", "/api/v1/labels/{labelId}"],
  sayPresence: ["PUT", "/api/v1/presence/{windowId}"],
  leavePresence: ["DELETE", "/api/v1/presence/{windowId}"],
  listViews: ["GET", "/api/v1/views"],
  addView: ["POST", "/api/v1/views"],
  countViews: ["GET", "/api/v1/views/counts"],
  changeView: ["PATCH", "/api/v1/views/{viewId}"],
  removeView: ["DELETE", "/api/v1/views/{viewId}"],
  startBulkChange: ["POST", "/api/v1/bulk-changes"],
  getBulkChange: ["GET", "/api/v1/bulk-changes/{bulkChangeId}"],
  cancelBulkChange: ["POST", "/api/v1/bulk-changes/{bulkChangeId}/cancel"],
  undoBulkChange: ["POST", "/api/v1/bulk-changes/{bulkChangeId}/undo"],
  uploadAttachment: ["POST", "/api/v1/attachments"],
  downloadAttachment: ["GET", "/api/v1/attachments/{attachmentId}/content"],
  listContacts: ["GET", "/api/v1/contacts"],
  getContact: ["GET", "/api/v1/contacts/{contactId}"],
  changeContact: ["PATCH", "/api/v1/contacts/{contactId}"],
  listLookalikes: ["GET", "/api/v1/contacts/{contactId}/lookalikes"],
  joinContacts: ["POST", "/api/v1/contacts/{contactId}/join"],
  takeContactsApart: ["POST", "/api/v1/contacts/{contactId}/take-apart"],
  listContactNotes: ["GET", "/api/v1/contacts/{contactId}/notes"],
  addContactNote: ["POST", "/api/v1/contacts/{contactId}/notes"],
  removeContactNote: ["DELETE", "/api/v1/contacts/{contactId}/notes/{noteId}"],
  searchMessages: ["GET", "/api/v1/search/messages"],
  listEvents: ["GET", "/api/v1/events"],
  streamEvents: ["GET", "/api/v1/events/stream"],
  getHub: ["GET", "/api/v1/hub"],
  changeHub: ["PATCH", "/api/v1/hub"],
  listChannels: ["GET", "/api/v1/channels"],
  createChannel: ["POST", "/api/v1/channels"],
  getChannel: ["GET", "/api/v1/channels/{channelId}"],
  changeChannel: ["PATCH", "/api/v1/channels/{channelId}"],
  deleteChannel: ["DELETE", "/api/v1/channels/{channelId}"],
  pauseChannel: ["POST", "/api/v1/channels/{channelId}/pause"],
  resumeChannel: ["POST", "/api/v1/channels/{channelId}/resume"],
  reconnectChannel: ["POST", "/api/v1/channels/{channelId}/reconnect"],
  logoutChannel: ["POST", "/api/v1/channels/{channelId}/logout"],
  getLogin: ["GET", "/api/v1/channels/{channelId}/login"],
  answerLogin: ["POST", "/api/v1/channels/{channelId}/login"],
  getChannelHealth: ["GET", "/api/v1/channels/{channelId}/health"],
  listQuarantine: ["GET", "/api/v1/channels/{channelId}/quarantine"],
  replayQuarantined: ["POST", "/api/v1/channels/{channelId}/quarantine/{eventId}/replay"],
} as const satisfies Readonly<Record<keyof Operations, readonly [method: string, path: string]>>;
