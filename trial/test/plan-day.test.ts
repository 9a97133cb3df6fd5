import { makePrng } from '@etanche/demo';
import { expect, test } from 'vitest';
import { planDay } from '../src/application/fill-agenda.ts';

const ranges = [
  { from: 480, to: 720 },
  { from: 780, to: 1080 },
];

test.each(Array.from({ length: 200 }, (_, i) => `day ${i}`))('%s has a place of 20 minutes in each half', (seed) => {
  const planned = [...planDay(makePrng(seed), ranges)];
  for (const { from, to } of ranges) {
    const within = planned.filter(({ start }) => start >= from && start < to);
    const edges = [from, ...within.flatMap(({ start, minutes }) => [start, start + minutes]), to];
    const gaps = edges.flatMap((edge, i) => (i % 2 === 1 ? [edge - (edges[i - 1] ?? edge)] : []));
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(20);
    expect(within.length).toBeGreaterThan(2);
  }
});
