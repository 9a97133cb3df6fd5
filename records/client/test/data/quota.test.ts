import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrialPractice } from '@etanche/trial';
import { defaults } from '@etanche/vault-server';
import { DataError, remainingQuotas, type RecordsData, type RecordsClient } from '../../src/index.ts';
import { startTestPractice } from '../system/test-practice.ts';
import { dataOf, patient, wide } from './data-practice.ts';

let running: TrialPractice;
let secretary: RecordsData;
let client: RecordsClient;
beforeAll(async () => {
  const { newMember, roles } = defaults.members;
  running = await startTestPractice({
    members: [{ name: 'Céline Accueil', roles: ['secretary'] }],
    vaultConfig: {
      workers: 0,
      members: { ...wide, newMember, roles: { ...wide.roles, secretary: roles.secretary } },
    },
  });
  const [member] = running.members;
  if (member === undefined) throw new Error('a secretary has joined');
  client = member.client;
  secretary = dataOf(client);
});
afterAll(() => running[Symbol.asyncDispose]());

async function untilRefused(step: () => Promise<unknown>): Promise<{ readonly done: number; readonly error: unknown }> {
  for (let done = 0; done < 60; done++) {
    try {
      await step();
    } catch (error) {
      return { done, error };
    }
  }
  throw new Error('no quota refuses');
}

test('a reached quota has the time of its reset, and open files stay open', async () => {
  const doctor = dataOf(running.doctor.client);
  const scopes: string[] = [];
  for (let i = 0; i < 14; i++) {
    scopes.push(
      (await doctor.patients.create(patient('Quota', 'Léa', `1991-01-${10 + i}`, `06 00 00 02 ${10 + i}`))).scope,
    );
  }
  let next = 0;
  const opening = await untilRefused(() => secretary.patients.open(scopes[next++] ?? ''));
  expect(opening.error).toMatchObject({ code: 'quota_reached' });
  expect(opening.done).toBeGreaterThan(0);
  const { error } = opening;
  if (!(error instanceof DataError)) throw error;
  expect(error.retryAfterSeconds).toBeGreaterThan(0);
  const { scope } = await remainingQuotas(client);
  expect(error.quota).toMatchObject({ of: 'member', kind: 'scope', window: 'day', limit: scope.of });
  expect(error.quota?.resetsAt).toBeGreaterThan(running.clock.now());
  expect(scope.of).toBe(opening.done);
  expect(error.message).toContain(`the limit of ${scope.of} opened files in 24 hours is reached for this member`);
  expect((await secretary.patients.open(scopes[0] ?? '')).resources()).toHaveLength(1);
  const searching = await untilRefused(() => secretary.patients.search('10 01 1991 q'));
  expect(searching.error).toMatchObject({ code: 'quota_reached', quota: { kind: 'search', window: 'day' } });
  // The emergency quota is separate and small.
  const reason = { reason: 'emergency', explanation: 'file d’attente' } as const;
  const opened = await secretary.patients.openInEmergency(scopes[next - 1] ?? '', reason);
  expect(opened.resources()).toHaveLength(1);
  const emergencies = await untilRefused(() => secretary.patients.search('10 01 1991 q', { quota: 'emergency' }));
  expect(emergencies.error).toMatchObject({ code: 'quota_reached', quota: { kind: 'emergency', window: 'day' } });
});
