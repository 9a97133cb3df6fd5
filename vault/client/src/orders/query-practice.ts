import {
  alarmListSchema,
  dailyCountsSchema,
  mediaTypes,
  memberActivitySchema,
  practiceUsageSchema,
  quotaSchema,
  type Alarm,
  type DailyCounts,
  type Federation,
  type MemberActivity,
  type PracticeQuery,
  type PracticeUsage,
  type Quota,
} from '@etanche/core-vault-protocol';
import { jwsTypes, findMismatch, type JsonSchema } from '@etanche/core-wire';
import { askAll } from '../evaluate/ask-all.ts';
import type { Vault } from '../key-sets/key-set-statements.ts';
import { envelope, signPayload, type Clock, type SigningKey } from '../request-signer.ts';
import { parseJson, type Transport } from '../transport.ts';
import type { VaultFailure } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';
import { ask, practiceUrl, readVaultJws } from './practice-requests.ts';

const answerBytes = 1024 * 1024;

export type QueryAnswers = {
  readonly quota: Quota;
  readonly counts: DailyCounts;
  readonly alarms: readonly Alarm[];
  readonly usage: PracticeUsage;
  readonly activity: MemberActivity;
};

/**
 * Queries every vault for the member's quota, the units of each member on a day (signed by each vault), the alarms,
 * what the members opened in the last 24 hours (`usage`), or what one member opened by time (`activity`). Each vault
 * has counts of its own.
 *
 * @param options.key the member's `auth` key, or the records server's
 * @param options.day `2026-11-22`, UTC, for `counts`; today by default
 * @param options.member for `activity`, by an administrator; the asking member by default
 * @param options.report called for each vault that fails, even if enough answer
 * @throws VaultClientError `refused`, `could_not_check` if fewer than t vaults answer
 */
export async function queryPractice<Query extends keyof QueryAnswers>(
  options: Transport &
    Clock & {
      readonly federation: Federation;
      readonly practice: string;
      readonly key: SigningKey;
      readonly query: Query;
      readonly day?: string;
      readonly member?: string;
      readonly report?: (failure: VaultFailure) => void;
    },
): Promise<readonly { readonly index: number; readonly answer: QueryAnswers[Query] }[]> {
  const { federation, practice, key, query, day, member } = options;
  const answers = await askAll(
    federation,
    federation.threshold,
    async (vault) => {
      const { aud, iat, jti } = envelope(vault.signingKey, '', options);
      const payload: PracticeQuery = {
        ...{ aud, iat, jti, practice, query },
        ...(day === undefined ? {} : { day }),
        ...(member === undefined ? {} : { member }),
      };
      const request = {
        url: practiceUrl(vault, practice, '/queries'),
        method: 'POST',
        body: { mediaType: mediaTypes.jws, text: await signPayload(payload, jwsTypes.practiceQuery, key) },
        accept: query === 'counts' ? mediaTypes.jws : mediaTypes.json,
        maxBytes: answerBytes,
      } as const;
      return readers[query](await ask(options, request), vault, payload);
    },
    options.report,
  );
  return answers.map(({ vault, answer }) => ({ index: vault.index, answer }));
}

type Reader<Query extends keyof QueryAnswers> = (
  text: string,
  vault: Vault,
  asked: PracticeQuery,
) => Promise<QueryAnswers[Query]>;

const readers: { readonly [Query in keyof QueryAnswers]: Reader<Query> } = {
  quota: (text) => Promise.resolve(readShape(quotaSchema, text) as Quota),
  alarms: (text) => Promise.resolve((readShape(alarmListSchema, text) as { alarms: Alarm[] }).alarms),
  usage: (text) => Promise.resolve(readShape(practiceUsageSchema, text) as PracticeUsage),
  activity: (text, _vault, { member }) => {
    const activity = readShape(memberActivitySchema, text) as MemberActivity;
    if (member !== undefined && activity.member !== member) throw new VaultFailed('answer_invalid');
    return Promise.resolve(activity);
  },
  counts: async (text, vault, { practice, day }) => {
    const counts = (await readVaultJws(text, jwsTypes.dailyCounts, dailyCountsSchema, vault)) as DailyCounts;
    const fits = counts.practice === practice && counts.index === vault.index;
    if (!fits || (day !== undefined && counts.day !== day)) throw new VaultFailed('answer_invalid');
    return counts;
  },
};

/** @throws VaultFailed `answer_invalid` */
function readShape(schema: JsonSchema, text: string): unknown {
  const value = parseJson(text);
  if (findMismatch(schema, value) !== null) throw new VaultFailed('answer_invalid');
  return value;
}
