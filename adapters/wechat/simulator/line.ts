import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** The wire between a client and the gateway: bytes go through untouched, until it is told to break. */
export class Line {
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  /** Connections that nobody has answered so far. */
  readonly #held = new Set<Socket>();
  #server: Server | undefined;
  #port: number;
  #target = 0;
  #holding = false;
  #silent = false;

  /** 0 takes any free port; the same one is taken again after a `close`. */
  constructor(port = 0) {
    this.#port = port;
  }

  get port(): number {
    return this.#port;
  }

  /** Where new connections lead from now on. */
  leadTo(port: number): void {
    this.#target = port;
  }

  async open(): Promise<void> {
    const server = createServer((socket) => this.#take(socket));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Nobody is let in any longer, and everybody is thrown out. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.cut();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }

  /** Drops every connection without a goodbye. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
    for (const socket of this.#held) socket.destroy();
    this.#held.clear();
  }

  /** Lets new connections wait, until `release`. */
  hold(): void {
    this.#holding = true;
  }

  release(): void {
    this.#holding = false;
    for (const socket of this.#held) this.#join(socket);
    this.#held.clear();
  }

  /** Nothing gets through any more in either direction, and nobody is told: as with a cable pulled out far away. */
  silence(): void {
    this.#silent = true;
    for (const pair of this.#pairs) mute(pair);
  }

  /** Lets everything through again that was kept. */
  speak(): void {
    this.#silent = false;
    for (const [near, far] of this.#pairs) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  #take(socket: Socket): void {
    if (!this.#holding) return this.#join(socket);
    this.#held.add(socket);
    socket.on("error", () => this.#held.delete(socket));
  }

  #join(near: Socket): void {
    const far = connect(this.#target, "127.0.0.1");
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const part = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("error", part).on("close", part);
    near.pipe(far);
    far.pipe(near);
    if (this.#silent) mute(pair);
  }
}

function mute([near, far]: readonly [Socket, Socket]): void {
  near.unpipe(far).pause();
  far.unpipe(near).pause();
}
