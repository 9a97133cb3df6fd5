import { limits, toBase64url } from '@etanche/core-wire';
import { recordsLimits, type AuditLeaf, type Write } from '@etanche/core-records-protocol';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Statement, type Tx } from '../store/store.ts';
import { decode } from '../data/decode.ts';
import type { PostingKeys } from './posting-keys.ts';

export type PlannedPostings = {
  readonly add: readonly { readonly locator: Buffer; readonly sealed: Buffer }[];
  /** Locators. */
  readonly remove: readonly Buffer[];
};

/** The effect of a write, for its answer, its audit leaf and the count of its scope. */
export type ChangedPostings = {
  /** Locators of added postings that more patients share than a search shows, base64url. */
  readonly full: readonly string[];
  /** Change of the scope's number of postings. */
  readonly growth: number;
  readonly leaf: Pick<AuditLeaf, 'postings'>;
};

const remove: Statement = {
  name: 'postings_remove',
  text: 'SELECT postings_remove($1, $2::bytea[], $3::bytea[]) AS removed',
};
/** In the order of locators. A row that another transaction settled in the meantime is found by the conflict. */
const add: Statement = {
  name: 'postings_add',
  text: `INSERT INTO posting (practice, locator, owner, sealed)
    SELECT $1, locator, owner, sealed FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) a (locator, owner, sealed)
      ORDER BY locator
    ON CONFLICT (practice, locator, owner) DO UPDATE SET sealed = EXCLUDED.sealed, settled = false
    RETURNING xmax = 0 AS new`,
};
const findFull: Statement = {
  name: 'postings_full',
  text: `SELECT w.locator FROM unnest($2::bytea[]) w (locator) WHERE get_byte(w.locator, 0) <
    (SELECT count(*) FROM (SELECT FROM posting p WHERE p.practice = $1 AND p.locator = w.locator
      LIMIT get_byte(w.locator, 0) + 1) few)`,
};

const locatorBytes = 16;

/** Reads a locator, whose first byte is the number of patients that it may show. @throws Refusal `request_invalid` */
export function decodeLocator(text: string, what: string): Buffer {
  const locator = decode(text, what, locatorBytes);
  const isKnown = Object.values(limits.postings).some((limit) => limit === locator[0]);
  if (!isKnown) throw new Refusal('request_invalid', { detail: `${what} has no limit` });
  return locator;
}

/** @throws Refusal `request_invalid` */
export function planPostings(postings: Write['postings']): PlannedPostings {
  const planned = {
    add: (postings?.add ?? []).map(({ locator, sealed }) => ({
      locator: decodeLocator(locator, 'postings/add/locator'),
      sealed: decode(sealed, 'postings/add/sealed', recordsLimits.postingBytes),
    })),
    remove: (postings?.remove ?? []).map((locator) => decodeLocator(locator, 'postings/remove')),
  };
  const named = [...planned.add.map(({ locator }) => locator), ...planned.remove].map(toBase64url);
  if (new Set(named).size !== named.length) {
    throw new Refusal('request_invalid', { detail: 'a locator is named twice' });
  }
  return planned;
}

/**
 * Removes and adds postings of one scope, in the transaction of its write. A posting of another scope is treated as
 * missing.
 *
 * @throws Refusal `request_invalid` if a posting to remove is not this scope's
 */
export async function changePostings(
  keys: PostingKeys,
  tx: Tx,
  practice: string,
  scope: string,
  planned: PlannedPostings,
): Promise<ChangedPostings> {
  const { length } = planned.remove;
  if (planned.add.length === 0 && length === 0) return { full: [], growth: 0, leaf: {} };
  const ownerAt = (locator: Buffer): Buffer => keys.owner({ practice, locator }, scope);
  if (length > 0) {
    const [row] = await rowsOf<{ removed: boolean }>(tx, remove, [
      practice,
      planned.remove,
      planned.remove.map(ownerAt),
    ]);
    if (row?.removed !== true) {
      throw new Refusal('request_invalid', { detail: 'a posting to remove is not one of this scope' });
    }
  }
  const locators = planned.add.map(({ locator }) => locator);
  const added = planned.add.map(({ locator, sealed }) => {
    const owner = ownerAt(locator);
    return { owner, sealed: keys.wrap({ practice, locator }, owner, sealed) };
  });
  const values = [practice, locators, added.map(({ owner }) => owner), added.map(({ sealed }) => sealed)];
  const inserted = added.length === 0 ? [] : await rowsOf<{ new: boolean }>(tx, add, values);
  const full = added.length === 0 ? [] : await rowsOf<{ locator: Buffer }>(tx, findFull, [practice, locators]);
  const changes = planned.add.map(({ locator, sealed }) => Buffer.concat([locator, sealed]));
  const digest = toBase64url(keys.digest(practice, scope, changes, planned.remove));
  return {
    full: full.map(({ locator }) => toBase64url(locator)),
    growth: inserted.filter((row) => row.new).length - length,
    leaf: { postings: { added: added.length, removed: length, digest } },
  };
}
