import { expect, test } from 'vitest';
import { vaultOwners } from '../../src/index.ts';
import { startTestPractice } from './test-practice.ts';

const vault = (owner: string) => ({ owner, jurisdiction: 'FR', trial: false });

test('a practice is not founded on two vaults of one declared owner', async () => {
  const about = [vault('Association du Port'), vault('Coopérative des Îles'), vault('ASSOCIATION DU PORT')];
  const founding = startTestPractice({ members: [], about });
  await expect(founding).rejects.toMatchObject({ code: 'owners_shared' });
});

test('a member sees the owner and country of each vault', async () => {
  const about = [
    vault('Association du Port'),
    vault('Coopérative des Îles'),
    { ...vault('Hub Léman'), jurisdiction: 'CH' },
  ];
  await using practice = await startTestPractice({ members: [], about });
  expect(await vaultOwners(practice.doctor.client)).toEqual(
    about.map((each, i) => ({ index: i + 1, vaults: 3, threshold: 2, suite: 'ristretto255-SHA512', ...each })),
  );
});
