import { toBase64url, fromBase64url, type Bytes } from '@etanche/core-wire';
import { sha256 } from '../accounts/token.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';

const add = {
  name: 'founding_add',
  text: 'INSERT INTO founding (token, created_at, expires_at) VALUES ($1, $2, $3)',
};
/** A token belongs to the first practice for which it is presented. */
const claim = {
  name: 'founding_claim',
  text: `UPDATE founding SET practice = $2
    WHERE token = $1 AND expires_at > $3 AND used_at IS NULL AND coalesce(practice, $2) = $2
      AND NOT EXISTS (SELECT FROM tenant WHERE practice = $2)
      AND NOT EXISTS (SELECT FROM founding other WHERE other.practice = $2 AND other.token <> $1)
    RETURNING token`,
};
const use = {
  name: 'founding_use',
  text: `UPDATE founding SET used_at = $3
    WHERE token = $1 AND practice = $2 AND expires_at > $3 AND used_at IS NULL RETURNING token`,
};

const anyPractice = { name: 'founding_any', text: 'SELECT FROM tenant LIMIT 1' };

/** True while nobody has founded a practice here. */
export async function hasNoPractice(tx: Tx): Promise<true | undefined> {
  return (await rowsOf(tx, anyPractice, [])).length === 0 ? true : undefined;
}

/** A new one-time token, which founds one practice. The store has only its SHA-256. */
export async function addFoundingToken(
  store: Store,
  { now, random }: { readonly now: () => number; readonly random: (length: number) => Bytes },
  validMs: number,
): Promise<{ token: string; expires: number }> {
  const token = random(32);
  const expires = now() + validMs;
  await store.outside((tx) => rowsOf(tx, add, [sha256(token), now(), expires]));
  return { token: toBase64url(token), expires };
}

/** @throws Refusal `sign_in_refused` for a token that is unknown, used, expired or belongs to another practice */
export async function claimFounding(store: Store, token: string, practice: string, now: number): Promise<void> {
  const claimed = await store.outside((tx) => rowsOf(tx, claim, [hashOf(token), practice, now]));
  if (claimed.length === 0) throw new Refusal('sign_in_refused');
}

/** To be called in the transaction of the founding. @throws Refusal `sign_in_refused` */
export async function useFounding(tx: Tx, token: string, practice: string, now: number): Promise<void> {
  const used = await rowsOf(tx, use, [hashOf(token), practice, now]);
  if (used.length === 0) throw new Refusal('sign_in_refused');
}

function hashOf(token: string): Bytes {
  return sha256(fromBase64url(token, 32));
}
