import { randomBytes } from "node:crypto";
import type { Push } from "./wire.ts";

/** What the phone asks of WhatsApp's servers. */
interface Servers {
  link(): void;
  tell(push: Push): void;
  acknowledge(id: string, ack: number): void;
}

/** How many codes WhatsApp shows before it wants to be asked for more. */
const codesPerRound = 6;

/** Our phone, which links and unlinks the hub, and what the phones of the others do by themselves. */
export class Phone {
  /** False: somebody has to call `scan` or `enter`, as in the demo. */
  scansByItself = true;
  /** It will have nothing to do with this device: codes are shown in vain. */
  refuses = false;
  /** How long a code can be scanned, in ms. */
  codeMs = 20_000;
  readonly others: { delivered(id: string): void };
  readonly #network: Servers;
  #ref = "";
  #left = 0;
  #code: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(network: Servers) {
    this.#network = network;
    this.others = {
      delivered: (id) => {
        setImmediate(() => this.#network.acknowledge(id, 2));
      },
    };
  }

  /** A page that isn't linked has come: it is shown codes. */
  offer(): void {
    this.#left = codesPerRound;
    this.#next();
  }

  refresh(): void {
    this.offer();
  }

  /** The code is on a screen. */
  seen(ref: string): void {
    if (this.scansByItself && !this.refuses && ref === this.#ref) this.#linked();
  }

  /** Scans a QR code. @throws when it isn't the one that is valid now. */
  scan(data: string): void {
    if (this.refuses || data.split(",", 1)[0] !== this.#ref) {
      throw new Error("WhatsApp says: couldn't link the device. Try again with a new code.");
    }
    this.#linked();
  }

  /** The page asks for a code that is typed into the phone. */
  pair(): string {
    this.#code = randomBytes(4).toString("hex").toUpperCase();
    if (this.scansByItself && !this.refuses) setTimeout(() => this.#linked(), 20).unref();
    return this.#code;
  }

  /** Types a pairing code. @throws when it is another one. */
  enter(code: string): void {
    if (this.refuses || code !== this.#code) throw new Error("WhatsApp says: wrong code.");
    this.#linked();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #linked(): void {
    this.stop();
    this.#network.link();
  }

  #next(): void {
    clearTimeout(this.#timer);
    const idle = this.#left === 0;
    this.#left -= 1;
    if (!idle) this.#ref = `2@${randomBytes(16).toString("base64url")}`;
    this.#network.tell({ op: "ref", ref: this.#ref, idle });
    if (!idle) {
      this.#timer = setTimeout(() => this.#next(), this.refuses ? 5 : this.codeMs);
      this.#timer.unref();
    }
  }
}
