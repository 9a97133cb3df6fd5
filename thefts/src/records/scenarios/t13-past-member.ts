import {
  createRecordsData,
  epochIsDue,
  openNextEpoch,
  proposeRetirement,
  type RecordsData,
  type RecordsClient,
} from '@etanche/records-client';
import type { ScenarioResult } from '../../theft.ts';
import { keyHolder } from '../attacker/key-holder.ts';
import { routeOver } from '../attacker/corrupt-vault.ts';
import { Exposure } from '../practice/exposure.ts';
import { keepEverything, attackAfterwards, type Keepsakes } from '../attacker/past-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows, type StolenRows } from '../attacker/stolen-rows.ts';
import { makeTruth } from '../practice/truth.ts';
import { writeSince, type WrittenSince } from '../attacker/write-since.ts';

/** Files that the leaving member opened. */
const openedFiles = 2;

/** T13: a past member's keys, device memory and copies, and the database of a later day. */
export async function runPastMember(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const { practice, truth, places } = attacked;
  say('T13 A member joins, opens files, searches, copies everything, and leaves');
  const started = now();
  const colleague = await practice.doctor.signIn();
  const leaver = await practice.join(colleague, 'Dr Part Demain', ['doctor']);
  // On the first day a member has a tenth of the quota.
  await attacked.freshMonth();
  const later = makeTruth({
    ...{ seed: 'depuis', patients: 6, canaries: 0, resourcesPerPatient: 8 },
    today: new Date(attacked.clock.now()).toISOString().slice(0, 10),
  }).patients;
  const [first = '', moved = '', unopened = ''] = places.scopes;
  // The member searches the patients they open, and the birth date of each future patient, whom they may know.
  const known = truth.patients.slice(0, openedFiles).map(({ terms }) => terms[0] ?? '');
  const expected = [later[0], later[3]].flatMap(
    (patient) => patient?.terms.filter((term) => /^birth\|/.test(term)) ?? [],
  );
  const kept = await keepEverything(leaver, await leaver.signIn(), await rowsOf(context), {
    scopes: [first, moved],
    terms: [...known, ...truth.patients.slice(1, 2).flatMap(({ terms }) => terms.slice(-2)), ...expected],
  });

  const files = { opened: first, moved, unopened };
  say('T13 Data written since, before the retirement and a new epoch');
  const before = await writeSince(await work(context), later.slice(0, 3), files);
  const undefended = await attack(context, kept, before);

  attacked.advanceHours(3);
  const doctor = await practice.doctor.signIn();
  await practice.approve((await proposeRetirement(doctor, leaver.member)).order, practice.approvers.slice(0, 1));
  if (!(await epochIsDue(doctor))) throw new Error('no member has left');
  await openNextEpoch(doctor);
  say('T13 Data written since the retirement, in the next epoch');
  const since = await writeSince(await work(context), later.slice(3), files);
  const defended = await attack(context, kept, since);
  const unopenedRead = defended.old.persons.difference(new Set([0, 1]));
  return {
    bound: 0,
    alarmBy: null,
    remarks: [
      `signed in: ${String(defended.signedIn)}; evaluations with the past key: ${defended.evaluated}`,
      `persons in older data whom the member had not opened: ${unopenedRead.size}`,
    ],
    result: {
      id: 'T13',
      stolen: 'a past doctor’s keys and copies, and the database of a later day',
      tried: 'signing in, the past key at the vaults, every grant, and each copied N, term and card key',
      then: null,
      undefended: undefended.exposure.persons.size,
      defended: defended.exposure.persons.size + unopenedRead.size,
      of: since.persons,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

async function work({ attacked }: AttackContext): Promise<RecordsData> {
  const client: RecordsClient = await attacked.practice.doctor.signIn();
  return createRecordsData(client, { validate: null, freshnessSeconds: 60, keptScopes: 1, rebases: 1 });
}

async function rowsOf({ attacked }: AttackContext): Promise<StolenRows> {
  const rows = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  return rows;
}

async function attack(context: AttackContext, kept: Keepsakes, { truth, scopes }: WrittenSince) {
  const { attacked, group } = context;
  const { federation } = attacked.practice.servers;
  const vaults = federation.vaults.map(({ index }) => index);
  const { options } = kept.device;
  const past = keyHolder(attacked.practice.practice, federation, options, kept.keys);
  const routes = await Promise.all(
    (['quota', 'emergency'] as const).map((draw) =>
      routeOver(past, group, options.environment.fetch, { purpose: 'scope', vaults, draw }),
    ),
  );
  const rows = await rowsOf(context);
  const exposure = new Exposure(truth);
  const outcome = await attackAfterwards(kept, rows, routes, scopes, exposure);
  const old = new Exposure(attacked.truth);
  await attackAfterwards(kept, rows, [], [], old);
  return { exposure, old, ...outcome };
}
