import type { Played } from '../theft.ts';
import { corruptVault, routeOver, type Route } from './corrupt-vault.ts';
import { Haul } from './haul.ts';
import { copySecrets, openScopes, openTerms } from './open-offline.ts';
import type { Robbery } from './robbery.ts';
import { listScopes, openKept, spendDay } from './spend-quota.ts';
import { stealRows } from './stolen-rows.ts';
import { evaluateWithSeeds } from './stolen-vaults.ts';

/** The vault that turned thief. */
const corrupt = 1;

/**
 * T6: one vault's seeds, store and logs. So that they have something to open, he is given more than was stolen: the records
 * database, a doctor's secrets and every term that exists.
 */
export async function playVaultAlone(robbery: Robbery): Promise<Played> {
  const { robbed, now, say } = robbery;
  const { threshold } = robbed.practice.servers.federation;
  say('T6  One vault: every scope and every term with the share and the sum that its seeds give');
  const started = now();
  const defended = await openWithVaults(robbery, [corrupt]);
  say('T6  The same thief with as many vaults as must answer');
  const undefended = await openWithVaults(
    robbery,
    Array.from({ length: threshold }, (_, i) => i + 1),
  );
  const { patients } = robbed.truth;
  return {
    bound: 0,
    remarks: [
      `with ${threshold} vaults’ seeds: ${undefended.records.size} files and ${undefended.identities.size} names`,
    ],
    result: {
      id: 'T6',
      stolen: 'one vault of three; and, to try its seeds on, the records database and a doctor’s secrets',
      tried: `${patients.length} files and ${termsOf(robbery).length} terms, with every key that the seeds give`,
      then: null,
      undefended: undefended.persons.size,
      defended: defended.persons.size,
      of: patients.length,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

/** ⌊Q·t/n⌋·(n − 1)/(t − 1): each honest vault gives its part of the quota, to whoever needs t − 1 of them. */
export function boundOfVaultAndDoctor({ robbed }: Robbery): number {
  const { threshold, vaults } = robbed.practice.servers.federation;
  const part = Math.floor((robbed.quotas.roles.doctor.scope * threshold) / vaults.length);
  return Math.floor((part * (vaults.length - 1)) / (threshold - 1));
}

/** T6 with a doctor's account besides: the corrupt vault answers without counting, beside one honest vault at a time. */
export async function playVaultAndDoctor(robbery: Robbery): Promise<Played> {
  const { robbed, now, say } = robbery;
  const quota = robbed.quotas.roles.doctor.scope;
  const bound = boundOfVaultAndDoctor(robbery);
  say(`T6  One vault and a doctor’s account for a day: at most ${bound} files, where the doctor alone has ${quota}`);
  const started = now();
  robbed.freshMonth();
  const defended = await robDay(robbery);
  say('T6  The same thief where the vaults count nothing');
  robbed.freshMonth();
  const undefended = await robbed.withoutQuotas(() => robDay(robbery));
  return {
    bound,
    remarks: [`${defended.opened} files evaluated; without a corrupt vault the bound is ${quota}`],
    result: {
      id: 'T6',
      stolen: 'one vault of three, and a doctor’s account and device, 24 h',
      tried: `${robbed.truth.patients.length} files, the corrupt vault beside each honest one in turn, emergencies too`,
      then: null,
      undefended: undefended.haul.records.size,
      defended: defended.haul.records.size,
      of: robbed.truth.patients.length,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

function termsOf({ robbed }: Robbery): string[] {
  return [...new Set(robbed.truth.patients.flatMap(({ terms }) => terms))];
}

async function openWithVaults(robbery: Robbery, vaults: readonly number[]): Promise<Haul> {
  const { robbed, group } = robbery;
  const doctor = await robbed.practice.doctor.signIn();
  const secrets = copySecrets(doctor);
  doctor.lock();
  const rows = (await stealRows(robbed.recordsDatabase)).get(robbed.practice.practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  const haul = new Haul(robbed.truth);
  const evaluation = evaluateWithSeeds(group, robbed.directory, vaults);
  await openScopes(rows, secrets, evaluation, haul);
  await openTerms(rows, secrets, termsOf(robbery), evaluation, haul);
  return haul;
}

async function robDay({ robbed, group, random }: Robbery): Promise<{ haul: Haul; opened: number }> {
  const { servers, clock, doctor } = robbed.practice;
  const { federation } = servers;
  const turned = federation.vaults.find(({ index }) => index === corrupt);
  if (turned === undefined) throw new Error('the federation has no such vault');
  const fetch = corruptVault(group, robbed.directory, turned, random);
  const stolen = await doctor.signIn();
  const honest = federation.vaults.map(({ index }) => index).filter((index) => index !== corrupt);
  const routes: Route[] = [];
  for (const draw of ['quota', 'emergency'] as const) {
    for (const index of honest) {
      const vaults = [corrupt, index].slice(0, federation.threshold);
      routes.push(await routeOver(stolen, group, fetch, { purpose: 'scope', vaults, draw }));
    }
  }
  const scopes = await listScopes(stolen);
  const kept = await spendDay(stolen, scopes, routes, clock);
  const haul = new Haul(robbed.truth);
  await openKept(await doctor.signIn(), scopes, kept, haul);
  return { haul, opened: kept.size };
}
