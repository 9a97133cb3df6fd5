import { describe, expect, test } from 'vitest';
import {
  sharedOwners,
  vaultsOfOneOwner,
  vaultStatementSchema,
  type VaultStatement,
} from '@etanche/core-vault-protocol';
import { findMismatch } from '@etanche/core-wire';

const statement = (index: number, owner: string, trial = false): VaultStatement => ({
  ...{ index, vaults: 3, threshold: 2, suite: 'ristretto255-SHA512', owner, jurisdiction: 'FR', trial },
});

describe('vaults of one owner', () => {
  test.each([
    [['Association du Port', 'Coopérative des Îles', 'Hub'], []],
    [
      ['Association du Port', 'Coopérative des Îles', 'Association du Port'],
      [1, 3],
    ],
    [
      ['Coopérative des Îles', 'COOPERATIVE  DES ILES', 'Hub'],
      [1, 2],
    ],
    [
      ['S.A.R.L. Hub', 'SARL Hub', 'sarl-hub'],
      [1, 2, 3],
    ],
    [
      ['株式会社', '株式会社。', 'Hub'],
      [1, 2],
    ],
    [
      ['!', '?', '!'],
      [1, 3],
    ],
  ])('%j: %j', (owners, expected) => {
    const vaults = owners.map((owner, i) => statement(i + 1, owner));
    expect(sharedOwners(vaults)).toEqual(expected);
    expect(vaultsOfOneOwner(vaults)).toEqual(expected);
  });

  test('vaults of one owner are accepted if all of them declare a trial, but not if only some do', () => {
    const owners = ['Hub', 'Hub', 'Hub'];
    expect(vaultsOfOneOwner(owners.map((owner, i) => statement(i + 1, owner, true)))).toEqual([]);
    expect(vaultsOfOneOwner(owners.map((owner, i) => statement(i + 1, owner, i !== 1)))).toEqual([1, 2, 3]);
  });
});

describe('a vault statement is malformed', () => {
  test.each([
    ['without an owner', { owner: '' }],
    ['with space around the owner', { owner: ' Hub' }],
    ['with an owner of 121 characters', { owner: 'x'.repeat(121) }],
    ['with a country in small letters', { jurisdiction: 'fr' }],
    ['with a country in words', { jurisdiction: 'France' }],
    ['with a trial that is no boolean', { trial: 'yes' }],
    ['with another member', { extra: 1 }],
  ])('%s', (_, change) => {
    expect(findMismatch(vaultStatementSchema, statement(1, 'Hub'))).toBeNull();
    expect(findMismatch(vaultStatementSchema, { ...statement(1, 'Hub'), ...change })).not.toBeNull();
  });
});
