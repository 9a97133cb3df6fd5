import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { holds } from '@etanche/thefts';
import { inject, test, expect } from 'vitest';
import { runImporter } from '../src/records/scenarios/t17-importer.ts';
import { startAttackContext } from './support/attack-context.ts';

test(
  'the importer’s file and the database open nothing, and everything with the defence off',
  { timeout: 300_000 },
  async () => {
    const patients = 24;
    await using context = await startAttackContext(inject('testServer'), await loadSodiumGroup(), {
      patients,
      quotas: {},
    });
    const played = await runImporter(context);
    expect(played.result).toMatchObject({ id: 'T17', defended: 0, undefended: patients, of: patients });
    expect(played.remarks).toEqual(['evaluations with the importer’s key: 0']);
    expect(holds(played)).toBe(true);
  },
);
