import { finalize } from '@etanche/core-oprf';
import { concat, utf8, type Bytes } from '@etanche/core-wire';
import { group, wholeKey } from './federation.ts';

const hashToGroupDst = concat(utf8('HashToGroup-OPRFV1-'), Uint8Array.of(1), utf8('-ristretto255-SHA512'));
const one = Uint8Array.of(1, ...new Uint8Array(31));

/** The outputs of a single server with the whole key (RFC 9497 section 3.3.1, Evaluate). */
export function expectedOutputs(inputs: readonly Bytes[]): Bytes[] {
  const evaluated = inputs.map((input) => group.multiply(group.hashToGroup(input, hashToGroupDst), wholeKey));
  return finalize(
    group,
    inputs,
    inputs.map(() => one),
    evaluated,
  );
}
