import { exchangeLimits, type MessageStream } from '@etanche/core-exchange-protocol';
import { equalBytes, fromBase64url, joinFields, labels, sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import type { EngineKey } from '../engine/engine.ts';
import { chunked } from '../envelope/chunks.ts';
import { hkdfAes } from '../envelope/derive.ts';
import { openChunks, sealChunks, type ByteTransform } from '../envelope/sealed-chunks.ts';
import { argumentInvalid, cannotOpen, requireBytes } from '../sealing-error.ts';
import type { MessageKey } from './message-key.ts';

/**
 * Seals an attachment in chunks of 64 KiB. Its hash is part of the key, so that two contents never share a key and a
 * nonce, and one content gives the same bytes again: an interrupted sender seals it again and sends the missing parts.
 *
 * @param number from 1
 * @param hash SHA-256 of the whole content, 32 bytes
 */
export async function sealAttachment(message: MessageKey, number: number, hash: Bytes): Promise<ByteTransform> {
  const { key, aad } = await streamKey(message, number, hash);
  return sealChunks(key, aad);
}

/** Opens an attachment (`openChunks`). @param hash SHA-256 of its content, from the verified body */
export async function openAttachment(message: MessageKey, number: number, hash: Bytes): Promise<ByteTransform> {
  const { key, aad } = await streamKey(message, number, hash);
  return openChunks(key, aad);
}

/**
 * The key of a stream of a message and its AAD.
 *
 * @param number 0 for the body, from 1 for the attachments
 * @param binding 32 bytes: the body's salt, or the hash of an attachment
 */
export async function streamKey(
  { message, key }: MessageKey,
  number: number,
  binding: Bytes,
): Promise<{ readonly key: EngineKey; readonly aad: Bytes }> {
  if (!Number.isInteger(number) || number < 0 || number > exchangeLimits.attachments) {
    throw argumentInvalid('a message has no stream of this number');
  }
  requireBytes(binding, 32, 'salt or hash of a stream');
  const aad = joinFields(labels.messageStream, message, Uint8Array.of(number));
  return { key: await hkdfAes(key, binding, aad), aad };
}

/** Cuts a sealed stream into the parts that are sent and hashed: all but the last have `exchangeLimits.partBytes`. */
export function cutParts(): ByteTransform {
  return chunked(exchangeLimits.partBytes, (part) => Promise.resolve(part));
}

/** Size and part hashes of a sealed stream, for the statement of its message. */
export async function measureStream(sealed: ReadableStream<Uint8Array>): Promise<MessageStream> {
  const parts: string[] = [];
  let bytes = 0;
  for await (const part of sealed.pipeThrough(cutParts())) {
    bytes += part.length;
    parts.push(toBase64url(sha256(part)));
  }
  return { bytes, parts };
}

/** Verifies a part against the statement. @param number from 0 @throws SealingError `cannot_open` */
export function verifyPart(stream: MessageStream, number: number, part: Uint8Array): void {
  const expected = stream.parts[number];
  if (expected === undefined || !equalBytes(sha256(part), fromBase64url(expected, 32))) {
    throw cannotOpen('a part of a message is not the one that its statement names');
  }
}
