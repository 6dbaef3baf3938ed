import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { log, PuppetServer } from "wechaty-puppet-service";
import { GatewayPuppet } from "../client/gateway-puppet.ts";
import { Line } from "./line.ts";
import type { SimulatedPuppet } from "./puppet.ts";

export interface GatewayOptions {
  readonly token: string;
  readonly tls: boolean;
  /** 0 takes any free port. */
  readonly port: number;
}

/** wechaty's own gateway server with a simulated puppet inside, behind a line that can be broken. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #puppet: SimulatedPuppet;
  readonly #line: Line;
  readonly #servers = new Set<PuppetServer>();
  #inner = 0;
  #rival: GatewayPuppet | undefined;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: GatewayOptions, makePuppet: (line: Line) => SimulatedPuppet) {
    this.#options = options;
    this.#line = new Line(options.port);
    this.#puppet = makePuppet(this.#line);
  }

  get puppet(): SimulatedPuppet {
    return this.#puppet;
  }

  get line(): Line {
    return this.#line;
  }

  /** As the setting `gateway`. */
  get address(): string {
    return `${this.#options.tls ? "grpcs" : "grpc"}://127.0.0.1:${this.#line.port}`;
  }

  async start(): Promise<void> {
    // It warns of each stream that ends.
    log.level("silent");
    this.#inner = await this.#serve(this.#options.token);
    this.#line.leadTo(this.#inner);
    await this.#line.open();
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#rival?.letGo();
    await this.#rival?.stop();
    await this.#line.close();
    for (const server of this.#servers) await server.stop();
    this.#servers.clear();
    await this.#puppet.stop();
  }

  /** The process dies and is started again: no connection survives, the puppet remembers its login. */
  async restart(): Promise<void> {
    await this.#line.close();
    await this.#line.open();
  }

  /** From now on every connection is answered with "invalid token". Resolves when it is so. */
  async refuseToken(): Promise<void> {
    this.#line.leadTo(await this.#serve(`${this.#options.token.split("_", 1)[0]}_another-token`));
    // What is under way is still answered.
    await this.#pause(150);
    this.#line.cut();
  }

  /** Somebody else with the token connects, and stays. Resolves when they are in our place. */
  async takeOver(): Promise<void> {
    this.#line.hold();
    this.#line.cut();
    while (!(await this.#connectRival())) await this.#pause(20);
    this.#line.release();
  }

  async #connectRival(): Promise<boolean> {
    const rival = new GatewayPuppet({
      token: this.#options.token,
      endpoint: `127.0.0.1:${this.#inner}`,
      tls: { disable: !this.#options.tls },
    });
    rival.on("error", () => undefined);
    const heard = new Promise<boolean>((resolve) => {
      rival.once("heartbeat", () => resolve(true));
      this.#later(() => resolve(false), 500);
    });
    await rival.start().catch(() => undefined);
    if (!(await heard)) {
      rival.letGo();
      await rival.stop();
      return false;
    }
    this.#rival = rival;
    return true;
  }

  /** Somebody else may take the free port in between; then there is another. */
  async #serve(token: string, attempts = 5): Promise<number> {
    const port = await freePort();
    const server = new PuppetServer({
      endpoint: `127.0.0.1:${port}`,
      puppet: this.#puppet,
      token,
      tls: { disable: !this.#options.tls },
    });
    try {
      await withoutWarning(() => server.start());
    } catch (error) {
      const taken = error instanceof Error && error.message.includes("EADDRINUSE");
      if (taken && attempts > 1) return await this.#serve(token, attempts - 1);
      throw error;
    }
    this.#servers.add(server);
    return port;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#later(resolve, ms));
  }

  #later(act: () => void, ms: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }
}

/** wechaty's server makes a call that grpc-js has deprecated, and Node would tell whoever runs the demo. */
async function withoutWarning(act: () => Promise<void>): Promise<void> {
  const before = process.noDeprecation ?? false;
  process.noDeprecation = true;
  try {
    await act();
  } finally {
    process.noDeprecation = before;
  }
}

/** wechaty's server wants to be told one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
