import { describe, expect, it } from "vitest";
import type { Permission } from "../../src/auth/permissions.ts";
import { permissionNames } from "../../src/auth/permissions.ts";
import { type Client, useApi } from "../support/api.ts";
import { useDatabase } from "../support/database.ts";

type Needs = Permission | "everybody" | "signed-in";

/**
 * Who may call what, written by hand: a route that is added or whose permission changes has to be decided here too.
 * What is not in `agentsMay` is for admins.
 */
const routes: Readonly<Record<string, Needs>> = {
  "GET /healthz": "everybody",
  "GET /readyz": "everybody",
  "GET /metrics": "metrics:read",
  "POST /api/v1/setup": "everybody",
  "POST /api/v1/session": "everybody",
  "GET /api/v1/hub": "channels:read",
  "PATCH /api/v1/hub": "hub:manage",
  "GET /api/v1/session": "signed-in",
  "DELETE /api/v1/session": "signed-in",
  "PUT /api/v1/agents/me/password": "signed-in",
  "GET /api/v1/agents": "agents:read",
  "GET /api/v1/agents/:agentId": "agents:read",
  "POST /api/v1/agents": "agents:manage",
  "PATCH /api/v1/agents/:agentId": "agents:manage",
  "DELETE /api/v1/agents/:agentId": "agents:manage",
  "DELETE /api/v1/agents/:agentId/sessions": "agents:manage",
  "GET /api/v1/api-keys": "keys:manage",
  "POST /api/v1/api-keys": "keys:manage",
  "DELETE /api/v1/api-keys/:apiKeyId": "keys:manage",
  "GET /api/v1/audit": "audit:read",
  "GET /api/v1/adapters": "channels:manage",
  "GET /api/v1/adapters/:adapter": "channels:manage",
  "GET /api/v1/conversations": "conversations:read",
  "GET /api/v1/conversations/counts": "conversations:read",
  "GET /api/v1/conversations/:conversationId": "conversations:read",
  "GET /api/v1/conversations/:conversationId/capabilities": "conversations:read",
  "PATCH /api/v1/conversations/:conversationId": "conversations:write",
  "POST /api/v1/conversations/:conversationId/read": "conversations:write",
  "POST /api/v1/conversations/:conversationId/unread": "conversations:write",
  "POST /api/v1/conversations/:conversationId/typing": "messages:send",
  "GET /api/v1/conversations/:conversationId/files": "conversations:read",
  "GET /api/v1/conversations/:conversationId/messages": "conversations:read",
  "POST /api/v1/conversations/:conversationId/messages": "messages:send",
  "POST /api/v1/conversations/:conversationId/notes": "messages:send",
  "GET /api/v1/drafts": "signed-in",
  "PUT /api/v1/conversations/:conversationId/drafts/:mode": "signed-in",
  "GET /api/v1/labels": "conversations:read",
  "POST /api/v1/labels": "labels:manage",
  "PUT /api/v1/labels/:labelId": "labels:manage",
  "DELETE /api/v1/labels/:labelId": "labels:manage",
  "PUT /api/v1/presence/:windowId": "signed-in",
  "DELETE /api/v1/presence/:windowId": "signed-in",
  "POST /api/v1/bulk-changes": "conversations:write",
  "GET /api/v1/bulk-changes/:bulkChangeId": "conversations:write",
  "POST /api/v1/bulk-changes/:bulkChangeId/cancel": "conversations:write",
  "POST /api/v1/bulk-changes/:bulkChangeId/undo": "conversations:write",
  "GET /api/v1/views": "signed-in",
  "GET /api/v1/views/counts": "signed-in",
  "POST /api/v1/views": "signed-in",
  "PATCH /api/v1/views/:viewId": "signed-in",
  "DELETE /api/v1/views/:viewId": "signed-in",
  "GET /api/v1/messages/:messageId": "conversations:read",
  "GET /api/v1/messages/:messageId/details": "conversations:read",
  "GET /api/v1/messages/:messageId/payload": "payloads:read",
  "PATCH /api/v1/messages/:messageId": "messages:send",
  "DELETE /api/v1/messages/:messageId": "messages:send",
  "PUT /api/v1/messages/:messageId/reactions": "messages:send",
  "POST /api/v1/messages/:messageId/resend": "messages:send",
  "GET /api/v1/canned-replies": "messages:send",
  "POST /api/v1/canned-replies": "messages:send",
  "PATCH /api/v1/canned-replies/:cannedReplyId": "messages:send",
  "DELETE /api/v1/canned-replies/:cannedReplyId": "messages:send",
  "POST /api/v1/attachments": "messages:send",
  "GET /api/v1/attachments/:attachmentId/content": "conversations:read",
  "GET /api/v1/contacts": "contacts:read",
  "GET /api/v1/search/messages": "conversations:read",
  "GET /api/v1/contacts/:contactId": "contacts:read",
  "PATCH /api/v1/contacts/:contactId": "contacts:write",
  "GET /api/v1/contacts/:contactId/lookalikes": "contacts:read",
  "POST /api/v1/contacts/:contactId/join": "contacts:write",
  "POST /api/v1/contacts/:contactId/take-apart": "contacts:write",
  "GET /api/v1/contacts/:contactId/notes": "contacts:read",
  "POST /api/v1/contacts/:contactId/notes": "contacts:write",
  "DELETE /api/v1/contacts/:contactId/notes/:noteId": "contacts:write",
  "GET /api/v1/events": "events:read",
  "GET /api/v1/events/stream": "events:read",
  "GET /api/v1/channels": "channels:read",
  "GET /api/v1/channels/:channelId": "channels:read",
  "GET /api/v1/channels/:channelId/health": "channels:read",
  "POST /api/v1/channels": "channels:manage",
  "PATCH /api/v1/channels/:channelId": "channels:manage",
  "DELETE /api/v1/channels/:channelId": "channels:manage",
  "POST /api/v1/channels/:channelId/pause": "channels:manage",
  "POST /api/v1/channels/:channelId/resume": "channels:manage",
  "POST /api/v1/channels/:channelId/reconnect": "channels:manage",
  "POST /api/v1/channels/:channelId/logout": "channels:manage",
  "GET /api/v1/channels/:channelId/login": "channels:manage",
  "POST /api/v1/channels/:channelId/login": "channels:manage",
  "GET /api/v1/channels/:channelId/quarantine": "channels:manage",
  "POST /api/v1/channels/:channelId/quarantine/:eventId/replay": "channels:manage",
};

const agentsMay: readonly Permission[] = [
  "conversations:read",
  "conversations:write",
  "messages:send",
  "contacts:read",
  "contacts:write",
  "channels:read",
  "agents:read",
  "events:read",
];

const someId = "01890000-0000-7000-8000-000000000000";
/** Stopped before the route was entered. A route that was entered finds nothing at `someId`, or a body missing. */
const stopped = [401, 403];

describe("who may do what", () => {
  const api = useApi(useDatabase("sqlite"));

  const routeNames = (): string[] =>
    api().api.routes.map(({ method, path }) => `${method} ${path}`);
  const attempt = async (name: string, as?: Client): Promise<number> => {
    const [method = "", pattern = ""] = name.split(" ");
    const path = pattern.replaceAll(/:\w+/g, someId);
    const response = await fetch(api().url + path, { method, headers: as?.headers ?? {} });
    await response.body?.cancel();
    return response.status;
  };
  /** Every route, with whether it let the caller in. */
  const tryAll = async (
    client: () => Promise<Client | undefined>,
  ): Promise<Record<string, boolean>> => {
    const entered: Record<string, boolean> = {};
    for (const name of routeNames()) {
      entered[name] = !stopped.includes(await attempt(name, await client()));
    }
    return entered;
  };
  const expected = (mayEnter: (needs: Needs) => boolean): Record<string, boolean> =>
    Object.fromEntries(Object.entries(routes).map(([name, needs]) => [name, mayEnter(needs)]));

  it("is decided for each route that there is", () => {
    expect(routeNames().toSorted()).toEqual(Object.keys(routes).toSorted());
  });

  it("lets strangers in where everybody may go, and nowhere else", async () => {
    const entered = await tryAll(() => Promise.resolve(undefined));
    expect(entered).toEqual(expected((needs) => needs === "everybody"));
  });

  it("lets agents do the inbox's work", async () => {
    let count = 0;
    // Each time another one, because some routes end the session.
    const entered = await tryAll(() => api().person("agent", `Agent ${(count += 1)}`));
    expect(entered).toEqual(
      expected(
        (needs) => needs === "everybody" || needs === "signed-in" || agentsMay.includes(needs),
      ),
    );
  });

  it("lets admins do everything", async () => {
    let count = 0;
    const entered = await tryAll(() => api().person("admin", `Admin ${(count += 1)}`));
    expect(entered).toEqual(expected(() => true));
  });

  it.each(permissionNames)("lets a key with %s do that alone", async (permission) => {
    const key = await api().program([permission], await api().person("admin"));
    const entered = await tryAll(() => Promise.resolve(key));
    expect(entered).toEqual(expected((needs) => needs === "everybody" || needs === permission));
  });

  it.each<[string, (leaver: Client & { agentId: string }) => Promise<Client>]>([
    ["session", (leaver) => Promise.resolve(leaver)],
    ["API key", (leaver) => api().program(permissionNames, leaver)],
  ])("lets nobody in with the %s of a removed agent", async (_what, credentials) => {
    const admin = await api().person("admin");
    const leaver = await api().person("admin", "Leaver");
    const client = await credentials(leaver);
    expect(await attempt("GET /api/v1/agents", client)).toBe(200);
    await api().call(`/api/v1/agents/${leaver.agentId}`, { method: "DELETE", as: admin });
    const entered = await tryAll(() => Promise.resolve(client));
    expect(entered).toEqual(expected((needs) => needs === "everybody"));
  });

  it("lets no page of another site do anything with a visitor's cookie", async () => {
    const admin = await api().person("admin");
    const as = { headers: { ...admin.headers, Origin: "https://evil.example" } };
    for (const name of routeNames().filter((one) => !one.startsWith("GET "))) {
      expect([name, await attempt(name, as)]).toEqual([name, 403]);
    }
  });
});
