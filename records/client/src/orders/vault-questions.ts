import type { Alarm, DailyCounts, Federation, VaultStatement } from '@etanche/core-vault-protocol';
import { fetchVaultStatements, queryPractice } from '@etanche/vault-client';
import type { RecordsClientOptions } from '../options.ts';
import type { Unlocked } from '../session/unlocked.ts';
import { combineQuotas, type Quotas } from './openable.ts';

/**
 * What this member can still open, over all vaults that answer: t of them at least.
 *
 * @throws VaultClientError
 */
export async function quotasLeft(unlocked: Unlocked): Promise<Quotas> {
  const answers = await queryPractice({ ...question(unlocked), query: 'quota' });
  const { vaults, threshold } = unlocked.federation;
  return combineQuotas(
    answers.map(({ answer }) => answer),
    vaults.length,
    threshold,
  );
}

/** The vaults' alarms about this practice, the newest first. Each vault rings by itself, so one event may be there twice. */
export async function listAlarms(unlocked: Unlocked): Promise<Alarm[]> {
  const answers = await queryPractice({ ...question(unlocked), query: 'alarms' });
  return answers.flatMap(({ answer }) => answer).sort((a, b) => b.at - a.at);
}

/**
 * The units of every member on a UTC day, as each vault signs them: what the audit log is held against.
 *
 * @param day such as `2026-11-22`
 */
export async function dailyCounts(unlocked: Unlocked, day: string): Promise<DailyCounts[]> {
  const answers = await queryPractice({ ...question(unlocked), query: 'counts', day });
  return answers.map(({ answer }) => answer);
}

/**
 * Who runs the practice's vaults and in which country, as each vault signs it: for a screen. Vaults that do not answer are
 * missing from the list; t of them at least are there.
 *
 * @throws VaultClientError
 */
export async function vaultOwners(unlocked: Unlocked): Promise<VaultStatement[]> {
  return fetchOwners(unlocked.options, unlocked.federation, unlocked.federation.threshold);
}

/** @param needed fewest vaults that answer */
export async function fetchOwners(
  options: RecordsClientOptions,
  federation: Federation,
  needed: number,
): Promise<VaultStatement[]> {
  const { fetch, sleep, timeoutMs, report } = options;
  const asked = { fetch, sleep, timeoutMs, federation, needed };
  return fetchVaultStatements({ ...asked, ...(report === undefined ? {} : { report }) });
}

function question(unlocked: Unlocked) {
  const { options, federation, practice } = unlocked;
  const { fetch, sleep, timeoutMs, now, random, report } = options;
  return {
    ...{ fetch, sleep, timeoutMs, now, random, federation, practice },
    ...(report === undefined ? {} : { report }),
    key: unlocked.keys().auth,
  };
}
