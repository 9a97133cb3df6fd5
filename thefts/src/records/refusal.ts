import { isEtancheError } from '@etanche/core-protocol';

/** What the product refuses to a thief. Anything else that fails is a fault of the play, which must not pass for a defence. */
export function refusal(error: unknown): null {
  if (isEtancheError(error)) return null;
  throw error;
}
