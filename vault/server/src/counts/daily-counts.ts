import { type DailyCounts } from '@etanche/core-vault-protocol';
import { jwsTypes, signCompact, utf8 } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { Refusal } from '../http/refusal.ts';
import { firstKeptDay, type KeepRules } from '../pruning/keep-rules.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { storeQuery } from '../store/store-query.ts';

const dayMs = 86_400_000;
/** Replicas whose clocks differ by less than this add nothing to a day that another replica treats as closed. */
const graceMs = 300_000;

const read = {
  name: 'daily_counts',
  text: `SELECT member, scope::int, search::int, agenda::int, inbox::int, emergency::int FROM daily_count
    WHERE practice = $1 AND day = $2::date ORDER BY member COLLATE "C" LIMIT 1000`,
};

/**
 * Signs the units that each member of a practice used at this vault on a UTC day, for reconciliation with the audit
 * log.
 */
export class DailyCountsSigner {
  readonly #options: {
    readonly index: number;
    readonly signingKey: SigningKey;
    readonly database: Database;
    readonly timeoutMs: number;
    readonly keep: Pick<KeepRules, 'countDays'>;
    readonly now: () => number;
  };

  constructor(options: {
    readonly index: number;
    readonly signingKey: SigningKey;
    readonly database: Database;
    readonly timeoutMs: number;
    readonly keep: Pick<KeepRules, 'countDays'>;
    readonly now: () => number;
  }) {
    this.#options = options;
  }

  /**
   * @param day `2026-11-22`, UTC; today when undefined
   * @returns compact JWS over `DailyCounts`
   * @throws Refusal `request_invalid` for a day that does not exist, has not begun or has been pruned: a signed empty
   *   answer would wrongly state that no units were used; `store_unavailable`
   */
  async sign(practice: string, day: string | undefined): Promise<string> {
    const { index, signingKey, database, timeoutMs, keep, now } = this.#options;
    const time = now();
    const wanted = day ?? dayOf(time);
    const begins = Date.parse(`${wanted}T00:00:00Z`);
    if (Number.isNaN(begins) || dayOf(begins) !== wanted || begins > time) {
      throw new Refusal('request_invalid', { detail: 'The day does not exist or has not begun.' });
    }
    if (wanted < firstKeptDay(keep, time)) {
      throw new Refusal('request_invalid', { detail: 'The counts of that day are no longer kept.' });
    }
    const members = await storeQuery<DailyCounts['members'][number]>(database, read, [practice, wanted], timeoutMs);
    const closed = time >= begins + dayMs + graceMs;
    const counts: DailyCounts = { practice, index, day: wanted, closed, members };
    const payload = utf8(JSON.stringify(counts));
    return signCompact(payload, jwsTypes.dailyCounts, signingKey.key, signingKey.publicKey);
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
