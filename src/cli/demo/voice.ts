/** Twenty milliseconds of silence in Opus: a frame of the mode "fullband, stereo off" (RFC 6716, 3.1). */
const silence = Buffer.from([0xf8, 0xff, 0xfe]);
const samplesPerFrame = 960;
const serial = 0x5377_6264;

/** A voice note in which nobody speaks, as an Ogg file with Opus (RFC 7845). */
export function voiceNote(seconds: number): Uint8Array {
  const head = Buffer.alloc(19);
  head.write("OpusHead", "latin1");
  // Version 1, one channel, then the sample rate of what was recorded.
  head.set([1, 1], 8);
  head.writeUInt32LE(48_000, 12);
  const tags = Buffer.alloc(8 + 4 + 4 + 4);
  tags.write("OpusTags", "latin1");
  tags.writeUInt32LE(4, 8);
  tags.write("demo", 12, "latin1");
  const frames = Array.from({ length: Math.min(255, seconds * 50) }, () => silence);
  return Buffer.concat([
    page(0, 2, 0, [head]),
    page(1, 0, 0, [tags]),
    page(2, 4, frames.length * samplesPerFrame, frames),
  ]);
}

/** A page (RFC 3533, 6); each packet is shorter than 255 bytes. `flags`: 2 begins the stream, 4 ends it. */
function page(number: number, flags: number, position: number, packets: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(27);
  header.write("OggS", "latin1");
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(BigInt(position), 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(number, 18);
  header.writeUInt8(packets.length, 26);
  const lengths = Buffer.from(packets.map(({ length }) => length));
  const whole = Buffer.concat([header, lengths, ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

/** Ogg's own kind of CRC-32: not reflected, beginning with zero. */
function checksum(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  }
  return crc >>> 0;
}
