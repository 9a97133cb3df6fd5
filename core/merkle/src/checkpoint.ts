import { MerkleError } from './merkle-error.ts';
import { fromBase64, toBase64 } from './standard-base64.ts';
import type { Hash } from './hash.ts';

/** A tree head of the log called `origin`. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash };

/**
 * The text of a note (C2SP tlog-checkpoint): origin, size, root.
 *
 * @throws MerkleError `note_invalid`, `position_invalid`
 */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  requireOrigin(origin);
  if (!Number.isSafeInteger(size) || size < 0) throw new MerkleError('position_invalid', `no tree of ${size} leaves`);
  if (root.length !== 32) throw new MerkleError('note_invalid', `root of ${root.length} bytes`);
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * Reads the text of a note. Extension lines, which the specification advises against, are rejected: no auditor would
 * check them.
 *
 * @throws MerkleError `note_invalid`
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', digits = '', encoded = '', ...rest] = text.split('\n');
  if (rest.length !== 1 || rest[0] !== '')
    throw new MerkleError('note_invalid', 'checkpoint does not have three lines');
  requireOrigin(origin);
  const size = Number(digits);
  if (!/^(0|[1-9][0-9]{0,15})$/.test(digits) || !Number.isSafeInteger(size)) {
    throw new MerkleError('note_invalid', `tree size of ${digits.length} characters is malformed`);
  }
  const root = fromBase64(encoded);
  if (root.length !== 32) throw new MerkleError('note_invalid', `root of ${root.length} bytes`);
  return { origin, size, root };
}

function requireOrigin(origin: string): void {
  if (origin === '' || /[\p{White_Space}\p{Cc}\p{Surrogate}+]/u.test(origin)) {
    throw new MerkleError('note_invalid', `origin of ${origin.length} characters is malformed`);
  }
}
