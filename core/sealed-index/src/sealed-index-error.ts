import { EtancheError, isEtancheError } from '@etanche/core-protocol';

/**
 * - `could_not_check`: what was read is missing, altered, unsigned, expired or of another index. Nothing is known about
 *   the person: show that, and try again later or elsewhere. Every failure of a reader has this one code.
 * - `build_invalid`: what is to be written does not fit the format; a fault of the caller, nothing was written.
 */
export type SealedIndexErrorCode = 'could_not_check' | 'build_invalid';

export class SealedIndexError extends EtancheError<SealedIndexErrorCode> {}

export function couldNotCheck(message: string, cause?: unknown): SealedIndexError {
  return new SealedIndexError('could_not_check', message, cause === undefined ? undefined : { cause });
}

/** Runs a reader's step, so that whatever fails in it says *could not check*. */
export async function reading<T>(what: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof SealedIndexError) throw cause;
    throw couldNotCheck(isEtancheError(cause) ? `${what}: ${cause.message}` : what, cause);
  }
}
