import { crc32, deflateSync } from "node:zlib";

type Colour = readonly [red: number, green: number, blue: number];

/** What is drawn: shapes over each other, the last on top. Places are in pixels. */
export interface Shape {
  readonly colour: Colour;
  contains(x: number, y: number): boolean;
}

export function circle(colour: Colour, cx: number, cy: number, radius: number): Shape {
  return { colour, contains: (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2 };
}

export function box(
  colour: Colour,
  [left, top]: readonly [number, number],
  [right, bottom]: readonly [number, number],
): Shape {
  return { colour, contains: (x, y) => x >= left && x < right && y >= top && y < bottom };
}

/** A line as wide as `width`, for cracks and handles. */
export function stroke(
  colour: Colour,
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  width: number,
): Shape {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx ** 2 + dy ** 2;
  return {
    colour,
    contains(x, y) {
      const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length));
      return (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2 <= (width / 2) ** 2;
    },
  };
}

/** As the simulated Telegram says of every picture. */
const width = 640;
const height = 480;

/** A PNG of 640 × 480 pixels: https://www.w3.org/TR/png-3/ */
export function draw(background: Colour, shapes: readonly Shape[]): Uint8Array {
  const topmost = shapes.toReversed();
  const rows = Buffer.alloc((width * 3 + 1) * height);
  let at = 0;
  for (let y = 0; y < height; y += 1) {
    // Each row begins with its filter; 0 is none.
    at += 1;
    for (let x = 0; x < width; x += 1) {
      const { colour } = topmost.find((shape) => shape.contains(x, y)) ?? { colour: background };
      rows.set(colour, at);
      at += 3;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1A\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
