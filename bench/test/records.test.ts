import { describe, expect, test } from 'vitest';
import { syntheticPractice } from '@etanche/demo';
import { termsOf } from '@etanche/records-fhir';
import { percentile } from '../src/percentile.ts';
import { typedFor } from '../src/records/measure-calls.ts';
import { patientsFrom, today } from '../src/records/real-patients.ts';
import { growthFigures, latencyFigures, paceFigures, splitFigures } from '../src/records/records-figures.ts';
import { covered, splitOf } from '../src/records/spans.ts';

const split = { network: 4, vaults: 2, proofs: 1, decryption: 3, signatures: 0, tree: 0, rest: 1 };
const calls = (...times: number[]) => ({ times, splits: times.map(() => split) });

describe('spans', () => {
  test('overlapping spans count once', () => {
    expect(covered([])).toBe(0);
    expect(
      covered([
        { start: 1, end: 4 },
        { start: 2, end: 3 },
      ]),
    ).toBe(3);
    expect(
      covered([
        { start: 5, end: 6 },
        { start: 0, end: 2 },
        { start: 1, end: 3 },
      ]),
    ).toBe(4);
  });

  test('waiting for vaults is split from proofs, and uncovered time is the rest', () => {
    const spans = [
      { name: 'network', start: 0, end: 5 },
      { name: 'evaluation', start: 1, end: 8 },
      { name: 'vaults', start: 2, end: 4 },
      { name: 'vaults', start: 3, end: 6 },
      { name: 'decryption', start: 9, end: 12 },
    ] as const;
    expect(splitOf(spans, 0, 14)).toEqual({
      ...{ network: 5, vaults: 4, proofs: 3, decryption: 3, signatures: 0, tree: 0, rest: 3 },
    });
  });

  test('a vault request outside an evaluation counts only as waiting', () => {
    expect(splitOf([{ name: 'vaults', start: 0, end: 3 }], 0, 3)).toMatchObject({ vaults: 3, proofs: 0, rest: 0 });
  });
});

test('a percentile is a measured value', () => {
  const values = [5, 1, 4, 2, 3];
  expect(percentile(values, 0.5)).toBe(3);
  expect(percentile(values, 0.95)).toBe(5);
  expect(percentile(values, 0)).toBe(1);
  expect(percentile([], 0.5)).toBeNaN();
});

describe('figures', () => {
  test('a latency is shown next to that of the plaintext path, with the aim at its p95', () => {
    const figures = latencyFigures('search', 'search', { sealed: calls(20, 40), plain: calls(10, 10) });
    expect(figures.map(({ ratio, aim }) => [ratio, aim])).toEqual([
      [2, undefined],
      [4, '< 100 ms'],
      [4, undefined],
    ]);
  });

  test('each part of a call is shown as its share of the mean', () => {
    const [network, vaults] = splitFigures('search', calls(6, 10));
    expect([network?.ratio, vaults?.ratio]).toEqual([0.5, 0.25]);
  });

  test('each later size is compared with the first', () => {
    const at = (size: number, time: number, plain: number) => {
      const splits = [{ ...split, network: time, vaults: time / 4 }];
      return { size, pair: { sealed: { times: [time], splits }, plain: calls(plain) } };
    };
    const figures = growthFigures('opening', [at(10, 2, 1), at(100, 3, 1), at(1000, 4, 5)]);
    expect(figures.slice(0, 4).map(({ ratio }) => ratio)).toEqual([1.5, 1, 2, 5]);
    const parts = figures.slice(4).map(({ what, ratio }) => [what.trim(), ratio]);
    expect(parts).toContainEqual(['waiting for the records server', 2]);
    expect(parts.flat()).not.toContain('waiting for the vaults');
    expect(growthFigures('opening', [])).toEqual([]);
    const paces = paceFigures(
      'hashing',
      [10, 100].map((size) => ({ size, pace: size / 5 })),
    );
    expect(paces.map(({ what, ratio }) => [what, ratio])).toEqual([['hashing, at 100 patients', 10]]);
    expect(paceFigures('hashing', [])).toEqual([]);
  });
});

describe('patients', () => {
  test('a patient is the same in any run, range and number of resources', () => {
    const all = Array.from(syntheticPractice({ seed: 's', patients: 6, resourcesPerPatient: 'varied', today }));
    const later = Array.from(patientsFrom({ seed: 's', resources: 1 }, 4, 6));
    expect(later.map(({ traits }) => termsOf(traits))).toEqual(all.slice(4).map(({ traits }) => termsOf(traits)));
  });

  test('a search uses birth date and letter if the patient has both', () => {
    const [patient] = syntheticPractice({ seed: 's', patients: 1, resourcesPerPatient: 1, today });
    if (patient === undefined) throw new Error('one patient');
    const traits = { ...patient.traits, birthDate: '1956-03-12', usedFamilyName: 'Durand' };
    expect(typedFor(traits)).toBe('12 03 1956 D');
    expect(typedFor({ ...traits, birthDate: '1956' })).toBeNull();
    expect(typedFor({ ...traits, usedFamilyName: null, birthFamilyName: null })).toBeNull();
  });
});
