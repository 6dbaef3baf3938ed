import type { ChannelErrorCode } from "switchboard/adapter";
import type {
  PlatformSimulator,
  SentMessage,
  SimulatedMessage,
  SimulatedPart,
  SimulatedThread,
  SimulatorAbilities,
} from "switchboard/adapter/testkit";
import { types } from "wechaty-puppet";
import type { payloads } from "wechaty-puppet";
import { Gateway } from "./simulator/gateway.ts";
import { WechatCustomer, contentOf, tell } from "./simulator/people.ts";
import type { Server } from "./simulator/people.ts";
import { SimulatedPuppet } from "./simulator/puppet.ts";
import type { SendFault } from "./simulator/puppet.ts";
import { Refusal, says } from "./simulator/refusal.ts";
import { World } from "./simulator/world.ts";
import type { WorldMessage, WorldOptions } from "./simulator/world.ts";

export interface WechatSimulatorOptions extends Partial<WorldOptions> {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  readonly token?: string;
  /** Off: no encryption, as for gateways on the same machine. */
  readonly tls?: boolean;
  /** Whether sends are answered with the message's id. */
  readonly tellsIds?: boolean;
  /** Whether our own sends come back as messages. */
  readonly echoes?: boolean;
  /** `by itself`, the default: somebody scans the code at once. `by hand`: the test does. `done`: long ago. */
  readonly login?: "by itself" | "by hand" | "done";
}

/** How gateways and WeChat say each of these; the other codes they have no words for. */
const refusals: Partial<Record<ChannelErrorCode, Refusal>> = {
  unavailable: new Refusal(14, "No connection established. Last error: the puppet is restarting"),
  "auth-lost": new Refusal(16, 'Invalid Wechaty TOKEN "insecure_something"'),
  "account-restricted": says("当前帐号被限制登录"),
  "recipient-unreachable": says("对方开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求"),
  unsupported: new Refusal(12, "The server does not implement the method"),
  "content-rejected": says("消息包含违规内容，发送失败"),
  "media-too-large": says("文件过大"),
  protocol: says("[tid:8e3c] unexpected reply 0x1f"),
};

/**
 * A wechaty gateway on loopback with WeChat behind it: real gRPC, real TLS, wechaty's own server; only the puppet inside is
 * simulated. For tests and the demo, and for whoever writes another client of gateways.
 */
export class WechatSimulator implements PlatformSimulator {
  readonly abilities: SimulatorAbilities = {
    groups: true,
    customer: {
      sends: [
        "text",
        "image",
        "video",
        "voice",
        "file",
        "sticker",
        "location",
        "contact-card",
        "link",
      ],
      edit: false,
      delete: true,
      react: false,
      type: false,
      read: false,
    },
    ownDevice: true,
    // A gateway tells whoever is connected, and keeps nothing for others.
    backlog: false,
    pushesOnce: true,
    acknowledges: false,
    webhook: false,
    rateLimits: false,
    takeOver: true,
  };
  readonly ownDevice = {
    send: (thread: SimulatedThread, parts: readonly SimulatedPart[]): Promise<SimulatedMessage> =>
      this.#fromOwnPhone(thread, parts),
  };
  readonly token: string;
  readonly world: World;
  readonly gateway: Gateway;
  readonly #options: WechatSimulatorOptions;
  readonly #told: WorldMessage[] = [];
  readonly #customers = new Map<string, WechatCustomer>();
  readonly #groups = new Map<string, SimulatedThread>();

  constructor(options: WechatSimulatorOptions = {}) {
    const { ids = "stable", timestamps = "milliseconds", tls = true, port = 0 } = options;
    const { tellsIds = true, echoes = true } = options;
    this.#options = options;
    this.token = options.token ?? "insecure_5f1c1e7e-0000-4000-8000-canary000001";
    this.world = new World({ ids, timestamps });
    this.gateway = new Gateway({ token: this.token, tls, port }, (line) => {
      return new SimulatedPuppet(this.world, { tellsIds, echoes, cut: () => line.cut() });
    });
    this.puppet.whenStarted = () => this.#beginLogin();
  }

  get puppet(): SimulatedPuppet {
    return this.gateway.puppet;
  }

  async start(): Promise<Readonly<Record<string, unknown>>> {
    await this.gateway.start();
    return { puppet: "service", gateway: this.gateway.address, token: this.token };
  }

  stop(): Promise<void> {
    return this.gateway.stop();
  }

  customer(name: string, details?: Partial<payloads.Contact>): WechatCustomer {
    const known = this.#customers.get(name);
    if (known !== undefined) return known;
    const made = new WechatCustomer(this.#server, name, details);
    this.#customers.set(name, made);
    return made;
  }

  group(title: string, members: readonly { readonly id: string }[] = []): SimulatedThread {
    const known = this.#groups.get(title);
    if (known !== undefined) return known;
    const { world } = this;
    const id = world.idOf(world.newNumber(), "room");
    const memberIdList = [world.selfId, ...members.map((member) => member.id)];
    world.rooms.set(id, { id, topic: title, memberIdList, adminIdList: [] });
    const made = { conversationId: id, kind: "group" } as const;
    this.#groups.set(title, made);
    return made;
  }

  /** The code is on the operator's screen. */
  showCode(code = `http://weixin.qq.com/x/${this.world.newNumber()}canary`): void {
    this.puppet.emit("scan", { status: types.ScanStatus.Waiting, qrcode: code });
  }

  /** What the phone, or time, does to the code. */
  scan(status: "scanned" | "confirmed" | "cancelled" | "timeout"): void {
    const { Scanned, Confirmed, Cancel, Timeout } = types.ScanStatus;
    const statuses = {
      scanned: Scanned,
      confirmed: Confirmed,
      cancelled: Cancel,
      timeout: Timeout,
    };
    this.puppet.emit("scan", { status: statuses[status] });
  }

  /** The account is in. */
  logIn(): void {
    if (!this.puppet.isLoggedIn) this.puppet.login(this.world.selfId);
  }

  /** Somebody ends the session on the phone. */
  async logOutOnThePhone(): Promise<void> {
    await this.puppet.logout("logged out on the phone");
  }

  sendUnsupported(from: WechatCustomer): Promise<SimulatedMessage> {
    return from.send([{ type: "unsupported", platformType: "chat history", fallback: "" }]);
  }

  redeliver(n: number): Promise<void> {
    for (const message of this.#told.slice(-n)) this.puppet.announce(message);
    return Promise.resolve();
  }

  /** What becomes of the next send, and of those after it. */
  fail(...faults: readonly SendFault[]): void {
    this.puppet.faults.push(...faults);
  }

  dropResponseAfterProcessing(): void {
    this.fail({ type: "lose" });
  }

  refuse(code: ChannelErrorCode): boolean {
    const refusal = refusals[code];
    if (refusal !== undefined) this.fail({ type: "refuse", refusal });
    return refusal !== undefined;
  }

  rateLimit(): void {
    this.fail({ type: "refuse", refusal: says("操作过于频繁，请稍后再试") });
  }

  hang(): void {
    this.fail({ type: "hang" });
  }

  goOffline(): Promise<void> {
    return this.gateway.line.close();
  }

  comeBack(): Promise<void> {
    return this.gateway.line.open();
  }

  revokeCredentials(): void {
    this.puppet.closed = new Refusal(16, `Invalid Wechaty TOKEN "${this.token}"`);
    void this.gateway.refuseToken();
  }

  takeOver(): void {
    void this.gateway.takeOver();
  }

  crash(): void {
    this.gateway.line.cut();
  }

  expireMedia(): void {
    this.world.filesExpired = true;
  }

  /** Nothing is ever acknowledged to a gateway. */
  acknowledged(): number {
    return 0;
  }

  sent(): readonly SentMessage[] {
    return this.world.sent.all;
  }

  untilSent(
    condition: (sent: readonly SentMessage[]) => boolean,
    timeoutMs?: number,
  ): Promise<readonly SentMessage[]> {
    return this.world.sent.until(condition, timeoutMs);
  }

  signals(): readonly never[] {
    return [];
  }

  secrets(): readonly string[] {
    return [this.token];
  }

  get #server(): Server {
    return { world: this.world, puppet: this.puppet, told: this.#told };
  }

  #beginLogin(): void {
    const { login = "by itself" } = this.#options;
    if (login === "done") return this.logIn();
    this.showCode();
    if (login === "by hand") return;
    this.scan("scanned");
    this.scan("confirmed");
    this.logIn();
  }

  #fromOwnPhone(
    { conversationId }: SimulatedThread,
    parts: readonly SimulatedPart[],
  ): Promise<SimulatedMessage> {
    const written = parts.map((part) => {
      const { about, attachment } = contentOf(part, this.world);
      const where = { talkerId: this.world.selfId, conversationId };
      const message = this.world.post({ ...about, ...where }, attachment);
      tell(this.#server, message);
      return message;
    });
    const [first] = written;
    if (first === undefined) return Promise.reject(new Error("There is nothing to send."));
    return Promise.resolve({ conversationId, messageId: first.payload.id });
  }
}
