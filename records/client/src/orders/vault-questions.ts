import type { Alarm, DailyCounts, Federation, VaultStatement } from '@etanche/core-vault-protocol';
import { fetchVaultStatements, queryPractice } from '@etanche/vault-client';
import type { VaultAccess } from '../options.ts';
import type { RecordsClient } from '../session/client.ts';
import { groupAlarms, type AlarmEvent } from './alarm-events.ts';
import { combineActivity, combineUsage, silentOf, type Activity, type Usage } from './combine-usage.ts';
import { combineQuotas, type Quotas } from './remaining-quotas.ts';

type Asking = Pick<RecordsClient, 'environment' | 'practice' | 'secrets'>;

/**
 * The member's remaining quotas, over all vaults that answer: at least t of them.
 *
 * @throws VaultClientError
 */
export async function remainingQuotas(client: Asking): Promise<Quotas> {
  const answers = await queryPractice({ ...question(client), query: 'quota' });
  const { vaults, threshold } = client.practice.federation;
  return combineQuotas(
    answers.map(({ answer }) => answer),
    vaults.length,
    threshold,
  );
}

/**
 * The vaults' alarms about this practice, the newest first. Each vault raises its own, so one event may appear several
 * times.
 */
export async function listAlarms(client: Asking): Promise<Alarm[]> {
  const answers = await queryPractice({ ...question(client), query: 'alarms' });
  return answers.flatMap(({ answer }) => answer).sort((a, b) => b.at - a.at);
}

/**
 * The alarms as events: what several vaults report about one event is one of them. Those that wait for an approver come
 * first.
 *
 * @throws VaultClientError
 */
export async function alarmEvents(
  client: Asking,
): Promise<{ readonly events: readonly AlarmEvent[]; readonly silent: readonly number[] }> {
  const answers = await queryPractice({ ...question(client), query: 'alarms' });
  const alarms = answers.flatMap(({ index, answer }) => answer.map((alarm) => ({ ...alarm, index })));
  return { events: groupAlarms(alarms), silent: silentOf(answers, client.practice.federation) };
}

/**
 * The files that every member opened in 24 hours, for an administrator; for others the own row only.
 *
 * @throws VaultClientError
 */
export async function practiceUsage(client: Asking): Promise<Usage> {
  return combineUsage(await queryPractice({ ...question(client), query: 'usage' }), client.practice.federation);
}

/**
 * The files that one member opened in 24 hours and in 30 days.
 *
 * @throws VaultClientError `refused` for another member unless the asking one is an active administrator
 */
export async function memberActivity(client: Asking, member: string): Promise<Activity> {
  const answers = await queryPractice({ ...question(client), query: 'activity', member });
  return combineActivity(answers, client.practice.federation, client.environment.now());
}

/**
 * The units of every member on a UTC day, as each vault signs them, for comparison with the audit log.
 *
 * @param day such as `2026-11-22`
 */
export async function dailyCounts(client: Asking, day: string): Promise<DailyCounts[]> {
  const answers = await queryPractice({ ...question(client), query: 'counts', day });
  return answers.map(({ answer }) => answer);
}

/**
 * The owner and country of each of the practice's vaults, as the vault signs them, for a screen. Vaults that do not
 * answer are missing from the list, which has at least t entries.
 *
 * @throws VaultClientError
 */
export async function vaultOwners(client: Pick<RecordsClient, 'practice'>): Promise<VaultStatement[]> {
  return fetchOwners(client.practice.vaults, client.practice.federation, client.practice.federation.threshold);
}

/** @param needed least number of vaults that must answer */
export async function fetchOwners(
  access: VaultAccess,
  federation: Federation,
  needed: number,
): Promise<VaultStatement[]> {
  return fetchVaultStatements({ ...access, federation, needed });
}

function question(client: Asking) {
  const { id: practice, federation, vaults } = client.practice;
  const { now, random } = client.environment;
  return {
    ...vaults,
    ...{ now, random, federation, practice },
    key: client.secrets.keys().auth,
  };
}
