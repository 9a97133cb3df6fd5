import { isEtancheError } from '@etanche/core-wire';

/**
 * Returns null if the product refused the attacker. Any other error is a fault of the scenario and is rethrown, because
 * it must not count as a defence.
 */
export function refusal(error: unknown): null {
  if (isEtancheError(error)) return null;
  throw error;
}
