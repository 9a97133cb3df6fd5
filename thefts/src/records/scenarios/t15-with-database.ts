import type { PostingKeys } from '@etanche/records-server';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { alarmAt, filesAlone, alarmSummary, type Weights } from '../practice/alarm-at.ts';
import { fromDatabase } from '../attacker/row-source.ts';
import { boundsOf, identityAlarm, scenarioResult, victims } from '../practice/records-context.ts';
import { fastPace, attackAsMember, type MemberAttack } from '../attacker/attack-as-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { runSecretary } from './t03-secretary.ts';
import { poll } from '../../tools/poll.ts';

const withDatabase = 'and the records database';

/**
 * T15: an account and the database together: units from the vaults with the member's key, everything opened offline, so
 * that the records server sees nothing. Comparing the vaults' counts with its log still reveals it.
 */
export async function runWithDatabase(context: AttackContext): Promise<ScenarioResult[]> {
  return [...(await runDoctorOffline(context)), ...(await runSecretaryOffline(context))];
}

async function runDoctorOffline(context: AttackContext): Promise<ScenarioResult[]> {
  const { attacked, say, now } = context;
  const bounds = boundsOf(context, 'doctor');
  const doctor = attacked.member(victims.doctor);
  const started = now();
  say('T15 A doctor’s key at the vaults and the stolen database, without a request to the records server');
  const got = await attackOffline(context);
  const alarms = await attacked.alarmsSince(got.began);
  const remarks = [alarmSummary(alarms, doctor.member), await differ(context, doctor)];
  say('T15 The same attacker while the vaults count nothing, with the records server’s posting key');
  const open = await attacked.withoutQuotas(async () => attackOffline(context, await attacked.postingKeys()));
  const { alarm, people } = attacked.quotas;
  const firstAlarm = (weights: Weights) => alarmAt(alarms, got.granted, doctor.member, weights, people);
  const row = {
    ...{ id: 'T15', then: attacked.truth.patients.length },
    tried: `${got.opened.scope} files, ${got.opened.search} searches and ${got.opened.agenda} days evaluated, opened offline`,
  };
  const stolen = `a doctor’s key ${withDatabase}, 24 h`;
  const played = [
    scenarioResult(context, started, {
      ...{ ...row, stolen, bound: bounds.records, remarks },
      ...{ alarmAt: firstAlarm(filesAlone), alarmBy: alarm.files.hour.floor },
      ...{ undefended: open.files.records.size, defended: got.files.records.size },
    }),
  ];
  played.push(
    scenarioResult(context, started, {
      ...{ ...row, stolen: `${stolen}: identities`, bound: bounds.identities, remarks: [] },
      ...{ alarmAt: firstAlarm(people), alarmBy: identityAlarm },
      ...{ undefended: open.seen.identities.size, defended: got.seen.identities.size },
    }),
  );
  return played;
}

async function runSecretaryOffline(context: AttackContext): Promise<ScenarioResult[]> {
  return runSecretary(context, {
    id: 'T15',
    stolen: `a secretary’s key ${withDatabase}, 24 h`,
    rowSourceOf: async ({ attacked }, isUndefended) => {
      const postingKeys = isUndefended ? await attacked.postingKeys() : null;
      const source = await fromDatabase(attacked.recordsDatabase, attacked.practice.practice, postingKeys);
      return () => Promise.resolve(source);
    },
    fullDay: null,
    after: async (played, member) => [await differ(played, member)],
  });
}

async function attackOffline(context: AttackContext, postingKeys: PostingKeys | null = null): Promise<MemberAttack> {
  const { attacked } = context;
  await attacked.freshMonth();
  const source = await fromDatabase(attacked.recordsDatabase, attacked.practice.practice, postingKeys);
  return attackAsMember(context, attacked.member(victims.doctor), fastPace, 1, () => Promise.resolve(source));
}

/**
 * Whether the records server detects, after the day, that the vaults granted a member more units than the server was
 * asked for.
 */
async function differ({ attacked }: AttackContext, { member }: TrialMember): Promise<string> {
  attacked.advanceHours(25);
  const doctor = await attacked.practice.doctor.signIn();
  const differences = await poll(async () => {
    const leaves = await lastLeaves(doctor.session.call);
    const found = leaves.filter(({ kind, subject }) => kind === 'counts_differ' && subject === member);
    return found.length > 0 ? found : null;
  });
  if (differences === null) return 'NOT FOUND by the records server: no counts_differ';
  const excess = differences.map(({ detail, count }) => `${detail ?? ''} ${count ?? 0}`).join(', ');
  return `the records server’s log against the vaults’ counts: counts_differ (${excess})`;
}

type Call = Awaited<ReturnType<AttackContext['attacked']['practice']['doctor']['signIn']>>['session']['call'];
type Leaf = { readonly kind: string; readonly subject?: string; readonly detail?: string; readonly count?: number };

async function lastLeaves(call: Call): Promise<Leaf[]> {
  const { note } = await call('checkpoint');
  const size = Number(note.split('\n')[1]);
  const { leaves } = await call('leaves', { query: { from: Math.max(0, size - 500), count: 1000 } });
  return leaves.map((leaf) => JSON.parse(leaf) as Leaf);
}
