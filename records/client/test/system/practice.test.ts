import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listMembers } from '../../src/index.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice();
});
afterAll(() => running[Symbol.asyncDispose]());

describe('a founded practice', () => {
  test('lists its members with the roles and statuses of the vaults', async () => {
    const members = await listMembers(running.doctor.client);
    expect(members.map(({ name, roles, status }) => ({ name, roles, status }))).toEqual(
      expect.arrayContaining([
        { name: 'Dr Anne Fondatrice', roles: ['doctor', 'administrator'], status: 'active' },
        { name: 'Céline Accueil', roles: ['secretary'], status: 'active' },
      ]),
    );
  });
});
