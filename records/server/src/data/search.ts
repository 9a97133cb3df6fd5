import type { AnswerOf, BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import { toBase64url, toRecordId } from '@etanche/core-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { decode } from './decode.ts';
import type { DataParts } from './data-parts.ts';

const findPostings = {
  name: 'postings_find',
  text: `SELECT w.place::int AS place, p.is_full AS full, p.entries
    FROM unnest($2::bytea[]) WITH ORDINALITY w (locator, place)
    JOIN posting p ON p.practice = $1 AND p.locator = w.locator`,
};
const findCards = {
  name: 'cards_find',
  text: 'SELECT scope, sealed FROM card WHERE practice = $1 AND scope = ANY ($2) ORDER BY scope',
};
const idBytes = 16;

/** Postings at locators, in the order asked. The log tells how many were asked, not which: a locator stands for a term. */
export async function lookUp(
  parts: DataParts,
  tx: Tx,
  { practice, member, session }: Session,
  { locators }: BodyOf<typeof dataRoutes.lookup>,
): Promise<AnswerOf<typeof dataRoutes.lookup>> {
  const wanted = locators.map((locator) => decode(locator, 'locators', idBytes));
  await appendLeaf(tx, practice, { kind: 'lookup', member, session, count: locators.length }, parts);
  type Row = { place: number; full: boolean; entries: Buffer[] };
  const rows = await rowsOf<Row>(tx, findPostings, [practice, wanted]);
  const found = new Map(rows.map((row) => [row.place - 1, row]));
  return {
    places: locators.map((locator, i) => ({
      full: found.get(i)?.full ?? false,
      postings: (found.get(i)?.entries ?? []).map((entry) => ({
        posting: toRecordId(entry.subarray(0, idBytes)),
        locator,
        sealed: toBase64url(entry.subarray(idBytes)),
      })),
    })),
  };
}

/** Cards of those scopes that have one; the log names the scopes. */
export async function lookUpCards(
  parts: DataParts,
  tx: Tx,
  { practice, member, session }: Session,
  { scopes }: BodyOf<typeof dataRoutes.cards>,
): Promise<AnswerOf<typeof dataRoutes.cards>> {
  const wanted = Array.from(new Set(scopes));
  const rows = await rowsOf<{ scope: string; sealed: Buffer }>(tx, findCards, [practice, wanted]);
  const shown = rows.map(({ scope }) => scope);
  await appendLeaf(tx, practice, { kind: 'read_cards', member, session, scopes: shown, count: shown.length }, parts);
  return { cards: rows.map(({ scope, sealed }) => ({ scope, sealed: toBase64url(sealed) })) };
}
