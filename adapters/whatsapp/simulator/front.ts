import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { type Certificate, selfSigned } from "./certificate.ts";

const host = "web.whatsapp.com";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The way to WhatsApp: an HTTP proxy on loopback, with a password, that leads to the stand-in alone. The browser asks for
 * https://web.whatsapp.com/ as always; whatever else it asks for is refused, so nothing leaves the machine.
 */
export class Front {
  readonly user = "switchboard";
  readonly password = "simulated-proxy-password-7f3a91";
  readonly certificate: Certificate = selfSigned(host);
  /** Hosts that were asked for and are none of WhatsApp's. */
  readonly refused: string[] = [];
  readonly #site: http.Server;
  readonly #sockets = new Set<Duplex>();
  #proxy: http.Server | undefined;
  #port = 0;

  constructor(handler: Handler) {
    this.#site = http.createServer(handler);
    this.#site.keepAliveTimeout = 60_000;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, after `close` on the port that it had before. */
  async listen(): Promise<void> {
    const proxy = http.createServer((_request, response) => {
      response.statusCode = 403;
      response.end("Only https://web.whatsapp.com/ is to be had here.");
    });
    proxy.on("connect", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#tunnel(request, socket, head);
    });
    proxy.on("connection", (socket) => this.#keep(socket));
    await new Promise<void>((resolve, reject) => {
      proxy.once("error", reject);
      proxy.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#proxy = proxy;
    this.#port = (proxy.address() as AddressInfo).port;
  }

  /** Nobody gets through any longer, and who was through is cut off. */
  async close(): Promise<void> {
    const proxy = this.#proxy;
    this.#proxy = undefined;
    this.cut();
    if (proxy !== undefined) await new Promise((resolve) => proxy.close(resolve));
  }

  /** Ends every connection without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #tunnel(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const expected = Buffer.from(`${this.user}:${this.password}`).toString("base64");
    if (request.headers["proxy-authorization"] !== `Basic ${expected}`) {
      socket.end(
        "HTTP/1.1 407 Proxy Authentication Required\r\n" +
          'Proxy-Authenticate: Basic realm="simulated"\r\nContent-Length: 0\r\n\r\n',
      );
      return;
    }
    if (request.url !== `${host}:443`) {
      this.refused.push(String(request.url));
      socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    const { key, cert } = this.certificate;
    const options = { isServer: true, key, cert, ALPNProtocols: ["http/1.1"] };
    const secure = new TLSSocket(socket, options);
    secure.on("error", () => secure.destroy());
    // By itself it would stay when the connection below is reset.
    socket.on("close", () => secure.destroy());
    this.#site.emit("connection", secure);
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    // A browser that is killed resets its connections.
    socket.on("error", () => socket.destroy());
  }
}
