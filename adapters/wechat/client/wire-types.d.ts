// wechaty-grpc ships its types where TypeScript doesn't look for them, so that all of the wire would be `any`. These are
// the parts in use here: https://github.com/wechaty/grpc/blob/main/proto/wechaty/puppet.proto
declare module "*/generated/puppet.cjs" {
  import type { grpc } from "wechaty-grpc";

  type Done<R> = (error: grpc.ServiceError | null, response: R) => void;
  type Stream = grpc.ClientReadableStream<unknown>;

  namespace puppet {
    class MessageSendFileRequest {
      setConversationId(id: string): void;
      setFileBox(json: string): void;
    }
    class MessageSendFileResponse {
      getId(): string;
    }
    class MessageFileRequest {
      setId(id: string): void;
    }
    class MessageFileResponse {
      getFileBox(): string;
    }
    class MessageLocationRequest {
      setId(id: string): void;
    }
    class MessageLocationResponse {
      getLocation(): LocationPayload | undefined;
    }
    class LocationPayload {
      toObject(): {
        readonly accuracy: number;
        readonly address: string;
        readonly latitude: number;
        readonly longitude: number;
        readonly name: string;
      };
    }
    class DownloadRequest {
      setId(id: string): void;
    }
    class EventRequest {
      setSequence(sequence: number): void;
    }
    class EventResponse {
      getType(): number;
      getPayload(): string;
    }
    const EventType: { readonly EVENT_TYPE_LOGOUT: number };
    class VersionRequest {
      toArray(): unknown[];
    }
    class VersionResponse {
      getVersion(): string;
    }
    class PuppetClient {
      close(): void;
      download(request: DownloadRequest): Stream;
      event(request: EventRequest, options: grpc.CallOptions): Stream;
      messageFile(request: MessageFileRequest, done: Done<MessageFileResponse>): unknown;
      messageLocation(
        request: MessageLocationRequest,
        done: Done<MessageLocationResponse>,
      ): unknown;
      messageSendFile(
        request: MessageSendFileRequest,
        done: Done<MessageSendFileResponse>,
      ): unknown;
      version(
        request: VersionRequest,
        metadata: grpc.Metadata,
        options: grpc.CallOptions,
        done: Done<VersionResponse>,
      ): unknown;
    }
  }
  export default puppet;
}
