import { expect } from 'vitest';
import { isEtancheError } from '@etanche/core-wire';

export function refusal(code: string): unknown {
  return expect.objectContaining({ name: 'InteropError', code });
}

/**
 * The text of the error of a function, with its causes; empty if there is none. An error without a code of ours is
 * thrown again, so that a test fails.
 */
export function messageOf(run: () => unknown): string {
  try {
    run();
    return '';
  } catch (error) {
    if (!isEtancheError(error) || error.name !== 'InteropError') throw error;
    const { message, cause } = error;
    return `${message} ${cause instanceof Error ? `${cause.name} ${cause.message}` : String(cause)}`;
  }
}
