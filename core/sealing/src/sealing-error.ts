import { EtancheError, isEtancheError } from '@etanche/core-wire';

/**
 * - `cannot_open`: the bytes are malformed, altered, or of another key, place, practice or signer. The error does not
 *   state which, and nothing of them may be used. Every failure of an opener or verifier has this code.
 * - `argument_invalid`: the input does not match the format; the caller is wrong, and nothing was sealed.
 * - `text_mistyped`: a printed code or sheet has a wrong character; the message names its group: type it again.
 * - `sheets_differ`: two sheets of two kits, or of two printings of one; look for another sheet.
 * - `sheet_repeated`: the same sheet was given twice; another one is needed.
 */
export type SealingErrorCode =
  | 'cannot_open'
  | 'argument_invalid'
  | 'text_mistyped'
  | 'sheets_differ'
  | 'sheet_repeated';

export class SealingError extends EtancheError<SealingErrorCode> {}

export function cannotOpen(message: string, cause?: unknown): SealingError {
  return new SealingError('cannot_open', message, cause === undefined ? undefined : { cause });
}

export function argumentInvalid(message: string): SealingError {
  return new SealingError('argument_invalid', message);
}

/** Runs a step of an opener and converts every error to `cannot_open`. */
export async function opening<T>(what: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof SealingError && cause.code === 'cannot_open') throw cause;
    throw cannotOpen(isEtancheError(cause) ? `${what}: ${cause.message}` : what, cause);
  }
}

/** @throws SealingError `argument_invalid` */
export function requireBytes(bytes: Uint8Array, length: number, what: string): void {
  if (bytes.length !== length) throw argumentInvalid(`${what} has ${bytes.length} bytes, not ${length}`);
}
