/**
 * Opus out of WebM, as Chromium records it, into Ogg, as messengers take it. The sound itself stays as it is.
 * https://www.rfc-editor.org/rfc/rfc7845, https://www.matroska.org/technical/elements.html
 *
 * @throws when it isn't WebM with Opus.
 */
export function oggOf(webm: Uint8Array): Uint8Array<ArrayBuffer> {
  const { head, packets } = read(webm);
  if (head === undefined || packets.length === 0) throw new Error("There is no sound in it.");
  const writer = new OggWriter();
  writer.page([head], 0, first);
  writer.page([tags], 0, 0);
  let samples = 0;
  let held: Uint8Array[] = [];
  for (const [index, packet] of packets.entries()) {
    held.push(packet);
    samples += samplesIn(packet);
    const isLast = index === packets.length - 1;
    // About a second, and never more than a page can name.
    if (!isLast && held.length < 50 && segmentsOf(held) < 200) continue;
    writer.page(held, samples, isLast ? last : 0);
    held = [];
  }
  return writer.bytes();
}

const first = 2;
const last = 4;
const tags = new TextEncoder().encode("OpusTags\u0004\0\0\0none\0\0\0\0");

const ids = {
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  track: 0xae,
  codecPrivate: 0x63a2,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
} as const;
const entered: ReadonlySet<number> = new Set([
  ids.segment,
  ids.tracks,
  ids.track,
  ids.cluster,
  ids.blockGroup,
]);

/** The head of the stream, and its packets in their order. */
function read(webm: Uint8Array): { head: Uint8Array | undefined; packets: Uint8Array[] } {
  let head: Uint8Array | undefined;
  const packets: Uint8Array[] = [];
  for (let at = 0; at < webm.length;) {
    const id = numberAt(webm, at, false);
    const size = numberAt(webm, at + id.length, true);
    const start = at + id.length + size.length;
    // Into what holds others, whose size may be unknown; over all else.
    at = entered.has(id.value) ? start : start + size.value;
    if (id.value === ids.codecPrivate) head = webm.subarray(start, at);
    // Number of the track, time, flags; then the packet.
    if (id.value === ids.simpleBlock || id.value === ids.block) {
      const { length } = numberAt(webm, start, true);
      packets.push(webm.subarray(start + length + 3, at));
    }
  }
  return { head, packets };
}

/** A number whose first byte says how long it is; of an id, that marker is a part. */
function numberAt(
  bytes: Uint8Array,
  at: number,
  isSize: boolean,
): { readonly value: number; readonly length: number } {
  const start = bytes[at] ?? 0;
  const length = Math.clz32(start) - 23;
  if (length > 8) throw new Error("It is no WebM.");
  let value = isSize ? start & (0xff >> length) : start;
  for (let index = 1; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return { value, length };
}

/** How long a packet sounds, at 48000 samples a second (https://www.rfc-editor.org/rfc/rfc6716#section-3.1). */
function samplesIn(packet: Uint8Array): number {
  const [toc = 0, second = 0] = packet;
  const config = toc >> 3;
  const frame =
    config < 12
      ? ([480, 960, 1920, 2880][config % 4] ?? 0)
      : config < 16
        ? ([480, 960][config % 2] ?? 0)
        : ([120, 240, 480, 960][config % 4] ?? 0);
  const code = toc & 3;
  return frame * (code === 0 ? 1 : code === 3 ? second & 0x3f : 2);
}

function segmentsOf(packets: readonly Uint8Array[]): number {
  return packets.reduce((sum, { length }) => sum + Math.floor(length / 255) + 1, 0);
}

class OggWriter {
  readonly #pages: Uint8Array[] = [];

  page(packets: readonly Uint8Array[], samples: number, flags: number): void {
    const lengths = packets.flatMap(({ length }) => [
      ...Array.from({ length: Math.floor(length / 255) }, () => 255),
      length % 255,
    ]);
    const size = packets.reduce((sum, { length }) => sum + length, 0);
    const page = new Uint8Array(27 + lengths.length + size);
    const view = new DataView(page.buffer);
    page.set(new TextEncoder().encode("OggS"));
    view.setUint8(5, flags);
    view.setBigUint64(6, BigInt(samples), true);
    view.setUint32(14, 1, true);
    view.setUint32(18, this.#pages.length, true);
    view.setUint8(26, lengths.length);
    page.set(lengths, 27);
    let at = 27 + lengths.length;
    for (const packet of packets) {
      page.set(packet, at);
      at += packet.length;
    }
    view.setUint32(22, checksum(page), true);
    this.#pages.push(page);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#pages.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const page of this.#pages) {
      all.set(page, at);
      at += page.length;
    }
    return all;
  }
}

const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let rest = index << 24;
  for (let bit = 0; bit < 8; bit += 1)
    rest = rest & 0x80000000 ? (rest << 1) ^ 0x04c11db7 : rest << 1;
  return rest;
});

function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum << 8) ^ (table[(sum >>> 24) ^ byte] ?? 0);
  return sum >>> 0;
}
