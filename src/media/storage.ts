/** What became of a stream of bytes. */
export interface StoredFile {
  /** Of the bytes, in hex. */
  readonly sha256: string;
  readonly size: number;
}

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Where files lie, under ids made by the hub. */
export interface Storage {
  /**
   * Stores a stream whole or not at all; once it resolves, the bytes survive a power cut. Replaces what was there.
   * @throws TooLargeError, StorageError when it is the storage's fault, else whatever the source failed with.
   */
  put(id: string, source: ReadableStream<Uint8Array>, maxBytes: number): Promise<StoredFile>;
  /** @throws StorageError when there is no such file. */
  open(id: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  /** No error when it isn't there. */
  delete(id: string): Promise<void>;
}

/** More bytes came than are allowed. */
export class TooLargeError extends Error {
  override readonly name = "TooLargeError";

  constructor(maxBytes: number) {
    super(`The file has more than ${maxBytes} bytes.`);
  }
}

/** The disk is full, not writable, or the file is gone. */
export class StorageError extends Error {
  override readonly name = "StorageError";
}
