import { ChannelError } from "switchboard/adapter";
import type { Clock, SessionLog } from "switchboard/adapter";
import type { Client, Message } from "whatsapp-web.js";
import { argumentsFor, type Browser } from "./browser.ts";
import { type Content, type Vendor, vendorContent } from "./client/content.ts";
import { within } from "./deadline.ts";
import type { Ending } from "./errors.ts";
import { failedCall } from "./errors.ts";
import * as page from "./page.ts";
import type { WhatsAppSettings } from "./settings.ts";
import type { WebEvent, WebMessage, WebReaction } from "./web.ts";

/** What a session is told. None of these may throw. */
export interface ClientListener {
  code(data: string, how: "qr" | "pairing"): void;
  authenticated(): void;
  ready(): void;
  state(state: string): void;
  event(event: WebEvent): void;
  /** Once: the browser or the account's session is over. */
  ended(ending: Ending): void;
}

export interface ClientOptions {
  readonly config: WhatsAppSettings;
  readonly browser: Browser;
  /** Where the browser keeps the account's session. */
  readonly profile: string;
  readonly clock: Clock;
  readonly log: SessionLog;
}

const callMs = 30_000;
const leastCallMs = 3000;
const closeMs = 5000;

/** One browser with WhatsApp Web in it, from its start to its end. The only file that knows whatsapp-web.js. */
export class WhatsAppClient {
  readonly #options: ClientOptions;
  readonly #listener: ClientListener;
  readonly #vendor: Vendor;
  readonly #client: Client;
  /** Settled when there is a browser, or will be none. */
  readonly #launched: Promise<void>;
  #noteLaunched: () => void = () => undefined;
  #isInitializing = true;
  #isClosing = false;
  #isOver = false;
  #asksForPairingCode = false;

  /** The library costs 77 MB and half a second: it is loaded by the first channel that runs. */
  static async make(options: ClientOptions, listener: ClientListener): Promise<WhatsAppClient> {
    const { default: vendor } = (await import("whatsapp-web.js")) as unknown as { default: Vendor };
    return new WhatsAppClient(options, listener, vendor);
  }

  private constructor(options: ClientOptions, listener: ClientListener, vendor: Vendor) {
    this.#options = options;
    this.#listener = listener;
    this.#vendor = vendor;
    this.#launched = new Promise((resolve) => {
      this.#noteLaunched = resolve;
    });
    const { config, browser, profile } = options;
    const login = new vendor.NoAuth();
    // With the browser at hand and nothing loaded yet.
    login.afterBrowserInitialized = () => this.#watchBrowser();
    this.#client = new vendor.Client({
      authStrategy: login,
      evalOnNewDoc: page.prepare,
      puppeteer: {
        executablePath: browser.path,
        headless: browser.isShell ? "shell" : true,
        // Its end is the browser's end too, so that a hub that is killed leaves none behind; and nobody else can connect.
        pipe: true,
        userDataDir: profile,
        args: [...argumentsFor(config, process.getuid?.() === 0)],
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        timeout: 60_000,
        protocolTimeout: 180_000,
      },
      // The version of WhatsApp Web that its servers give out; kept nowhere.
      webVersionCache: { type: "none" },
      userAgent: userAgent(browser.major),
      authTimeoutMs: 60_000,
      ...(config.proxyUser === undefined
        ? {}
        : {
            proxyAuthentication: {
              username: config.proxyUser,
              password: config.proxyPassword ?? "",
            },
          }),
    });
    this.#tame();
    this.#listen();
  }

  /** Resolves when the page is loaded; what follows is told to the listener. */
  async start(): Promise<void> {
    try {
      await this.#client.initialize();
    } catch (cause) {
      if (!this.#isClosing) this.#end({ type: "not-loaded", cause });
    } finally {
      this.#isInitializing = false;
      this.#noteLaunched();
    }
  }

  /** Ends the browser, by force when it doesn't go, and resolves when it is gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#isOver = true;
    await this.#launched;
    this.#client.removeAllListeners();
    const browser = this.#client.pupBrowser ?? undefined;
    if (browser === undefined) return;
    const child = browser.process();
    const gone = new Promise<void>((resolve) => {
      if (child === null || child.exitCode !== null || child.signalCode !== null) resolve();
      else child.once("exit", () => resolve());
    });
    const { clock } = this.#options;
    const closed = within(
      browser.close().catch(() => undefined),
      { clock, ms: closeMs, leastMs: closeMs },
    );
    if ((await closed) === "late") child?.kill("SIGKILL");
    await gone;
  }

  /** Undefined: nobody has that address. */
  async send(
    chat: string,
    content: Content,
    quoted: string | undefined,
  ): Promise<WebMessage | undefined> {
    const options = {
      linkPreview: false,
      sendSeen: false,
      ignoreQuoteErrors: false,
      waitUntilMsgSent: true,
      parseVCards: content.type === "vcard",
      ...(quoted === undefined ? {} : { quotedMessageId: quoted }),
    };
    const sent = await this.#client.sendMessage(chat, vendorContent(this.#vendor, content), {
      ...options,
      ...(content.type === "file"
        ? {
            ...(content.caption === undefined ? {} : { caption: content.caption }),
            sendMediaAsDocument: content.as === "document",
            sendMediaAsSticker: content.as === "sticker",
            sendVideoAsGif: content.as === "gif",
            sendAudioAsVoice: content.as === "voice",
          }
        : {}),
    });
    return (sent as Message | undefined) === undefined ? undefined : rawOf(sent);
  }

  /** False: WhatsApp doesn't allow it. */
  async edit(key: string, text: string): Promise<boolean> {
    const message = await this.#message(key);
    const edited = await this.call("edit", () => message.edit(text, { linkPreview: false }));
    return edited !== null;
  }

  async revoke(key: string): Promise<void> {
    const message = await this.#message(key);
    await this.call("revoke", () => message.delete(true));
  }

  async react(key: string, emoji: string): Promise<void> {
    await this.call("react", () => this.#client.sendReaction(key, emoji));
  }

  async markRead(chat: string): Promise<void> {
    await this.call("read", () => this.#client.sendSeen(chat));
  }

  /** The address that a number is registered under. */
  async addressOfNumber(number: string): Promise<string | undefined> {
    const id = await this.call("look-up", () => this.#client.getNumberId(number));
    return id?._serialized;
  }

  self(): { readonly id: string; readonly name: string } {
    const { wid, pushname } = this.#client.info;
    return { id: wid._serialized, name: pushname };
  }

  /** Runs a function of page.ts in the page, time-boxed: after a crash of the page such calls never end. */
  evaluate<A, R>(
    run: (argument: A) => R | Promise<R>,
    argument: A,
    limits: { readonly ms?: number; readonly leastMs?: number } = {},
  ): Promise<R> {
    return this.call<R>(
      run.name,
      async () => {
        const { pupPage } = this.#client;
        if (pupPage == null) throw new Error("There is no page yet.");
        return (await pupPage.evaluate(`(${String(run)})(${JSON.stringify(argument)})`)) as R;
      },
      limits,
    );
  }

  /** @throws ChannelError `timeout`, or `unavailable`; outcome `unknown`. */
  async call<T>(
    what: string,
    work: () => Promise<T>,
    {
      ms = callMs,
      leastMs = leastCallMs,
    }: { readonly ms?: number; readonly leastMs?: number } = {},
  ): Promise<T> {
    const { clock } = this.#options;
    const result = await within(
      work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
      { clock, ms, leastMs },
    );
    if (result === "late") {
      throw new ChannelError({
        code: "timeout",
        outcome: "unknown",
        message: `WhatsApp Web didn't answer in time (${what}).`,
      });
    }
    if ("error" in result) throw failedCall(result.error, "unknown");
    return result.value;
  }

  async #message(key: string): Promise<Message> {
    const message = await this.call("look-up", () => this.#client.getMessageById(key));
    if ((message as Message | null) === null)
      throw new Error("The message was there a moment ago.");
    return message;
  }

  /**
   * Takes from the library what ends in a rejection that nobody can catch, and what it does behind our back: it loads
   * itself into each new page without being waited for, closes the browser, and reads the page's text for its cache.
   */
  #tame(): void {
    wrap(this.#client, "inject", async (original) => {
      try {
        await original();
      } catch (error) {
        if (this.#isInitializing) throw error;
        this.#end({ type: "page-closed" });
      }
    });
    wrap(this.#client, "attachEventListeners", async (original) => {
      try {
        await original();
        await this.evaluate(page.markListening, undefined);
      } catch (cause) {
        // From here on it would be `ready` at the next synchronisation, and deaf.
        this.#end({ type: "half-attached", cause });
        throw cause;
      }
    });
    wrap(this.#client, "initWebVersionCache", () => Promise.resolve());
    wrap(this.#client, "destroy", () => Promise.resolve());
  }

  async #watchBrowser(): Promise<void> {
    const { pupBrowser, pupPage } = this.#client;
    this.#noteLaunched();
    pupBrowser?.once("disconnected", () => this.#end({ type: "browser-gone" }));
    pupPage?.once("error", () => this.#end({ type: "page-crashed" }));
    pupPage?.once("close", () => this.#end({ type: "page-closed" }));
    // Chromium shows the proxy's answer as if it were the page, which counts as loaded.
    pupPage?.on("response", (response) => {
      if (response.status() !== 407 || !response.request().isNavigationRequest()) return;
      this.#end({ type: "not-loaded", cause: new Error("ERR_PROXY_AUTH_REQUESTED") });
    });
    if (this.#isClosing) throw new Error("Told to end while it started.");
    return Promise.resolve();
  }

  #listen(): void {
    const { phoneNumber } = this.#options.config;
    const tell = (event: WebEvent): void => {
      if (!this.#isOver) this.#listener.event(event);
    };
    this.#client.on("qr", (data) => {
      if (phoneNumber === undefined) this.#listener.code(data, "qr");
      else this.#askForPairingCode(phoneNumber);
    });
    this.#client.on("code", (code) => this.#listener.code(code, "pairing"));
    this.#client.on("authenticated", () => this.#listener.authenticated());
    this.#client.on("ready", () => this.#listener.ready());
    this.#client.on("change_state", (state) => this.#listener.state(state));
    this.#client.on("disconnected", (reason) =>
      this.#end(reason === "LOGOUT" ? { type: "logged-out" } : { type: "state", state: reason }),
    );
    this.#client.on("message_create", (message) =>
      tell({ type: "message", message: rawOf(message) }),
    );
    this.#client.on("message_ciphertext_failed", (message: Message) =>
      tell({ type: "undecryptable", message: rawOf(message) }),
    );
    this.#client.on("message_edit", (message) => tell({ type: "edit", message: rawOf(message) }));
    this.#client.on("message_revoke_everyone", (message) =>
      tell({ type: "revoke", message: rawOf(message) }),
    );
    this.#client.on("message_ack", (message, ack) =>
      tell({ type: "ack", message: rawOf(message), ack }),
    );
    this.#client.on("message_reaction", (reaction) =>
      tell({ type: "reaction", reaction: reactionOf(reaction) }),
    );
  }

  /** The library would do it by itself, and leave a rejection that nobody can catch when the page goes meanwhile. */
  #askForPairingCode(phoneNumber: string): void {
    if (this.#asksForPairingCode) return;
    this.#asksForPairingCode = true;
    this.call("pairing code", () => this.#client.requestPairingCode(phoneNumber)).catch(
      (error: unknown) => {
        this.#asksForPairingCode = false;
        this.#options.log.warn(
          { err: error },
          "no pairing code could be had; the next try follows",
        );
      },
    );
  }

  #end(ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.ended(ending);
  }
}

/** Replaces a method of the library's that its types don't tell of. */
function wrap(
  client: Client,
  name: string,
  around: (original: () => Promise<void>) => Promise<void>,
): void {
  const original = Reflect.get(client, name) as () => Promise<void>;
  Reflect.set(client, name, () => around(() => original.call(client)));
}

function rawOf(message: Message): WebMessage {
  return message.rawData as WebMessage;
}

function reactionOf(reaction: {
  readonly id: unknown;
  readonly msgId: unknown;
  readonly senderId: string;
  readonly reaction: string;
  readonly timestamp: number;
}): WebReaction {
  const { id, msgId, senderId, timestamp } = reaction;
  const { fromMe } = id as { readonly fromMe: boolean };
  return {
    msgId: msgId as WebReaction["msgId"],
    senderId,
    reaction: reaction.reaction,
    timestamp,
    fromMe,
  };
}

/** A browser with windows: WhatsApp Web sends others to its download page. */
function userAgent(major: string): string {
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}
