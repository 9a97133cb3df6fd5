import { createHash } from 'node:crypto';

/**
 * All plausible encodings of a value in a file: encodings of the text, encodings of those bytes, and the bare
 * fingerprints of 2021.
 */
export function spellings(value: string): Buffer[] {
  const plain = ['utf8', 'utf16le', 'latin1'] as const;
  const texts = [...new Set([value, value.toUpperCase(), value.toLowerCase(), value.replace(/[ ./-]/g, '')])];
  const written = texts.flatMap((text) => plain.map((encoding) => Buffer.from(text, encoding)));
  const encoded = texts.flatMap((text) => {
    const bytes = Buffer.from(text, 'utf8');
    // The middle of a base64 text depends on the offset of the value: three alignments, with their edges removed.
    const base64 = [0, 1, 2].map((shift) => {
      const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      return shifted.slice(shift === 0 ? 0 : shift + 1, (Buffer.byteLength(text) + shift) % 3 === 0 ? undefined : -1);
    });
    return [bytes.toString('hex'), encodeURIComponent(text), ...base64].map((each) => Buffer.from(each));
  });
  const hashes = texts.flatMap((text) =>
    (['md5', 'sha1', 'sha256'] as const).flatMap((algorithm) => {
      const digest = createHash(algorithm).update(text).digest();
      return [digest, Buffer.from(digest.toString('hex')), Buffer.from(digest.toString('base64').replace(/=+$/, ''))];
    }),
  );
  const unique = new Map([...written, ...encoded, ...hashes].map((needle) => [needle.toString('latin1'), needle]));
  return [...unique.values()].filter((needle) => needle.length >= shortestNeedle);
}

/** Shorter values occur in random bytes by chance. */
const shortestNeedle = 6;
