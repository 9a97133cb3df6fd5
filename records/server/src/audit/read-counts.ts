import {
  dailyCountsSchema,
  mediaTypes,
  practicesPath,
  type DailyCounts,
  type Federation,
  type PracticeQuery,
} from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  jwsTypes,
  parseShape,
  toBase64url,
  verifyCompact,
  type Bytes,
} from '@etanche/core-wire';
import { postText } from '../orders/vault-http.ts';
import { signJson, type ServerKey } from '../config/server-key.ts';

export type CountsReader = {
  readonly federation: Federation;
  readonly serverKey: Pick<ServerKey, 'key' | 'publicKey'>;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};

/** Each vault's signed counts of a practice's members on a past UTC day, without vaults that do not answer. */
export async function readCounts(reader: CountsReader, practice: string, day: string): Promise<DailyCounts[]> {
  const asked = reader.federation.vaults.map((vault) => readOne(reader, vault, practice, day).catch(() => null));
  return (await Promise.all(asked)).filter((counts) => counts !== null);
}

async function readOne(
  reader: CountsReader,
  vault: Federation['vaults'][number],
  practice: string,
  day: string,
): Promise<DailyCounts | null> {
  const query: PracticeQuery = {
    aud: vault.signingKey,
    iat: Math.floor(reader.now() / 1000),
    jti: toBase64url(reader.random(16)),
    practice,
    query: 'counts',
    day,
  };
  const jws = await signJson(query, jwsTypes.practiceQuery, reader.serverKey);
  const url = `${vault.url}${practicesPath}/${practice}/queries`;
  const text = await postText(reader.fetch, url, jws, mediaTypes.jws, reader.timeoutMs);
  const { payload } = await verifyCompact(text.trim(), jwsTypes.dailyCounts, fromBase64url(vault.signingKey, 32));
  const counts = parseShape(dailyCountsSchema, JSON.parse(fromUtf8(payload)), 'daily counts');
  const fits = counts.practice === practice && counts.index === vault.index && counts.day === day;
  return fits && counts.closed ? counts : null;
}
