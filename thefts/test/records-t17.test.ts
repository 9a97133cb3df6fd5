import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { holds } from '@etanche/thefts';
import { inject, test, expect } from 'vitest';
import { runImporter } from '../src/records/t17-importer.ts';
import { startRobbery } from './support/robbery.ts';

test(
  'the importer’s file and the database open nothing, and everything with the defence off',
  { timeout: 300_000 },
  async () => {
    const patients = 24;
    await using robbery = await startRobbery(inject('testServer'), await loadSodiumGroup(), { patients, quotas: {} });
    const played = await runImporter(robbery);
    expect(played.result).toMatchObject({ id: 'T17', defended: 0, undefended: patients, of: patients });
    expect(played.remarks).toEqual(['evaluations with the importer’s key: 0']);
    expect(holds(played)).toBe(true);
  },
);
