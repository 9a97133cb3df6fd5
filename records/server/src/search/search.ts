import type { AnswerOf, BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { toBase64url } from '@etanche/core-wire';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { decodeLocator } from './postings.ts';

const findPostings = {
  name: 'postings_find',
  // One more than a search shows, to detect that the term is full.
  // A file that waits for its erasure is not found, and its card is withheld.
  text: `WITH hidden AS MATERIALIZED (
      SELECT x.locator, x.owner FROM erasure e CROSS JOIN LATERAL unnest(e.locators, e.owners) x (locator, owner)
      WHERE e.practice = $1 AND e.ended_at IS NULL AND e.confirmed_at IS NOT NULL)
    SELECT w.place::int AS place, p.owner, p.sealed
    FROM unnest($2::bytea[]) WITH ORDINALITY w (locator, place)
    CROSS JOIN LATERAL (SELECT owner, sealed FROM posting q WHERE practice = $1 AND locator = w.locator
      AND NOT EXISTS (SELECT FROM hidden h WHERE h.locator = q.locator AND h.owner = q.owner)
      LIMIT get_byte(w.locator, 0) + 1) p
    ORDER BY w.place, p.owner`,
};
const findCards = {
  name: 'cards_find',
  text: `SELECT c.scope, c.sealed FROM card c JOIN scope s USING (practice, scope)
    WHERE c.practice = $1 AND c.scope = ANY ($2) AND s.erasing_at IS NULL ORDER BY c.scope`,
};

/** Postings at locators, in the order asked. The log records their number, not the locators, which represent terms. */
export async function lookUp(
  dependencies: DataDependencies,
  tx: Tx,
  { practice, member, session }: Session,
  { locators }: BodyOf<typeof dataRoutes.lookup>,
): Promise<AnswerOf<typeof dataRoutes.lookup>> {
  const wanted = locators.map((locator) => decodeLocator(locator, 'locators'));
  await appendLeaf(tx, practice, { kind: 'lookup', member, session, count: locators.length }, dependencies);
  type Row = { place: number; owner: Buffer; sealed: Buffer };
  const rows = Map.groupBy(await rowsOf<Row>(tx, findPostings, [practice, wanted]), ({ place }) => place - 1);
  const places = wanted.map((locator, i) => {
    const found = rows.get(i) ?? [];
    if (found.length > (locator[0] ?? 0)) return { full: true, postings: [] };
    const postings = found.map(({ owner, sealed }) => ({
      locator: locators[i] ?? '',
      sealed: toBase64url(dependencies.postings.unwrap({ practice, locator }, owner, sealed)),
    }));
    return { full: false, postings };
  });
  return { places };
}

/** Cards of the given scopes, if they have one; the log names the scopes. */
export async function lookUpCards(
  dependencies: DataDependencies,
  tx: Tx,
  { practice, member, session }: Session,
  { scopes }: BodyOf<typeof dataRoutes.cards>,
): Promise<AnswerOf<typeof dataRoutes.cards>> {
  const wanted = Array.from(new Set(scopes));
  const rows = await rowsOf<{ scope: string; sealed: Buffer }>(tx, findCards, [practice, wanted]);
  const shown = rows.map(({ scope }) => scope);
  await appendLeaf(
    tx,
    practice,
    { kind: 'read_cards', member, session, scopes: shown, count: shown.length },
    dependencies,
  );
  return { cards: rows.map(({ scope, sealed }) => ({ scope, sealed: toBase64url(sealed) })) };
}
