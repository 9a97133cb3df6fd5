import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exportSeeds, importSeeds, listSeeds, makeSeeds, prepareHolder, type Holder } from '../src/index.ts';
import { readCompleteSeeds } from '../src/seeds/seed-file.ts';
import { random } from './support/caller.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'etanche-ceremony-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const directoryOf = (index: number) => join(root, `vault-${index}`);

async function prepareAll(vaults: number, threshold: number): Promise<Holder[]> {
  const indices = Array.from({ length: vaults }, (_, i) => i + 1);
  return Promise.all(
    indices.map((index) => prepareHolder(directoryOf(index), { generation: 1, vaults, threshold, index })),
  );
}

async function carryOut(vaults: number, threshold: number): Promise<Holder[]> {
  const holders = await prepareAll(vaults, threshold);
  for (const { index } of holders) {
    const { packages } = await makeSeeds(directoryOf(index), holders, random);
    for (const { to, content } of packages) await importSeeds(directoryOf(to), content);
  }
  return holders;
}

describe.for([
  [1, 1],
  [3, 2],
  [5, 3],
  [3, 3],
] as const)('the ceremony of %i vaults with threshold %i', ([vaults, threshold]) => {
  test('gives each vault exactly its seeds, with the same fingerprints at all holders', async () => {
    const holders = await carryOut(vaults, threshold);
    const seen = new Map<string, Set<string>>();
    for (const { index } of holders) {
      expect(readCompleteSeeds(directoryOf(index)).index).toBe(index);
      for (const { holders: set, fingerprint } of listSeeds(directoryOf(index))) {
        expect(set).toContain(index);
        seen.set(set.join(), (seen.get(set.join()) ?? new Set()).add(fingerprint));
      }
    }
    expect([...seen.values()].every((fingerprints) => fingerprints.size === 1)).toBe(true);
    expect(new Set([...seen.values()].flatMap((fingerprints) => [...fingerprints])).size).toBe(seen.size);
  });
});

describe('a lost vault', () => {
  test('a lost vault is rebuilt from the others’ seeds, with the same fingerprints', async () => {
    const holders = await carryOut(5, 3);
    const before = listSeeds(directoryOf(2));
    rmSync(directoryOf(2), { recursive: true });
    const again = await prepareHolder(directoryOf(2), { generation: 1, vaults: 5, threshold: 3, index: 2 });
    let missing: unknown = null;
    for (const { index } of holders.filter((holder) => holder.index !== 2)) {
      const { packages } = await exportSeeds(directoryOf(index), again);
      for (const { content } of packages) ({ missing } = await importSeeds(directoryOf(2), content));
    }
    expect(missing).toEqual([]);
    const sorted = (list: typeof before) => list.map(({ fingerprint }) => fingerprint).sort();
    expect(sorted(listSeeds(directoryOf(2)))).toEqual(sorted(before));
  });

  test('new seeds of a lost vault are refused by the others', async () => {
    const holders = await carryOut(3, 2);
    rmSync(directoryOf(1), { recursive: true });
    const again = await prepareHolder(directoryOf(1), { generation: 1, vaults: 3, threshold: 2, index: 1 });
    const { packages } = await makeSeeds(directoryOf(1), [again, ...holders.slice(1)], random);
    const [first] = packages;
    const bad = importSeeds(directoryOf(first?.to ?? 0), first?.content ?? new Uint8Array(0));
    await expect(bad).rejects.toMatchObject({ code: 'seed_conflict' });
  });
});

describe('ceremony steps that are refused', () => {
  test('refuses a step that was already done', async () => {
    const holders = await carryOut(3, 2);
    await expect(makeSeeds(directoryOf(1), holders, random)).rejects.toMatchObject({ code: 'already_made' });
  });

  test('refuses a step in the directory of another vault', async () => {
    await prepareAll(3, 2);
    const other = prepareHolder(directoryOf(1), { generation: 1, vaults: 3, threshold: 2, index: 2 });
    await expect(other).rejects.toMatchObject({ code: 'already_made' });
  });

  test('refuses a missing or duplicate holder file', async () => {
    const holders = await prepareAll(3, 2);
    const [first, second] = holders;
    if (first === undefined || second === undefined) throw new Error('three holders');
    await expect(makeSeeds(directoryOf(1), [first], random)).rejects.toMatchObject({ code: 'ceremony_invalid' });
    await expect(makeSeeds(directoryOf(1), [...holders, second], random)).rejects.toMatchObject({
      code: 'ceremony_invalid',
    });
    expect(listSeeds(directoryOf(1))).toEqual([]);
  });

  test('refuses a package for another vault and an altered package', async () => {
    const holders = await prepareAll(3, 2);
    const { packages } = await makeSeeds(directoryOf(1), holders, random);
    const [first] = packages;
    if (first === undefined) throw new Error('a package');
    const other = first.to === 2 ? 3 : 2;
    await expect(importSeeds(directoryOf(other), first.content)).rejects.toMatchObject({ code: 'package_refused' });
    const altered = Uint8Array.from(first.content);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    await expect(importSeeds(directoryOf(first.to), altered)).rejects.toMatchObject({ code: 'package_refused' });
    expect(Buffer.from(first.content).includes('seed-package')).toBe(false);
  });

  test('refuses a package of another generation', async () => {
    await prepareAll(3, 2);
    const newer = await prepareHolder(join(root, 'newer'), { generation: 2, vaults: 3, threshold: 2, index: 2 });
    const { packages } = await makeSeeds(directoryOf(1), await prepareAll(3, 2), random);
    const forTwo = packages.find(({ to }) => to === 2);
    expect(newer.generation).toBe(2);
    const old = importSeeds(join(root, 'newer'), forTwo?.content ?? new Uint8Array(0));
    await expect(old).rejects.toMatchObject({ code: 'package_refused' });
  });
});

describe('a seed file', () => {
  const path = () => join(directoryOf(1), 'seeds.json');
  const change = (edit: (file: { seeds: { holders: number[] }[] }) => void) => {
    const file = JSON.parse(readFileSync(path(), 'utf8')) as { seeds: { holders: number[] }[] };
    edit(file);
    writeFileSync(path(), JSON.stringify(file));
  };

  test('a seed file, like every other secret, is accessible only to its owner', async () => {
    await carryOut(3, 2);
    for (const name of ['seeds.json', 'signing-key.json', 'age-identity.txt']) {
      expect(statSync(join(directoryOf(1), name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(directoryOf(1)).mode & 0o777).toBe(0o700);
    expect(existsSync(join(directoryOf(1), '.seeds.json.new'))).toBe(false);
  });

  test('a seed file without one of its seeds is incomplete', async () => {
    await carryOut(3, 2);
    change((file) => file.seeds.pop());
    expect(() => readCompleteSeeds(directoryOf(1))).toThrow(expect.objectContaining({ code: 'seeds_incomplete' }));
  });

  test('a seed file with a foreign or duplicate seed is refused', async () => {
    await carryOut(3, 2);
    change(({ seeds }) => {
      seeds.forEach((seed) => (seed.holders = [2, 3]));
    });
    expect(() => readCompleteSeeds(directoryOf(1))).toThrow(expect.objectContaining({ code: 'seeds_excess' }));
  });

  test('a malformed seed file is refused without quoting it', async () => {
    await carryOut(1, 1);
    writeFileSync(path(), '{"seeds": "hunter2"');
    expect(() => readCompleteSeeds(directoryOf(1))).toThrow(/^the seed file is malformed$/);
  });
});
