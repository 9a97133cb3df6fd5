import { type PracticePurpose } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Evaluate } from '@etanche/records-client';
import { batchCalls } from './batch-calls.ts';

/** While the vaults compute one request, the importer verifies another. */
const atOnce = 2;
/**
 * Maximum number of elements of one request, half of what a vault takes. In larger ones, all patients that are written
 * at once wait for the same answer, so that the importer, the vaults and the server work one after the other.
 */
const most = 128;

/**
 * Combines the evaluations of several patients into requests of up to 128 elements. Each request costs a vault one
 * proof and one network round trip.
 *
 * @param gather waits for more evaluations before a request is sent
 */
export function batchEvaluations(evaluate: Evaluate, gather: () => Promise<void>): Evaluate {
  const batched = new Map<PracticePurpose, (inputs: readonly Bytes[]) => Promise<Bytes[]>>();
  const batchedFor = (purpose: PracticePurpose) => {
    const known = batched.get(purpose);
    if (known !== undefined) return known;
    const ask = (inputs: readonly Bytes[]) => evaluate(purpose, inputs);
    const made = batchCalls(ask, { most, atOnce, gather });
    batched.set(purpose, made);
    return made;
  };
  return (purpose, inputs) => batchedFor(purpose)(inputs);
}
