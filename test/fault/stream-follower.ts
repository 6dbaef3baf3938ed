import type { Site } from "./site.ts";
import { eventually, pause } from "./waiting.ts";

/** A client that follows the event stream through every kill, coming back with the number of the last event it has. */
export class StreamFollower {
  readonly #site: Site;
  readonly #stop = new AbortController();
  #following: Promise<void> = Promise.resolve();
  /** The numbers it got, in the order in which they came. */
  readonly numbers: number[] = [];
  connections = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  start(): void {
    this.#following = this.#follow();
  }

  /** Resolves when it has everything up to `last`. */
  async upTo(last: number): Promise<void> {
    await eventually(`the stream to come to ${last}`, () => (this.numbers.at(-1) ?? 0) >= last, {
      found: () => `It is at ${this.numbers.at(-1)}.`,
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  /** What was missed, doubled or out of order. */
  violations(): readonly string[] {
    const at = this.numbers.findIndex((number, index) => number !== index + 1);
    return at < 0 ? [] : [`stream: ${this.numbers[at]} came after ${this.numbers[at - 1] ?? 0}`];
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#site.serving();
      try {
        await this.#connect(signal);
      } catch {
        // The hub was killed: the next one goes on from here.
      }
      await pause(10);
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const response = await this.#site.stream(this.numbers.at(-1) ?? 0, signal);
    if (response.status !== 200 || response.body === null) return;
    this.connections += 1;
    let rest = "";
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + text).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) this.#take(frame);
    }
  }

  #take(frame: string): void {
    const id = /^id: (\d+)$/m.exec(frame)?.[1];
    // The first frame of a connection names the place, not an event.
    if (id !== undefined && !frame.includes("event: ready")) this.numbers.push(Number(id));
  }
}
