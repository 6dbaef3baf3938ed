import { ChannelError } from "switchboard/adapter";
import type { Contact, SessionContext } from "switchboard/adapter";
import type { WechatClient } from "./client.ts";
import type { Echoes } from "./echoes.ts";
import { toChannelError } from "./errors.ts";
import { contactOf, isSessionId } from "./inbound.ts";
import { Intake } from "./intake.ts";
import { friendRequestEvent, groupEvent } from "./happenings.ts";
import { LifeSigns } from "./life-signs.ts";
import { Login } from "./login.ts";
import type { PuppetFailure, PuppetListener, ScanState } from "./payloads.ts";
import type { WechatSettings } from "./settings.ts";
import { timeBoxed } from "./time-box.ts";
import { Watch } from "./watch.ts";

/** The library gives its puppets 15 s. */
const startMs = 25_000;
const lookUpMs = 15_000;
/** After so long without a QR code or a login nothing more is to be expected. */
const loginStepMs = 60_000;

/** One life of the puppet: from its start to the first reason to end it. The hub starts the next one. */
export class Connection {
  readonly #context: SessionContext<WechatSettings>;
  readonly #echoes: Echoes;
  readonly #login: Login;
  readonly #abort = new AbortController();
  readonly #failed: Promise<never>;
  #fail: (error: unknown) => void = () => undefined;
  #client: WechatClient | undefined;
  #watch: Watch | undefined;
  #intake: Intake | undefined;
  #selfId: string | undefined;
  readonly #signs: LifeSigns;
  /** Ends the wait for the next step of a login. */
  #waiting = new AbortController();

  constructor(context: SessionContext<WechatSettings>, echoes: Echoes) {
    this.#context = context;
    this.#echoes = echoes;
    this.#login = new Login(context);
    this.#signs = new LifeSigns(context);
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Heard by `run`, which may not have come as far.
    this.#failed.catch(() => undefined);
  }

  /** While somebody is logged in. */
  get client(): WechatClient | undefined {
    return this.#selfId === undefined ? undefined : this.#client;
  }

  get hasSessionIds(): boolean {
    return this.#selfId !== undefined && isSessionId(this.#selfId);
  }

  /** Rejects with the reason of its end, and with the signal's when it aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const end = (): void => this.#fail(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    try {
      await Promise.race([this.#live(), this.#failed]);
    } finally {
      signal.removeEventListener("abort", end);
      this.#abort.abort(new Error("The connection has ended."));
      const lastSign = this.#noteSign();
      this.#selfId = undefined;
      await this.#intake?.stopped;
      await lastSign;
      await this.#client?.stop();
    }
  }

  async #live(): Promise<void> {
    const { config, clock } = this.#context;
    const directory = await this.#context.privateDirectory();
    const { WechatClient } = await import("./client.ts");
    const client = await WechatClient.open({
      settings: config,
      directory,
      listener: this.#listener(),
    });
    this.#client = client;
    if (this.#abort.signal.aborted) return await client.stop();
    const watch = new Watch(client, clock);
    this.#watch = watch;
    this.#intake = new Intake(this.#context, client, this.#echoes, directory);
    await timeBoxed(client.start(), startMs, "start");
    await watch.firstWord();
    if (this.#selfId === undefined) this.#expectStep();
    await watch.run(() => this.#noteSign(), this.#abort.signal);
  }

  #listener(): PuppetListener {
    return {
      heard: () => this.#watch?.heard(),
      scan: (state, code) => this.#onScan(state, code),
      login: (selfId) => this.#onLogin(selfId),
      logout: (reason) => this.#onLogout(reason),
      message: (id) => this.#intake?.announce(id),
      roomTopic: (roomId, topic) =>
        this.#intake?.add(groupEvent(roomId, { title: topic }, this.#now())),
      roomLeave: (roomId, ids) => this.#onMembership(roomId, ids, "left"),
      roomJoin: (roomId, ids) => this.#onMembership(roomId, ids, "open"),
      friendship: (id) => void this.#onFriendship(id),
      trouble: (failure) => this.#onTrouble(failure),
      lost: (failure) => this.#onLost(failure),
    };
  }

  #onScan(state: ScanState, code: string | undefined): void {
    this.#waiting.abort();
    if (this.#login.show(state, code, this.#abort.signal)) this.#expectStep();
  }

  #onLogin(selfId: string): void {
    this.#waiting.abort();
    if (this.#selfId !== undefined) return;
    this.#selfId = selfId;
    this.#begin(selfId).catch((error: unknown) => this.#fail(error));
  }

  async #begin(selfId: string): Promise<void> {
    const { log } = this.#context;
    let self: Contact = { id: selfId };
    try {
      const client = this.#client;
      if (client !== undefined) {
        self = contactOf(await timeBoxed(client.contact(selfId), lookUpMs, "account"));
      }
    } catch (error) {
      log.info({ error }, "The account's name could not be looked up.");
    }
    if (this.#abort.signal.aborted || this.#selfId !== selfId) return;
    const missedSince = await this.#signs.last();
    this.#context.status({
      state: "connected",
      self,
      ...(missedSince === undefined ? {} : { missedSince }),
    });
    await this.#noteSign();
    this.#intake?.start(selfId, this.#abort.signal, (error) => this.#fail(error));
  }

  #now(): Date {
    return this.#context.clock.now();
  }

  /** What is written while nobody is logged in isn't told to us, so that the gap begins there. */
  async #noteSign(): Promise<void> {
    if (this.#selfId === undefined || this.#watch === undefined) return;
    await this.#signs.note(this.#watch.heardAt);
  }

  #onMembership(roomId: string, contactIds: readonly string[], how: "open" | "left"): void {
    if (this.#selfId === undefined || !contactIds.includes(this.#selfId)) return;
    this.#intake?.add(groupEvent(roomId, { reachability: how }, this.#now()));
  }

  async #onFriendship(id: string): Promise<void> {
    const client = this.#client;
    if (client === undefined) return;
    try {
      const request = await timeBoxed(client.friendRequest(id), lookUpMs, "friend request");
      if (request === undefined) return;
      const { contactId } = request;
      const from = await timeBoxed(client.contact(contactId), lookUpMs, "contact").then(
        contactOf,
        // Strangers often can't be looked up.
        (): Contact => ({ id: contactId }),
      );
      this.#intake?.add(friendRequestEvent(request, from, this.#now()));
    } catch (error) {
      this.#context.log.warn({ error }, "A friend request could not be looked up.");
    }
  }

  #onLogout(reason: string | undefined): void {
    if (this.#selfId === undefined) return;
    void this.#noteSign();
    this.#selfId = undefined;
    this.#context.log.warn({ reason }, "The account was logged out.");
    this.#context.status({
      state: "login-required",
      reason:
        "帐号已在手机上退出，请重新扫码登录。 · The account was logged out, on the phone or by WeChat. Scan the new QR code.",
    });
    this.#expectStep();
  }

  /** The puppet has to say the next thing: a code, or that somebody is in. */
  #expectStep(): void {
    this.#waiting.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    this.#context.clock
      .sleep(loginStepMs, AbortSignal.any([waiting.signal, this.#abort.signal]))
      .then(
        () => this.#fail(nobodyIn()),
        () => undefined,
      );
  }

  /** Puppets report much that they get over. Whether this one still answers shows what it was. */
  #onTrouble(failure: PuppetFailure): void {
    if (this.#abort.signal.aborted) return;
    const { code, message } = toChannelError(failure);
    this.#context.log.warn({ code, meaning: message }, "The puppet reports an error.");
    this.#watch?.check().catch((error: unknown) => this.#fail(error));
  }

  #onLost(failure: PuppetFailure): void {
    this.#watch?.whyLost(failure).then(
      (error) => this.#fail(error),
      (error: unknown) => this.#fail(error),
    );
  }
}

function nobodyIn(): ChannelError {
  return new ChannelError({
    code: "unavailable",
    outcome: "not-sent",
    message:
      "The gateway neither shows a QR code nor says that anybody is logged in. It is started anew.",
  });
}
