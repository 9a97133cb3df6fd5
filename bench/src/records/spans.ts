import type { Span } from '@etanche/records-client';

/** Where the milliseconds of one call went. They overlap where work runs side by side, so their sum may exceed the whole. */
export type Split = {
  readonly network: number;
  readonly vaults: number;
  /** Of the evaluation what is not waiting for vaults: blinding, proofs, unblinding. */
  readonly proofs: number;
  readonly decryption: number;
  readonly signatures: number;
  readonly tree: number;
  /** What no span covers. */
  readonly rest: number;
};

/** @param start and end of the call, in the milliseconds of its spans' clock */
export function splitOf(spans: readonly Span[], start: number, end: number): Split {
  const of = (...names: readonly Span['name'][]) => covered(spans.filter(({ name }) => names.includes(name)));
  const vaults = of('vaults');
  return {
    network: of('network'),
    vaults,
    // The vaults are also asked who is a member, which is no evaluation.
    proofs: of('evaluation', 'vaults') - vaults,
    decryption: of('decryption'),
    signatures: of('signatures'),
    tree: of('tree'),
    rest: end - start - covered(spans),
  };
}

/** Milliseconds in which at least one of the spans was open. */
export function covered(spans: readonly Pick<Span, 'start' | 'end'>[]): number {
  let sum = 0;
  let reached = -Infinity;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    sum += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return sum;
}
