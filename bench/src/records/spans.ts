import type { Span } from '@etanche/records-client';

/** The parts of the time of one call. They overlap if work runs in parallel, so their sum may exceed the whole. */
export type Split = {
  readonly network: number;
  readonly vaults: number;
  /** The part of the evaluation without waiting for vaults: blinding, proofs, unblinding. */
  readonly proofs: number;
  readonly decryption: number;
  readonly signatures: number;
  readonly tree: number;
  /** Time outside all spans. */
  readonly rest: number;
};

/** @param start and end of the call, in the milliseconds of its spans' clock */
export function splitOf(spans: readonly Span[], start: number, end: number): Split {
  const of = (...names: readonly Span['name'][]) => covered(spans.filter(({ name }) => names.includes(name)));
  const vaults = of('vaults');
  return {
    network: of('network'),
    vaults,
    // The vaults are also asked for the members, which is not an evaluation.
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
