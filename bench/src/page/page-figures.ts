import { factor, share, type Figure } from '../figure.ts';
import { median } from '../median.ts';
import type { Exchange } from './traffic-meter.ts';
import type { Timed } from './visitor.ts';

/**
 * Bytes of one compressed range of Pwned Passwords: about 35 kB for a range of 800 to 1,000 suffixes.
 * https://haveibeenpwned.com/API/v3#PwnedPasswords
 */
const pwnedRange = { name: 'a Pwned Passwords range', value: 35_000 };

/** The traffic of one answer, compared with a range of Pwned Passwords and with the promised limit. */
export function byteFigures(what: string, exchanges: readonly Exchange[], limit: number | null): Figure[] {
  const sum = (of: readonly Exchange[], part: 'received' | 'sent') =>
    of.reduce((all, each) => all + each[part], 0) / 1000;
  const kinds = ['page', 'manifest', 'vaults', 'bucket'] as const;
  const received = sum(exchanges, 'received');
  const line = (name: string, value: number) => ({ what: name, value, unit: 'kB' });
  const range = { name: pwnedRange.name, value: pwnedRange.value / 1000 };
  return [
    factor(line(`${what}, received`, received), range),
    factor(line(`${what}, sent`, sum(exchanges, 'sent')), range),
    ...(limit === null ? [] : limitFigures(what, exchanges, limit)),
    ...kinds.map((kind) => {
      const of = exchanges.filter((exchange) => exchange.kind === kind);
      return share(line(`  ${kind} (${of.length} requests)`, sum(of, 'received')), {
        name: 'of them',
        value: received,
      });
    }),
  ];
}

/** If every row has a birth date, an answer takes one bucket where this index takes two. */
function limitFigures(what: string, exchanges: readonly Exchange[], limit: number): Figure[] {
  const bound = { name: `limit of ${limit / 1000} kB`, value: limit / 1000 };
  const line = (name: string, bytes: number) =>
    share({ what: name, value: bytes / 1000, unit: 'kB', aim: '< 100 %' }, bound);
  const all = exchanges.reduce((sum, { received }) => sum + received, 0);
  const buckets = exchanges.filter(({ kind }) => kind === 'bucket');
  const one = buckets[0]?.received ?? 0;
  return [
    line(`${what}, received`, all),
    ...(buckets.length > 1
      ? [line(`${what}, less all buckets but one (computed)`, all - one * (buckets.length - 1))]
      : []),
  ];
}

/** The parts of the time, as shares of their sum. */
export function partFigures(answers: readonly Timed[]): Figure[] {
  const middle = (of: (timed: Timed) => number) => median(answers.map(of));
  const whole = { name: 'of them', value: middle(({ total }) => total) };
  const line = (what: string, value: number) => share({ what, value, unit: 'ms' }, whole);
  return [
    line(
      '  until the worker begins',
      middle(({ start }) => start),
    ),
    line(
      '  stretch',
      middle(({ stretch }) => stretch),
    ),
    line(
      '  evaluate: blind, verify, finalize',
      middle(({ evaluate, vaults }) => evaluate - vaults),
    ),
    line(
      '  evaluate: the vaults at work',
      middle(({ vaults }) => vaults),
    ),
    line(
      '  buckets: the host at work',
      middle(({ host }) => host),
    ),
    line(
      '  buckets: verify and open',
      middle(({ open, host }) => open - host),
    ),
  ];
}
