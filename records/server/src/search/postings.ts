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

/** Postings of a write as they are stored, and the part of its audit leaf. The lists of `add` have the same order. */
export type WrappedPostings = {
  readonly add: {
    readonly locators: readonly Buffer[];
    readonly owners: readonly Buffer[];
    readonly sealed: readonly Buffer[];
  };
  readonly remove: { readonly locators: readonly Buffer[]; readonly owners: readonly Buffer[] };
  readonly leaf: Pick<AuditLeaf, 'postings'>;
};

/** The effect of a write, for its answer and the count of its scope. */
export type ChangedPostings = {
  /** Locators of added postings that more patients share than a search shows, base64url. */
  readonly full: readonly string[];
  /** Change of the scope's number of postings. */
  readonly growth: number;
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

/** Wraps the postings of one scope under the server's keys. */
export function wrapPostings(
  keys: PostingKeys,
  practice: string,
  scope: string,
  { add: added, remove: removed }: PlannedPostings,
): WrappedPostings {
  const ownerAt = (locator: Buffer): Buffer => keys.owner({ practice, locator }, scope);
  const owners = added.map(({ locator }) => ownerAt(locator));
  const add = {
    locators: added.map(({ locator }) => locator),
    owners,
    sealed: added.map(({ locator, sealed }, i) => keys.wrap({ practice, locator }, owners[i] ?? locator, sealed)),
  };
  const remove = { locators: removed, owners: removed.map(ownerAt) };
  if (added.length + removed.length === 0) return { add, remove, leaf: {} };
  const changes = added.map(({ locator, sealed }) => Buffer.concat([locator, sealed]));
  const digest = toBase64url(keys.digest(practice, scope, changes, removed));
  return { add, remove, leaf: { postings: { added: added.length, removed: removed.length, digest } } };
}

/**
 * Removes and adds postings of an existing scope, in the transaction of its write. A posting of another scope is
 * treated as missing.
 *
 * @throws Refusal `request_invalid` if a posting to remove is not this scope's
 */
export async function changePostings(
  tx: Tx,
  practice: string,
  { add: added, remove: removed }: WrappedPostings,
): Promise<ChangedPostings> {
  const { length } = removed.locators;
  if (length > 0) {
    const [row] = await rowsOf<{ removed: boolean }>(tx, remove, [practice, removed.locators, removed.owners]);
    if (row?.removed !== true) refuseRemoval();
  }
  if (added.locators.length === 0) return { full: [], growth: -length };
  const inserted = await rowsOf<{ new: boolean }>(tx, add, [practice, added.locators, added.owners, added.sealed]);
  const full = await rowsOf<{ locator: Buffer }>(tx, findFull, [practice, added.locators]);
  return {
    full: full.map(({ locator }) => toBase64url(locator)),
    growth: inserted.filter((row) => row.new).length - length,
  };
}

export function refuseRemoval(): never {
  throw new Refusal('request_invalid', { detail: 'a posting to remove is not one of this scope' });
}
