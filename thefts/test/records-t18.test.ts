import { defaults } from '@etanche/vault-server';
import { expect, test } from 'vitest';
import { runMessages } from '../src/records/scenarios/t18-messages.ts';
import { expectRows } from './support/rows.ts';
import { once, usePractice } from './support/use-practice.ts';

const letters = 10;
const doctor = { scope: 15, search: 30, agenda: 5, inbox: 6 };
const { roles, alarm } = defaults.members;
const practice = usePractice({
  patients: 12,
  quotas: {
    ...{ roles: { ...roles, doctor }, alarm: { ...alarm, messages: 4 } },
    burst: { ...defaults.members.burst, scope: { units: 8, everySeconds: 60 } },
  },
});
const rows = once(() => runMessages(practice(), letters));

test('T18: a stolen account of the recipient opens its quota, with an alarm; servers and vaults open nothing', async () => {
  const played = await rows();
  const row = (bound: number) => ({ id: 'T18', bound, of: letters, undefended: letters });
  expectRows(played, [row(doctor.inbox), row(0), row(0), row(0)]);
  const [account] = played;
  // An attacker who gets less has not tried.
  expect(account?.result.defended).toBeGreaterThan(0);
  expect(account?.result.alarmAt).toBeLessThanOrEqual(4);
  expect(played.slice(1).map(({ result }) => result.defended)).toEqual([0, 0, 0]);
});
