import { EtancheError, isEtancheError } from '@etanche/core-wire';

/**
 * - `could_not_check`: the data is missing, altered, unsigned, expired or of another index. There is no answer for the
 *   person: say so, and try again later or elsewhere. Every failure of a reader has this code.
 * - `build_invalid`: the input does not match the format; the caller is wrong, and nothing was written.
 */
export type SealedIndexErrorCode = 'could_not_check' | 'build_invalid';

export class SealedIndexError extends EtancheError<SealedIndexErrorCode> {}

export function couldNotCheck(message: string, cause?: unknown): SealedIndexError {
  return new SealedIndexError('could_not_check', message, cause === undefined ? undefined : { cause });
}

/** Runs a step of a reader and converts every error to `could_not_check`. */
export async function reading<T>(what: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof SealedIndexError) throw cause;
    throw couldNotCheck(isEtancheError(cause) ? `${what}: ${cause.message}` : what, cause);
  }
}
