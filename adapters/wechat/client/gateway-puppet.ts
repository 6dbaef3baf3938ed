import { pipeline } from "node:stream";
import type { Readable } from "node:stream";
import type { FileBoxInterface } from "file-box";
import { chunkDecoder, grpc, puppet as wire } from "wechaty-grpc";
import type { payloads } from "wechaty-puppet";
import { PuppetService } from "wechaty-puppet-service";
import type { PuppetFailure } from "../payloads.ts";

type Manager = PuppetService["grpcManager"];

/** How long a call that only asks how the gateway is may take. */
const probeMs = 5_000;

/**
 * The library's client of a gateway, without what makes it lose, double or leak: each override says what.
 * https://github.com/wechaty/puppet-service/blob/main/src/client/puppet-service.ts
 */
export class GatewayPuppet extends PuppetService {
  #isToldOfLogout = false;
  #onLost: (failure: PuppetFailure) => void = () => undefined;

  /** Told when the stream of events has ended: nothing will be heard any more, and the library won't say so. */
  set onLost(listener: (failure: PuppetFailure) => void) {
    this.#onLost = listener;
  }

  /** It would keep contacts in a LevelDB under `$HOME`, in a folder named like the token, and never ask again. */
  protected override hookPayloadStore(): void {}

  protected override bridgeGrpcEventStream(manager: Manager): void {
    super.bridgeGrpcEventStream(manager);
    const [tell] = manager.listeners("data");
    manager.removeAllListeners("data");
    // What a gateway says that makes no sense would throw in whichever listener is the first, and end the process.
    manager.on("data", (event: wire.EventResponse) => {
      if (event.getType() === wire.EventType.EVENT_TYPE_LOGOUT) this.#isToldOfLogout = true;
      if (isReadable(event)) tell?.(event);
      else this.emit("error", { data: "the gateway told of something in a way nobody can read" });
    });
    manager.on("error", (error: unknown) => this.#lose(failureOf(error)));
    manager.on("end", () => this.#lose({ words: "the stream of events ended" }));
    manager.on("cancel", () => this.#lose({ words: "the stream of events was cancelled" }));
  }

  /** The library's own asks the gateway to stop, and that logs the account out: a restart of ours would need a QR code. */
  override onStop(): Promise<void> {
    for (const clean of this._cleanupCallbackList.splice(0)) clean();
    this.letGo();
    delete this._grpcManager;
    return Promise.resolve();
  }

  /** Told of a logout, the library's own asks for another one, which would end a login that came meanwhile. */
  override async logout(reason?: string): Promise<void> {
    if (!this.#isToldOfLogout) return await super.logout(reason);
    this.#isToldOfLogout = false;
    if (!this.isLoggedIn) return;
    this.emit("logout", { contactId: this.currentUserId, data: reason ?? "" });
    // At once: the next login may be the next thing that is told, and would be refused.
    this.__currentUserId = undefined;
  }

  /** Nobody handles a rejection of the library's own, so that a gateway that is away at this moment would end the process. */
  override async dirtyPayload(
    ...about: Parameters<PuppetService["dirtyPayload"]>
  ): ReturnType<PuppetService["dirtyPayload"]> {
    try {
      await super.dirtyPayload(...about);
    } catch {
      // The library has logged it, and goes on with what it knows after 5 s.
    }
  }

  #lose(failure: PuppetFailure): void {
    const told = this.#onLost;
    this.#onLost = () => undefined;
    told(failure);
  }

  /** Closes all connections at once; calls under way fail. */
  letGo(): void {
    this.#onLost = () => undefined;
    const manager = this._grpcManager;
    if (manager === undefined) return;
    // Not destroyed, as the library does: the gateway would never know, and refuse the next one.
    manager.eventStream?.on("error", () => undefined).cancel();
    // A manager that never got as far has no client.
    clientOf(manager)?.close();
  }

  /** The library's own sends the file a second time when the first call fails, whatever became of it. */
  override async messageSendFile(
    conversationId: string,
    file: FileBoxInterface,
  ): Promise<void | string> {
    const request = new wire.MessageSendFileRequest();
    request.setConversationId(conversationId);
    request.setFileBox(await this.serializeFileBox(file));
    const response = await answer<wire.MessageSendFileResponse>((done) =>
      this.grpcManager.client.messageSendFile(request, done),
    );
    const id = response.getId();
    if (id !== "") return id;
  }

  /** The library's own asks again in an older way when it fails, and that one may never answer. */
  override async messageFile(id: string): Promise<FileBoxInterface> {
    const request = new wire.MessageFileRequest();
    request.setId(id);
    const response = await answer<wire.MessageFileResponse>((done) =>
      this.grpcManager.client.messageFile(request, done),
    );
    return this.FileBoxUuid.fromJSON(response.getFileBox());
  }

  /** The library's own never ends when the connection breaks on the way, nor stops when nobody wants the rest. */
  download(uuid: string): Readable {
    const request = new wire.DownloadRequest();
    request.setId(uuid);
    const response = this.grpcManager.client.download(request);
    // An error reaches whoever reads the last of them.
    return pipeline(response, chunkDecoder(), () => response.cancel());
  }

  /** The library's own hands over 0, 0 for every place: it spreads an object that keeps its fields elsewhere. */
  override async messageLocation(id: string): Promise<payloads.Location> {
    const request = new wire.MessageLocationRequest();
    request.setId(id);
    const response = await answer<wire.MessageLocationResponse>((done) =>
      this.grpcManager.client.messageLocation(request, done),
    );
    const location = response.getLocation();
    if (location === undefined) throw new Error("the gateway has no location of it");
    return location.toObject();
  }

  /**
   * Why nothing is heard: asks the gateway's version, and, when our stream of events is gone, whether it would open one for
   * us: what came through that one is lost. Undefined: all is well there.
   */
  async diagnose(streamIsGone: boolean): Promise<PuppetFailure | undefined> {
    const { _grpcManager: manager } = this;
    const client = manager && clientOf(manager);
    if (client === undefined) return { words: "it was never connected" };
    try {
      await answer<wire.VersionResponse>((done) =>
        client.version(
          new wire.VersionRequest(),
          new grpc.Metadata(),
          { deadline: Date.now() + probeMs },
          done,
        ),
      );
      return streamIsGone ? await refusalOfEvents(client) : undefined;
    } catch (error) {
      return failureOf(error);
    }
  }
}

/** Events come as JSON: an object each. */
function isReadable(event: wire.EventResponse): boolean {
  try {
    const payload: unknown = JSON.parse(event.getPayload());
    return typeof payload === "object" && payload !== null;
  } catch {
    // That is what the answer says.
    return false;
  }
}

type Client = Manager["client"];

function clientOf(manager: Manager): Client | undefined {
  try {
    return manager.client;
  } catch {
    // "NO CLIENT": it never got as far.
    return undefined;
  }
}

/** One call, as a promise. */
function answer<R>(
  ask: (done: (error: grpc.ServiceError | null, response: R) => void) => unknown,
): Promise<R> {
  return new Promise((resolve, reject) => {
    ask((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

/** Opens a stream of events and closes it again; resolves with why it was refused. */
function refusalOfEvents(client: Client): Promise<PuppetFailure | undefined> {
  return new Promise((resolve) => {
    const stream = client.event(new wire.EventRequest(), { deadline: Date.now() + probeMs });
    const end = (failure?: PuppetFailure): void => {
      resolve(failure);
      stream.cancel();
    };
    // What comes after the first word says nothing new, but an error without a listener would end the process.
    stream.on("error", (error: unknown) => end(failureOf(error)));
    stream.once("data", () => end());
    stream.once("end", () => end({ words: "the stream of events ended" }));
  });
}

/** Of what the library throws: gRPC's own errors, and GError, which wraps anything. */
export function failureOf(thrown: unknown): PuppetFailure {
  const { code } = thrown as { readonly code?: unknown };
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return typeof code === "number" ? { code, words } : { words };
}
