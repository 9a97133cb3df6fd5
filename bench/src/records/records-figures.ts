import { factor, share, type Figure } from '../figure.ts';
import { percentile } from '../percentile.ts';
import type { Calls, Pair } from './measure-calls.ts';
import type { Split } from './spans.ts';

const aims = { opening: '< 250 ms', search: '< 100 ms' } as const;
type CallName = keyof typeof aims;

const parts: readonly (readonly [keyof Split, string])[] = [
  ['network', 'waiting for the records server'],
  ['vaults', 'waiting for the vaults'],
  ['proofs', 'blinding, proofs, unblinding'],
  ['decryption', 'keys, decryption, inflation, authors’ signatures'],
  ['signatures', 'head and freshness'],
  ['tree', 'the head’s root'],
  ['rest', 'outside all spans'],
];

/** p50, p95 and p99 next to those of the plaintext path. */
export function latencyFigures(name: CallName, what: string, { sealed, plain }: Pair): Figure[] {
  return ([0.5, 0.95, 0.99] as const).map((part) => {
    const label = `p${part * 100}`;
    const line = { what: `${what}, ${label}`, value: percentile(sealed.times, part), unit: 'ms' };
    const peer = { name: `${label} of the plaintext path`, value: percentile(plain.times, part) };
    return factor({ ...line, ...(part === 0.95 && { aim: aims[name] }) }, peer);
  });
}

/** The parts of the mean call's time; parts overlap. */
export function splitFigures(what: string, { times, splits }: Calls): Figure[] {
  const whole = { name: `the mean ${what}`, value: mean(times) };
  return parts.map(([part, label]) =>
    share({ what: `  ${label}`, value: mean(splits.map((split) => split[part])), unit: 'ms' }, whole),
  );
}

type AtSize = { readonly size: number; readonly pair: Pair };

/**
 * Each size next to the first, with the growth of the plaintext path, which shows the part of the machine and the
 * database. The last size lists the parts of its time.
 */
export function growthFigures(what: string, measured: readonly AtSize[]): Figure[] {
  const [first, ...later] = measured;
  if (first === undefined) return [];
  const name = `at ${first.size}`;
  const middle = (calls: Calls) => percentile(calls.times, 0.5);
  const grown = later.flatMap(({ size, pair }) => [
    factor(
      { what: `${what}, p50 at ${size} patients`, value: middle(pair.sealed), unit: 'ms', aim: '≤ × 1.5' },
      { name, value: middle(first.pair.sealed) },
    ),
    factor(
      { what: '  of the plaintext path', value: middle(pair.plain), unit: 'ms' },
      { name, value: middle(first.pair.plain) },
    ),
  ]);
  const last = later.at(-1);
  return last === undefined ? grown : [...grown, ...grownParts(last.pair.sealed, first.pair.sealed, name)];
}

/** The machine's pace at each size next to that at the first: this part of the growth is not the practice's. */
export function paceFigures(
  what: string,
  measured: readonly { readonly size: number; readonly pace: number }[],
): Figure[] {
  const [first, ...later] = measured;
  if (first === undefined) return [];
  const peer = { name: `at ${first.size}`, value: first.pace };
  return later.map(({ size, pace }) => factor({ what: `${what}, at ${size} patients`, value: pace, unit: 'ms' }, peer));
}

/** Parts of at least a millisecond at the first size: for shorter ones a ratio is meaningless. */
function grownParts(now: Calls, before: Calls, name: string): Figure[] {
  const of = ({ splits }: Calls, part: keyof Split) => mean(splits.map((split) => split[part]));
  return parts
    .filter(([part]) => of(before, part) >= 1)
    .map(([part, label]) =>
      factor({ what: `  ${label}`, value: of(now, part), unit: 'ms' }, { name, value: of(before, part) }),
    );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Bytes that imported patients need in the records database. */
export type DiskUse = { readonly patients: number; readonly bytes: number };

export function diskFigures(uses: readonly DiskUse[]): Figure[] {
  return uses.map(({ patients, bytes }) =>
    factor(
      { what: `disk for each of ${patients} imported patients`, value: bytes / patients / 1000, unit: 'kB' },
      { name: 'the aim', value: 25 },
    ),
  );
}
