/** A PNG decoder for what the tests make: 8 bits per channel, RGB or RGBA, not interlaced. */
import { inflateSync } from 'node:zlib';

export interface Image {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly pixels: Uint8Array;
}

export function decodePng(bytes: Uint8Array): Image {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) throw new Error('not a PNG');
  let header: { width: number; height: number; channels: number } | undefined;
  const parts: Uint8Array[] = [];
  for (let at = 8; at < bytes.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + view.getUint32(at)));
    if (type !== 'IHDR') continue;
    const [depth, colour, interlaced] = [bytes[at + 16], bytes[at + 17], bytes[at + 20]];
    if (depth !== 8 || (colour !== 2 && colour !== 6) || interlaced !== 0) throw new Error('a PNG of another kind');
    header = { width: view.getUint32(at + 8), height: view.getUint32(at + 12), channels: colour === 6 ? 4 : 3 };
  }
  if (!header) throw new Error('no header');
  const { width, height, channels } = header;
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const left = i >= channels ? rows[y * stride + i - channels]! : 0;
      const up = y > 0 ? rows[(y - 1) * stride + i]! : 0;
      const corner = i >= channels && y > 0 ? rows[(y - 1) * stride + i - channels]! : 0;
      const prediction = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter!]!;
      rows[y * stride + i] = raw[y * (stride + 1) + 1 + i]! + prediction;
    }
  }
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < channels; c++) pixels[4 * p + c] = rows[p * channels + c]!;
  }
  return { width, height, pixels };
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
