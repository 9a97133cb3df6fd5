import type { Alarm, DailyCounts, Federation, VaultStatement } from '@etanche/core-vault-protocol';
import { fetchVaultStatements, queryPractice } from '@etanche/vault-client';
import type { VaultAccess } from '../options.ts';
import type { RecordsClient } from '../session/client.ts';
import { combineQuotas, type Quotas } from './remaining-quotas.ts';

/**
 * The member's remaining quotas, over all vaults that answer: at least t of them.
 *
 * @throws VaultClientError
 */
export async function remainingQuotas(
  client: Pick<RecordsClient, 'environment' | 'practice' | 'secrets'>,
): Promise<Quotas> {
  const answers = await queryPractice({ ...question(client), query: 'quota' });
  const { vaults, threshold } = client.practice.federation;
  return combineQuotas(
    answers.map(({ answer }) => answer),
    vaults.length,
    threshold,
  );
}

/** The vaults' alarms about this practice, the newest first. Each vault raises its own, so one event may appear several times. */
export async function listAlarms(
  client: Pick<RecordsClient, 'environment' | 'practice' | 'secrets'>,
): Promise<Alarm[]> {
  const answers = await queryPractice({ ...question(client), query: 'alarms' });
  return answers.flatMap(({ answer }) => answer).sort((a, b) => b.at - a.at);
}

/**
 * The units of every member on a UTC day, as each vault signs them, for comparison with the audit log.
 *
 * @param day such as `2026-11-22`
 */
export async function dailyCounts(
  client: Pick<RecordsClient, 'environment' | 'practice' | 'secrets'>,
  day: string,
): Promise<DailyCounts[]> {
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

function question(client: Pick<RecordsClient, 'environment' | 'practice' | 'secrets'>) {
  const { id: practice, federation, vaults } = client.practice;
  const { now, random } = client.environment;
  return {
    ...vaults,
    ...{ now, random, federation, practice },
    key: client.secrets.keys().auth,
  };
}
