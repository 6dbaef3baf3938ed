import { setTimeout as pause } from "node:timers/promises";
import type {
  PlatformSimulator,
  SentMessage,
  SimulatedCustomer,
  SimulatedMessage,
  SimulatedPart,
} from "../../adapter/testkit/index.ts";
import type { Group, Member, Step } from "./cast.ts";
import { Chance } from "./chance.ts";

/** A timer's longest, about 25 days: as long as a demo may have to wait for an answer. */
const forEver = 2 ** 31 - 1;

export interface StageParts {
  readonly simulator: PlatformSimulator;
  /** The first time: whoever it is comes to the platform. */
  readonly meet: (member: Member) => SimulatedCustomer;
  readonly cast: readonly Member[];
  readonly group?: Group;
  readonly seed: number;
  /** How many times faster than people everybody is. */
  readonly speed: number;
  /** Told of everything that happens, in a line for the person who watches. */
  readonly tell: (line: string) => void;
}

/** The simulated customers, each with a story of their own, until they are stopped. */
export class Stage {
  readonly #parts: StageParts;
  readonly #over = new AbortController();
  readonly #end = aborted(this.#over.signal);
  #playing: Promise<unknown> = Promise.resolve();

  constructor(parts: StageParts) {
    this.#parts = parts;
  }

  /** Lets everybody come in, one after the other. */
  start(): void {
    const chance = new Chance(this.#parts.seed);
    const { cast, group } = this.#parts;
    const plays = cast.map((member, at) => this.#play(member, at, chance.branch()));
    if (group !== undefined) plays.push(this.#playGroup(group, chance.branch()));
    this.#playing = Promise.all(plays);
    // Whoever stops the stage hears of it.
    this.#playing.catch(() => undefined);
    this.#end.catch(() => undefined);
  }

  /** Rejects when the play broke off by itself. */
  async stop(): Promise<void> {
    this.#over.abort();
    try {
      await this.#playing;
    } catch (error) {
      if (!this.#over.signal.aborted || !(error instanceof Error) || error.name !== "AbortError") {
        throw error;
      }
    }
  }

  async #play(member: Member, at: number, chance: Chance): Promise<void> {
    const { tell, meet } = this.#parts;
    const customer = meet(member);
    const scene: Scene = { customer, answered: 0, last: undefined };
    await this.#wait(chance, at * 3, at * 3 + 2);
    for (const step of member.story) {
      if (step.does === "waits") await this.#untilAnswered(scene);
      await this.#wait(chance, 2, 6);
      await this.#take(step, scene, tell);
    }
    for (let turn = 0; ; turn += 1) {
      await this.#untilAnswered(scene);
      await this.#wait(chance, 3, 8);
      const text = member.afterwards[turn % member.afterwards.length] ?? "";
      await this.#take({ does: "sends", parts: [{ type: "text", text: { text } }] }, scene, tell);
    }
  }

  async #playGroup(group: Group, chance: Chance): Promise<void> {
    const { simulator, tell } = this.#parts;
    const members = group.lines.map(({ by }) => simulator.customer(by));
    const thread = simulator.group(group.title, members);
    for (const { by, text } of group.lines) {
      await this.#wait(chance, 12, 20);
      await simulator.customer(by).send([{ type: "text", text: { text } }], { in: thread });
      tell(`${by} in “${group.title}”: ${text}`);
    }
  }

  async #take(step: Step, scene: Scene, tell: (line: string) => void): Promise<void> {
    const { customer, last } = scene;
    switch (step.does) {
      case "sends":
        scene.last = await customer.send(step.parts);
        tell(`${customer.name}: ${step.parts.map(inWords).join(" ")}`);
        break;
      case "edits":
        if (last === undefined) break;
        await customer.edit(last, { text: step.text });
        tell(`${customer.name} corrects: ${step.text}`);
        break;
      case "reacts": {
        const ours = this.#sentTo(customer).at(-1);
        if (ours === undefined) break;
        await customer.react(ours, [step.emoji]);
        tell(`${customer.name} reacts: ${step.emoji}`);
        break;
      }
      case "waits":
        break;
    }
  }

  async #untilAnswered(scene: Scene): Promise<void> {
    const { simulator } = this.#parts;
    const answered = simulator.untilSent(
      () => this.#sentTo(scene.customer).length > scene.answered,
      forEver,
    );
    await Promise.race([answered, this.#end]);
    const ours = this.#sentTo(scene.customer);
    for (const { parts } of ours.slice(scene.answered)) {
      this.#parts.tell(`→ ${scene.customer.name}: ${parts.map(inWords).join(" ")}`);
    }
    scene.answered = ours.length;
  }

  #sentTo({ id }: SimulatedCustomer): readonly SentMessage[] {
    return this.#parts.simulator
      .sent()
      .filter(({ conversationId, deleted }) => conversationId === id && !deleted);
  }

  async #wait(chance: Chance, least: number, most: number): Promise<void> {
    const ms = (chance.between(least, most) * 1000) / this.#parts.speed;
    await pause(ms, undefined, { signal: this.#over.signal });
  }
}

/** How far one customer is. */
interface Scene {
  readonly customer: SimulatedCustomer;
  /** How many messages of ours they have taken notice of. */
  answered: number;
  last: SimulatedMessage | undefined;
}

function inWords(part: SimulatedPart): string {
  switch (part.type) {
    case "text":
      return part.text.text;
    case "media":
      return `[${part.file.kind}] ${part.caption?.text ?? ""}`.trimEnd();
    case "location":
      return `[location] ${part.name ?? ""}`.trimEnd();
    default:
      return `[${part.type}]`;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(new DOMException("The demo is over.", "AbortError"));
    signal.addEventListener("abort", end, { once: true });
  });
}
