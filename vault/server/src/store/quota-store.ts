import { limits } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import type { Claim, ClaimAnswer, ClaimOutcome } from '../evaluate/claim.ts';
import { storeQuery, type Statement } from './store-query.ts';

export type Ceiling = { readonly perMinute: number; readonly perDay: number };

type Row = { outcome: ClaimOutcome; retry_ms: string | null; percent: number | null };

const claimPublic: Statement = {
  name: 'claim_public',
  text: `SELECT outcome, retry_ms, percent FROM vault_claim_public($1, $2, $3, $4, $5, $6, $7)`,
};
const claimImporter: Statement = {
  name: 'claim_importer',
  text: `SELECT outcome, retry_ms, percent FROM vault_claim_importer($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/** Counts units in PostgreSQL. Each claim is committed by one statement. */
export class QuotaStore {
  readonly #database: Database;
  readonly #most: Ceiling;
  readonly #timeoutMs: number;
  readonly #onClaim: (seconds: number) => void;

  /** @param most the configuration's ceiling for any key set */
  constructor(database: Database, most: Ceiling, timeoutMs: number, onClaim: (seconds: number) => void) {
    this.#database = database;
    this.#most = most;
    this.#timeoutMs = timeoutMs;
    this.#onClaim = onClaim;
  }

  /** @throws Refusal `store_unavailable` */
  async claimPublic(keySet: string, claims: readonly Claim[], now: number, floor: number): Promise<ClaimAnswer[]> {
    const units = claims.map((claim) => claim.units);
    const shares = claims.map((claim) => claim.share);
    const { perMinute, perDay } = this.#most;
    return this.#claim(claimPublic, [keySet, units, shares, now, perMinute, perDay, floor]);
  }

  /** @throws Refusal `store_unavailable` */
  async claimImporter(
    request: { keySet: string; importer: string; jti: string; iat: number; units: number },
    now: number,
    floor: number,
  ): Promise<ClaimAnswer | undefined> {
    const { keySet, importer, jti, iat, units } = request;
    const ageMs = limits.requestAgeSeconds * 1000;
    return (await this.#claim(claimImporter, [keySet, importer, jti, iat * 1000, ageMs, units, now, floor]))[0];
  }

  async #claim(statement: Statement, values: unknown[]): Promise<ClaimAnswer[]> {
    const from = performance.now();
    const rows = await storeQuery<Row>(this.#database, statement, values, this.#timeoutMs);
    this.#onClaim((performance.now() - from) / 1000);
    return rows.map((row) => ({
      outcome: row.outcome,
      retryMs: row.retry_ms === null ? null : Number(row.retry_ms),
      percent: row.percent ?? 0,
    }));
  }
}
