import {
  createRecordsData,
  epochIsDue,
  openNextEpoch,
  proposeRetirement,
  type RecordsData,
  type Unlocked,
} from '@etanche/records-client';
import type { ScenarioResult } from '../theft.ts';
import { routeOver } from './corrupt-vault.ts';
import { Exposure } from './exposure.ts';
import { keepEverything, robAfterwards, type Keepsakes } from './past-member.ts';
import type { Robbery } from './robbery.ts';
import { stealRows, type StolenRows } from './stolen-rows.ts';
import { makeTruth } from './truth.ts';
import { writeSince, type WrittenSince } from './write-since.ts';

/** Files that the leaving member opened. */
const openedFiles = 2;

/** T13: a past member's keys, device memory and copies, and the database of a later day. */
export async function runPastMember(robbery: Robbery): Promise<ScenarioResult> {
  const { robbed, now, say } = robbery;
  const { practice, truth, places } = robbed;
  say('T13 A member joins, opens files, searches, copies everything, and leaves');
  const started = now();
  const colleague = await practice.doctor.signIn();
  const leaver = await practice.join(colleague, 'Dr Part Demain', ['doctor']);
  // On the first day a member has a tenth of the quota.
  await robbed.freshMonth();
  const later = makeTruth({
    ...{ seed: 'depuis', patients: 6, canaries: 0, resourcesPerPatient: 8 },
    today: new Date(robbed.clock.now()).toISOString().slice(0, 10),
  }).patients;
  const [first = '', moved = '', unopened = ''] = places.scopes;
  // The member searches the patients they open, and the birth date of each future patient, whom they may know.
  const known = truth.patients.slice(0, openedFiles).map(({ terms }) => terms[0] ?? '');
  const expected = [later[0], later[3]].flatMap(
    (patient) => patient?.terms.filter((term) => /^birth\|/.test(term)) ?? [],
  );
  const kept = await keepEverything(leaver, await leaver.signIn(), await rowsOf(robbery), {
    scopes: [first, moved],
    terms: [...known, ...truth.patients.slice(1, 2).flatMap(({ terms }) => terms.slice(-2)), ...expected],
  });

  const files = { opened: first, moved, unopened };
  say('T13 Data written since, before the retirement and a new epoch');
  const before = await writeSince(await work(robbery), later.slice(0, 3), files);
  const undefended = await rob(robbery, kept, before);

  robbed.advanceHours(3);
  const doctor = await practice.doctor.signIn();
  await practice.approve((await proposeRetirement(doctor, leaver.member)).order, practice.approvers.slice(0, 1));
  if (!(await epochIsDue(doctor))) throw new Error('no member has left');
  await openNextEpoch(doctor);
  say('T13 Data written since the retirement, in the next epoch');
  const since = await writeSince(await work(robbery), later.slice(3), files);
  const defended = await rob(robbery, kept, since);
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

async function work({ robbed }: Robbery): Promise<RecordsData> {
  const unlocked: Unlocked = await robbed.practice.doctor.signIn();
  return createRecordsData(unlocked, { validate: null, freshnessSeconds: 60, keptScopes: 1, rebases: 1 });
}

async function rowsOf({ robbed }: Robbery): Promise<StolenRows> {
  const rows = (await stealRows(robbed.recordsDatabase)).get(robbed.practice.practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  return rows;
}

async function rob(robbery: Robbery, kept: Keepsakes, { truth, scopes }: WrittenSince) {
  const { robbed, group } = robbery;
  const { federation } = robbed.practice.servers;
  const vaults = federation.vaults.map(({ index }) => index);
  const { options } = kept.device;
  const past = { options, practice: robbed.practice.practice, federation, keys: () => kept.keys };
  const routes = await Promise.all(
    (['quota', 'emergency'] as const).map((draw) =>
      routeOver(past, group, options.fetch, { purpose: 'scope', vaults, draw }),
    ),
  );
  const rows = await rowsOf(robbery);
  const exposure = new Exposure(truth);
  const outcome = await robAfterwards(kept, rows, routes, scopes, exposure);
  const old = new Exposure(robbed.truth);
  await robAfterwards(kept, rows, [], [], old);
  return { exposure, old, ...outcome };
}
