import { isUtf8 } from 'node:buffer';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

const mostBytes = 8 << 20;
/**
 * Offsets at which deflated bytes without a signature may begin: at once, after a length, after kind, hash and
 * signature.
 */
const rawOffsets = [0, 4, 101] as const;
const base64 = /^[A-Za-z0-9_+/-]{24,}={0,2}$/;
/** Ids, salts and hashes contain no packed data, and random bytes inflate to a few by chance. */
const leastPacked = 48;

/**
 * Bytes, and everything an attacker finds by unpacking them: gzip and zlib wherever their signature occurs, raw deflate
 * and brotli at the usual offsets, base64 of parts of a text, and nested combinations.
 */
export function* layers(bytes: Buffer, depth = 2): Generator<Buffer> {
  yield bytes;
  if (depth === 0 || bytes.length < leastPacked) return;
  for (const inner of isText(bytes) ? decoded(bytes) : unpacked(bytes)) yield* layers(inner, depth - 1);
}

function* unpacked(bytes: Buffer): Generator<Buffer> {
  const options = { maxOutputLength: mostBytes };
  for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at !== -1; at = bytes.indexOf('1f8b08', at + 1, 'hex')) {
    yield* attempt(() => gunzipSync(bytes.subarray(at), options));
    // gunzip treats trailing bytes as another member and fails; the shortest header has ten bytes.
    yield* attempt(() => inflateRawSync(bytes.subarray(at + 10), options));
  }
  for (let at = bytes.indexOf(0x78); at !== -1; at = bytes.indexOf(0x78, at + 1)) {
    // A zlib header is a multiple of 31 (RFC 1950 section 2.2).
    if (bytes.length - at > 2 && bytes.readUInt16BE(at) % 31 === 0)
      yield* attempt(() => inflateSync(bytes.subarray(at), options));
  }
  for (const at of rawOffsets) {
    if (at >= bytes.length) continue;
    yield* attempt(() => inflateRawSync(bytes.subarray(at), options));
  }
  yield* attempt(() => brotliDecompressSync(bytes, options));
}

/** A JWS, a data URL, a list: each part that is base64 by itself. */
function* decoded(bytes: Buffer): Generator<Buffer> {
  if (bytes.length > mostBytes) return;
  for (const part of bytes.toString('latin1').split(/[.,;:"'\s{}[\]]+/)) {
    if (base64.test(part)) yield Buffer.from(part, 'base64');
  }
}

function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);
}

function* attempt(step: () => Buffer): Generator<Buffer> {
  let inner: Buffer;
  try {
    inner = step();
  } catch {
    return;
  }
  if (inner.length >= leastPacked) yield inner;
}
