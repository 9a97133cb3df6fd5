import type { PostingKeys } from '@etanche/records-server';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../theft.ts';
import { alarmAt, filesAlone, told, type Weights } from './alarm-at.ts';
import { fromDatabase } from './row-source.ts';
import { boundsOf, identityAlarm, scenarioResult, victims } from './records-context.ts';
import { greedy, robMember, type RobbedMember } from './rob-member.ts';
import type { Robbery } from './robbery.ts';
import { runSecretary } from './t03-secretary.ts';

const withDatabase = 'and the records database';

/**
 * T15: an account and the database together: units from the vaults with the member's key, everything opened offline, so
 * that the records server sees nothing. Comparing the vaults' counts with its log still reveals it.
 */
export async function runWithDatabase(robbery: Robbery): Promise<ScenarioResult[]> {
  return [...(await runDoctorOffline(robbery)), ...(await runSecretaryOffline(robbery))];
}

async function runDoctorOffline(robbery: Robbery): Promise<ScenarioResult[]> {
  const { robbed, say, now } = robbery;
  const bounds = boundsOf(robbery, 'doctor');
  const doctor = robbed.member(victims.doctor);
  const started = now();
  say('T15 A doctor’s key at the vaults and the stolen database, without a request to the records server');
  const got = await robOffline(robbery);
  const rung = await robbed.alarmsSince(got.began);
  const remarks = [told(rung, doctor.member), await differ(robbery, doctor)];
  say('T15 The same attacker while the vaults count nothing, with the records server’s posting key');
  const open = await robbed.withoutQuotas(async () => robOffline(robbery, await robbed.postingKeys()));
  const { alarm, people } = robbed.quotas;
  const rang = (had: Weights) => alarmAt(rung, got.granted, doctor.member, had, people);
  const row = {
    ...{ id: 'T15', then: robbed.truth.patients.length },
    tried: `${got.opened.scope} files, ${got.opened.search} searches and ${got.opened.agenda} days evaluated, opened offline`,
  };
  const stolen = `a doctor’s key ${withDatabase}, 24 h`;
  const played = [
    scenarioResult(robbery, started, {
      ...{ ...row, stolen, bound: bounds.records, remarks },
      ...{ alarmAt: rang(filesAlone), alarmBy: alarm.files.hour.floor },
      ...{ undefended: open.files.records.size, defended: got.files.records.size },
    }),
  ];
  played.push(
    scenarioResult(robbery, started, {
      ...{ ...row, stolen: `${stolen}: identities`, bound: bounds.identities, remarks: [] },
      ...{ alarmAt: rang(people), alarmBy: identityAlarm },
      ...{ undefended: open.seen.identities.size, defended: got.seen.identities.size },
    }),
  );
  return played;
}

async function runSecretaryOffline(robbery: Robbery): Promise<ScenarioResult[]> {
  return runSecretary(robbery, {
    id: 'T15',
    stolen: `a secretary’s key ${withDatabase}, 24 h`,
    rowSourceOf: async ({ robbed }, isUndefended) => {
      const postingKeys = isUndefended ? await robbed.postingKeys() : null;
      const source = await fromDatabase(robbed.recordsDatabase, robbed.practice.practice, postingKeys);
      return () => Promise.resolve(source);
    },
    fullDay: null,
    after: async (played, member) => [await differ(played, member)],
  });
}

async function robOffline(robbery: Robbery, postingKeys: PostingKeys | null = null): Promise<RobbedMember> {
  const { robbed } = robbery;
  await robbed.freshMonth();
  const source = await fromDatabase(robbed.recordsDatabase, robbed.practice.practice, postingKeys);
  return robMember(robbery, robbed.member(victims.doctor), greedy, 1, () => Promise.resolve(source));
}

/**
 * Whether the records server detects, after the day, that the vaults granted a member more units than the server was
 * asked for.
 */
async function differ({ robbed }: Robbery, { member }: TrialMember): Promise<string> {
  robbed.advanceHours(25);
  const doctor = await robbed.practice.doctor.signIn();
  for (let looks = 0; looks < 60; looks++) {
    const leaves = await lastLeaves(doctor.call);
    const found = leaves.filter(({ kind, subject }) => kind === 'counts_differ' && subject === member);
    if (found.length > 0) {
      const excess = found.map(({ detail, count }) => `${detail ?? ''} ${count ?? 0}`).join(', ');
      return `the records server’s log against the vaults’ counts: counts_differ (${excess})`;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return 'NOT FOUND by the records server: no counts_differ';
}

type Call = Awaited<ReturnType<Robbery['robbed']['practice']['doctor']['signIn']>>['call'];
type Leaf = { readonly kind: string; readonly subject?: string; readonly detail?: string; readonly count?: number };

async function lastLeaves(call: Call): Promise<Leaf[]> {
  const { note } = await call('checkpoint');
  const size = Number(note.split('\n')[1]);
  const { leaves } = await call('leaves', { query: { from: Math.max(0, size - 500), count: 1000 } });
  return leaves.map((leaf) => JSON.parse(leaf) as Leaf);
}
