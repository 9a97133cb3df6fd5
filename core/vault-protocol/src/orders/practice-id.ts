import {
  concat,
  fromUtf8,
  joinFields,
  utf8,
  type Bytes,
  labels,
  ProtocolError,
  sha256,
  recordIdSchema,
  toRecordId,
} from '@etanche/core-wire';

const start = '{"practice":"';
const end = '",';
const idLength = recordIdSchema.maxLength;
const prefixLength = start.length + idLength + end.length;

/**
 * The id of the practice of a genesis (docs/protocol.md 6.1): the first 16 bytes of SHA-256 over the payload without
 * its first member, `practice`. No other genesis with the same id can be found.
 *
 * @param payload exact bytes of a genesis, which begin with `{"practice":"<26 characters>",`; the id in it is not
 *   checked
 * @throws ProtocolError `encoding_invalid` when the payload begins otherwise
 */
export function practiceIdOf(payload: Uint8Array): string {
  const prefix = fromUtf8(payload.slice(0, prefixLength));
  if (!prefix.startsWith(start) || !prefix.endsWith(end) || prefix.length !== prefixLength) {
    throw new ProtocolError('encoding_invalid', 'the genesis does not begin with its practice id');
  }
  const rest = concat(utf8('{'), payload.slice(prefixLength));
  return toRecordId(sha256(joinFields(labels.practice, rest)).slice(0, 16));
}

/** Replaces the id in the payload by the one that the payload commits to. @throws as `practiceIdOf` */
export function withPracticeId(payload: Uint8Array): Bytes {
  return concat(utf8(`${start}${practiceIdOf(payload)}${end}`), payload.slice(prefixLength));
}
