import { isAscii, isUtf8 } from 'node:buffer';

/** Statistics about the bytes of a text, for detecting its encoding. */
export type ByteSurvey = {
  readonly head: { readonly bytes: Buffer; readonly final: boolean };
  /** Number of bytes above 0x7F that are part of valid UTF-8. */
  readonly utf8Bytes: number;
  readonly strayBytes: number;
  /** How often each byte above 0x7F touches an ASCII letter. */
  readonly nearLetters: Uint32Array;
  /** The bytes above 0x7F that are not UTF-8, with their neighbours, for a second opinion. */
  readonly excerpt: Buffer;
};

const headBytes = 512 * 1024;
const excerptBytes = 64 * 1024;
/** That many bytes outside UTF-8 are sufficient evidence. */
const enoughStray = 200_000;

/** Reads up to `limit` bytes: the first byte above 0x7F may come late in a file that starts in ASCII. */
export async function surveyBytes(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<ByteSurvey> {
  const head: Uint8Array[] = [];
  const excerpts: Uint8Array[] = [];
  const nearLetters = new Uint32Array(256);
  const counts = { head: 0, excerpt: 0, total: 0, utf8: 0, stray: 0 };
  let carried: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    if (counts.head < headBytes) {
      head.push(Uint8Array.from(chunk.subarray(0, headBytes - counts.head)));
      counts.head += Math.min(chunk.length, headBytes - counts.head);
    }
    const bytes: Uint8Array = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    const whole = bytes.length - partialCharacter(bytes);
    carried = Uint8Array.from(bytes.subarray(whole));
    const text = bytes.subarray(0, whole);
    if (!isAscii(text)) {
      if (isUtf8(text)) counts.utf8 += countHigh(text);
      else {
        surveyStray(text, nearLetters, counts);
        if (counts.excerpt < excerptBytes) counts.excerpt += excerpt(text, excerptBytes - counts.excerpt, excerpts);
      }
    }
    counts.total += chunk.length;
    if (counts.total >= limit || (counts.stray > enoughStray && counts.stray > counts.utf8)) break;
  }
  if (carried.length > 0) surveyStray(carried, nearLetters, counts);
  return {
    head: { bytes: Buffer.concat(head), final: counts.total <= headBytes },
    utf8Bytes: counts.utf8,
    strayBytes: counts.stray,
    nearLetters,
    excerpt: Buffer.concat(excerpts),
  };
}

/** Number of trailing bytes that start a UTF-8 character which the next chunk may complete. */
function partialCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc2) return byte < 0xf5 && back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

function countHigh(bytes: Uint8Array): number {
  let count = 0;
  for (let position = 0; position < bytes.length; position++) count += (bytes[position] ?? 0) >> 7;
  return count;
}

function surveyStray(bytes: Uint8Array, nearLetters: Uint32Array, counts: { utf8: number; stray: number }): void {
  for (let position = 0; position < bytes.length; position++) {
    const byte = bytes[position] ?? 0;
    if (byte < 0x80) continue;
    const length = utf8Length(bytes, position);
    if (length > 0) {
      counts.utf8 += length;
      position += length - 1;
      continue;
    }
    counts.stray++;
    if (isLetter(bytes[position - 1]) || isLetter(bytes[position + 1]))
      nearLetters[byte] = (nearLetters[byte] ?? 0) + 1;
  }
}

/** The length of the well-formed multi-byte character at `position`, or 0. */
function utf8Length(bytes: Uint8Array, position: number): number {
  const byte = bytes[position] ?? 0;
  const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : 2;
  if (byte < 0xc2 || byte >= 0xf5) return 0;
  for (let index = 1; index < length; index++) if (((bytes[position + index] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}

function isLetter(byte: number | undefined): boolean {
  const lower = (byte ?? 0) | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function excerpt(bytes: Uint8Array, room: number, excerpts: Uint8Array[]): number {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const piece = Uint8Array.from(bytes.subarray(Math.max(0, first - 64), Math.max(0, first - 64) + room));
  excerpts.push(piece);
  return piece.length;
}
