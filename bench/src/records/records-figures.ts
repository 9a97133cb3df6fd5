import { factor, share, type Figure } from '../figure.ts';
import { percentile } from '../percentile.ts';
import type { Calls, Pair } from './measure-calls.ts';
import type { Split } from './spans.ts';

const aims = { opening: '< 250 ms', search: '< 100 ms' } as const;
export type CallName = keyof typeof aims;

const parts: readonly (readonly [keyof Split, string])[] = [
  ['network', 'waiting for the records server'],
  ['vaults', 'waiting for the vaults'],
  ['proofs', 'blinding, proofs, unblinding'],
  ['decryption', 'keys, decryption, inflation, authors’ signatures'],
  ['signatures', 'head and freshness'],
  ['tree', 'the head’s root'],
  ['rest', 'what no span covers'],
];

/** p50, p95 and p99 beside the plaintext path's. */
export function latencyFigures(name: CallName, what: string, { sealed, plain }: Pair): Figure[] {
  return ([0.5, 0.95, 0.99] as const).map((part) => {
    const label = `p${part * 100}`;
    const line = { what: `${what}, ${label}`, value: percentile(sealed.times, part), unit: 'ms' };
    const peer = { name: `${label} of the plaintext path`, value: percentile(plain.times, part) };
    return factor({ ...line, ...(part === 0.95 && { aim: aims[name] }) }, peer);
  });
}

/** Where the mean call's time goes; parts overlap. */
export function splitFigures(what: string, { times, splits }: Calls): Figure[] {
  const whole = { name: `the mean ${what}`, value: mean(times) };
  return parts.map(([part, label]) =>
    share({ what: `  ${label}`, value: mean(splits.map((split) => split[part])), unit: 'ms' }, whole),
  );
}

/** The last size beside the first. */
export function growthFigures(
  what: string,
  measured: readonly { readonly size: number; readonly pair: Pair }[],
): Figure[] {
  const [first] = measured;
  if (first === undefined) return [];
  const middle = ({ pair }: (typeof measured)[number]) => percentile(pair.sealed.times, 0.5);
  return measured
    .slice(1)
    .map((each) =>
      factor(
        { what: `${what}, p50 at ${each.size} patients`, value: middle(each), unit: 'ms', aim: '≤ × 1.5' },
        { name: `at ${first.size}`, value: middle(first) },
      ),
    );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
