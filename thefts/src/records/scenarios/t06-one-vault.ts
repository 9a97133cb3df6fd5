import type { ScenarioResult } from '../../theft.ts';
import { alarmAt, filesAlone, alarmSummary } from '../practice/alarm-at.ts';
import { corruptVault, routeOver } from '../attacker/corrupt-vault.ts';
import { Exposure } from '../practice/exposure.ts';
import { copySecrets, openScopes, openTerms } from '../attacker/open-offline.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { listScopes, openKept, spendDay, type CountedRoute } from '../attacker/spend-quota.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import type { Grant } from '../attacker/vault-attacker.ts';
import { searchVault } from '../attacker/search-vault.ts';
import { evaluateWithSeeds } from '../attacker/stolen-vaults.ts';

/** The corrupt vault. */
const corrupt = 1;

/**
 * T6: one vault's seeds, store and logs. To have data to open, the attacker also gets the records database, a doctor's
 * secrets and every existing term.
 */
export async function runVaultAlone(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const { threshold } = attacked.practice.servers.federation;
  say('T6  One vault: every scope and every term with the share and the sum derived from its seeds');
  const started = now();
  const defended = await openWithVaults(context, [corrupt]);
  say('T6  Its directory, its database’s rows and files and its log, searched for every person in every spelling');
  const read = await searchVault(attacked, corrupt);
  say('T6  The same attacker with as many vaults as the threshold');
  const undefended = await openWithVaults(
    context,
    Array.from({ length: threshold }, (_, i) => i + 1),
  );
  const { patients } = attacked.truth;
  return {
    bound: 0,
    alarmBy: null,
    remarks: [
      `${read.values} values of its store, ${read.files} files and ${read.lines} lines of its log: ${read.persons.size} persons; ` +
        'the data that a practice does send to its vaults was found first in each',
      `with ${threshold} vaults’ seeds: ${undefended.records.size} files and ${undefended.identities.size} names`,
    ],
    result: {
      id: 'T6',
      stolen:
        'one vault of three, its seeds, store and logs; and, to try its seeds on, the records database and a doctor’s secrets',
      tried: `${patients.length} files and ${termsOf(context).length} terms, with every key that the seeds give; ${(read.bytes / 1e6).toFixed(0)} MB searched`,
      then: null,
      undefended: undefended.persons.size,
      defended: defended.persons.union(read.persons).size,
      of: patients.length,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

/**
 * ⌊Q·t/n⌋·(n − 1)/(t − 1): each honest vault grants its part of a limit, and the attacker needs only t − 1 of them.
 */
function besideCorrupt({ attacked }: AttackContext, bound: number): number {
  const { threshold, vaults } = attacked.practice.servers.federation;
  const part = Math.floor((bound * threshold) / vaults.length);
  return Math.floor((part * (vaults.length - 1)) / (threshold - 1));
}

function boundOfVaultAndDoctor(context: AttackContext): number {
  return besideCorrupt(context, context.attacked.quotas.roles.doctor.scope);
}

/** T6 with a doctor's account: the corrupt vault answers without counting, together with one honest vault at a time. */
export async function runVaultAndDoctor(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const quota = attacked.quotas.roles.doctor.scope;
  const bound = boundOfVaultAndDoctor(context);
  say(
    `T6  One vault and a doctor’s account for a day: at most ${bound} files, compared with ${quota} for the doctor alone`,
  );
  const started = now();
  await attacked.freshMonth();
  const began = attacked.clock.now();
  const defended = await attackForDay(context);
  const alarms = await attacked.alarmsSince(began);
  const { member } = attacked.practice.doctor;
  say('T6  The same attacker while the vaults count nothing');
  await attacked.freshMonth();
  const undefended = await attacked.withoutQuotas(() => attackForDay(context, attacked.places.canaries));
  return {
    bound,
    alarmBy: besideCorrupt(context, attacked.quotas.alarm.files.hour.floor),
    remarks: [
      `${defended.granted.reduce((sum, { units }) => sum + units, 0)} files evaluated; without a corrupt vault the bound is ${quota}`,
      alarmSummary(alarms, member),
    ],
    result: {
      id: 'T6',
      stolen: 'one vault of three, and a doctor’s account and device, 24 h',
      tried: `${attacked.truth.patients.length} files, the corrupt vault beside each honest one in turn, emergencies too`,
      then: null,
      undefended: undefended.exposure.records.size,
      defended: defended.exposure.records.size,
      of: attacked.truth.patients.length,
      unit: 'persons',
      alarmAt: alarmAt(alarms, defended.granted, member, filesAlone, attacked.quotas.people),
      seconds: (now() - started) / 1000,
    },
  };
}

function termsOf({ attacked }: AttackContext): string[] {
  return [...new Set(attacked.truth.patients.flatMap(({ terms }) => terms))];
}

async function openWithVaults(context: AttackContext, vaults: readonly number[]): Promise<Exposure> {
  const { attacked, group } = context;
  const doctor = await attacked.practice.doctor.signIn();
  const secrets = copySecrets(doctor);
  doctor.session.lock();
  const rows = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  const exposure = new Exposure(attacked.truth);
  const evaluation = evaluateWithSeeds(group, attacked.directory, vaults);
  await openScopes(rows, secrets, evaluation, exposure);
  await openTerms(rows, secrets, termsOf(context), evaluation, exposure);
  return exposure;
}

/** @param avoided canaries, which freeze the account: with the defence off the attacker opens none */
async function attackForDay(
  { attacked, group, random }: AttackContext,
  avoided: readonly string[] = [],
): Promise<{ exposure: Exposure; granted: readonly Grant[] }> {
  const { servers, clock, doctor } = attacked.practice;
  const { federation } = servers;
  const turned = federation.vaults.find(({ index }) => index === corrupt);
  if (turned === undefined) throw new Error('the federation has no such vault');
  const fetch = corruptVault(group, attacked.directory, turned, random);
  const stolen = await doctor.signIn();
  const honest = federation.vaults.map(({ index }) => index).filter((index) => index !== corrupt);
  const routes: CountedRoute[] = [];
  for (const draw of ['quota', 'emergency'] as const) {
    for (const index of honest) {
      const vaults = [corrupt, index].slice(0, federation.threshold);
      routes.push({
        vault: index,
        draw,
        route: await routeOver(stolen, group, fetch, { purpose: 'scope', vaults, draw }),
      });
    }
  }
  const scopes = (await listScopes(stolen)).filter((scope) => !avoided.includes(scope));
  const { kept, granted } = await spendDay(stolen, scopes, attacked.places.elements, routes, clock);
  const exposure = new Exposure(attacked.truth);
  await openKept(await doctor.signIn(), scopes, kept, exposure);
  return { exposure, granted };
}
