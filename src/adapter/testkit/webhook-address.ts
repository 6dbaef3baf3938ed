import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChannelSession, WebhookRequest, WebhookResponse } from "../index.ts";

/** A channel's public address, on loopback: hands each call to the session as the hub does. */
export interface WebhookAddress {
  readonly url: string;
  close(): Promise<void>;
}

export async function openWebhookAddress(
  session: () => ChannelSession | undefined,
): Promise<WebhookAddress> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, session()).then(
      ({ status, headers, body }) => outgoing.writeHead(status, { ...headers }).end(body),
      () => outgoing.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/conformance`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  session: ChannelSession | undefined,
): Promise<WebhookResponse> {
  if (session?.handleWebhook === undefined) return { status: 503 };
  return session.handleWebhook(await readRequest(incoming));
}

async function readRequest(incoming: IncomingMessage): Promise<WebhookRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://127.0.0.1");
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, String(value));
  }
  return {
    method: incoming.method ?? "GET",
    path: url.pathname.replace("/hooks/conformance", ""),
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks),
  };
}
