import { randomBytes } from 'node:crypto';
import type { ConstantTimeGroup } from '@etanche/core-oprf';
import { TestDatabase, type TestServer } from '@etanche/platform';
import type { ServersOptions } from '@etanche/trial';
import { defaults, type MemberConfig } from '@etanche/vault-server';
import { victims } from '../../src/records/practice/records-context.ts';
import type { AttackContext } from '../../src/records/practice/attack-context.ts';
import { freshMonthMs, TheftPractice } from '../../src/records/practice/theft-practice.ts';

/** Emergency units of a day, and appointments of each day of the agenda. */
export const emergency = 2;
export const entriesOfDay = 2;

export type PracticeSize = {
  readonly patients: number;
  readonly quotas: Partial<MemberConfig>;
  /** Ports of the servers and the application, for attacks in a browser: its clock is the real one. */
  readonly page?: ServersOptions['ports'];
};

type TestAttackContext = AttackContext & AsyncDisposable;

/** A small practice with small quotas on the PostgreSQL of the test run. */
export async function startAttackContext(
  server: TestServer,
  group: ConstantTimeGroup,
  { patients, quotas, page }: PracticeSize,
): Promise<TestAttackContext> {
  await using building = new AsyncDisposableStack();
  const database = building.use(await TestDatabase.create(server, undefined));
  const { members } = defaults;
  const { signal } = new AbortController();
  const attacked = await TheftPractice.make({
    ...{ patients, canaries: 1 },
    resourcesPerPatient: 8,
    agenda: { days: 3, entries: entriesOfDay },
    members: [
      { name: victims.doctor, roles: ['doctor'] },
      { name: victims.secretary, roles: ['secretary'] },
      { name: victims.administrator, roles: ['administrator'] },
    ],
    quotas: {
      ...members,
      emergency,
      burst: { ...members.burst, scope: { units: 8, everySeconds: 60 } },
      alarm: {
        ...members.alarm,
        files: { hour: { floor: 10, ceiling: 10 }, day: { floor: 12, ceiling: 12 } },
      },
      ...quotas,
    },
    databaseServer: database.url.reveal(),
    filled: true,
    ...(page !== undefined && { ports: page, foundedBeforeMs: freshMonthMs }),
    say: () => undefined,
    signal,
  });
  building.use(attacked);
  await attacked.plantMarker();
  const running = building.move();
  return {
    ...{ attacked, group, now: () => performance.now(), say: () => undefined, signal },
    random: (length) => Uint8Array.from(randomBytes(length)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
