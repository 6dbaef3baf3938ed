/** The largest piece that travels at once. */
const pieceBytes = 128 * 1024;

interface Lent {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  rest: Uint8Array | undefined;
}

/** Streams of this side that the other one reads, piece by piece: nothing is read before it is asked for. */
export class LentStreams {
  readonly #lent = new Map<number, Lent>();
  #count = 0;

  lend(stream: ReadableStream<Uint8Array>): number {
    this.#count += 1;
    this.#lent.set(this.#count, { reader: stream.getReader(), rest: undefined });
    return this.#count;
  }

  /** The next piece; undefined at the end. */
  async pull(id: number): Promise<Uint8Array | undefined> {
    const lent = this.#lent.get(id);
    if (lent === undefined) throw new Error("This stream is over.");
    try {
      const piece = lent.rest ?? (await nextPiece(lent.reader));
      if (piece === undefined) {
        this.#lent.delete(id);
        return undefined;
      }
      lent.rest = piece.byteLength > pieceBytes ? piece.subarray(pieceBytes) : undefined;
      return piece.subarray(0, pieceBytes);
    } catch (error) {
      this.#lent.delete(id);
      throw error;
    }
  }

  /** Nobody reads it any more. */
  async cancel(id: number, why: string): Promise<void> {
    const lent = this.#lent.get(id);
    this.#lent.delete(id);
    await lent?.reader.cancel(new Error(why));
  }

  async cancelAll(why: string): Promise<void> {
    await Promise.allSettled([...this.#lent.keys()].map((id) => this.cancel(id, why)));
  }
}

async function nextPiece(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Uint8Array | undefined> {
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return undefined;
    if (value.byteLength > 0) return value;
  }
}

/** An answer that came when nobody waited for it any more: what it lent is given up. */
export function giveUpStreams(line: StreamLine, answer: unknown): void {
  if (typeof answer !== "object" || answer === null) return;
  if ("body" in answer) giveUpStreams(line, answer.body);
  if ("stream" in answer && typeof answer.stream === "number") line.cancel(answer.stream);
}

/** How a stream of the other side is read. */
export interface StreamLine {
  pull(stream: number): Promise<Uint8Array | undefined>;
  cancel(stream: number): void;
}

/** Whoever lets go of a stream without reading it to its end must not keep the other side's open. */
const forgotten = new FinalizationRegistry<() => void>((cancel) => cancel());

/** A stream of the other side. With the signal's abort it fails here, and is given up there. */
export function borrowedStream(
  line: StreamLine,
  id: number,
  signal?: AbortSignal,
): ReadableStream<Uint8Array> {
  let over = false;
  let abort = (): void => undefined;
  const end = (): void => {
    over = true;
    signal?.removeEventListener("abort", abort);
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const target = new WeakRef(controller);
        abort = () => {
          if (over) return;
          end();
          target.deref()?.error(signal?.reason);
          line.cancel(id);
        };
      },
      async pull(controller) {
        try {
          const piece = await line.pull(id);
          if (over) return;
          if (piece !== undefined) {
            controller.enqueue(piece);
            return;
          }
          end();
          controller.close();
        } catch (error) {
          if (over) return;
          end();
          controller.error(error);
        }
      },
      cancel() {
        if (over) return;
        end();
        line.cancel(id);
      },
    },
    { highWaterMark: 0 },
  );
  if (signal?.aborted === true) abort();
  else signal?.addEventListener("abort", abort, { once: true });
  forgotten.register(stream, () => {
    if (over) return;
    end();
    line.cancel(id);
  });
  return stream;
}
