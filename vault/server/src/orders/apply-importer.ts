import type { Action } from '@etanche/core-vault-protocol';
import { refuseKnownHolder } from './apply-member.ts';
import type { Application } from './application.ts';
import { rejectOrder } from './order-rules.ts';
import { registerKey } from './practice-keys.ts';

const dayMs = 86_400_000;

export async function openImporter(
  application: Application,
  { importer, auth, keys, patients, search, until }: Extract<Action, { kind: 'importer' }>,
): Promise<void> {
  const { client, practice, config } = application;
  if (await isLive(application)) rejectOrder('The practice is live: importers are no longer admitted.');
  await refuseKnownHolder(application, importer);
  await requireRoom(application, search);
  await registerKey(application, auth, 'importer', importer);
  await client.query(
    `INSERT INTO practice_importer (practice, id, auth, keys, patients, search, per_minute, until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [practice, importer, auth, keys, patients, search, config.importer.perMinute, until * 1000],
  );
}

/**
 * All importers of a practice share one ceiling: this right and all rights that were valid within the configured days
 * before the order have together no more units than one right alone may have.
 *
 * A right counts completely, even if it was partly used or closed by a restored store: only this vault knows those
 * facts, and the chains fork if one vault applies an order that another refuses. For the same reason the time is the
 * order's own; a backdated order meets more rights, never fewer.
 */
async function requireRoom({ client, practice, config, issuedAt }: Application, search: number): Promise<void> {
  const { rows } = await client.query<{ search: string }>(
    `SELECT coalesce(sum(search), 0) AS search FROM practice_importer WHERE practice = $1 AND until > $2`,
    [practice, issuedAt * 1000 - config.importer.days * dayMs],
  );
  const [given] = rows;
  if (given === undefined || Number(given.search) + search > config.importer.search) {
    rejectOrder('The units of all importers of the practice together exceed the limit of this vault.');
  }
}

async function isLive({ client, practice }: Application): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM practice WHERE id = $1 AND live_at IS NOT NULL', [practice]);
  return rows.length > 0;
}

/** Waits for the claim that holds the row of the right; every later claim finds the right closed. */
export async function goLive(application: Application): Promise<void> {
  const { client, practice, at } = application;
  if (await isLive(application)) rejectOrder('The practice is already live.');
  await client.query('UPDATE practice SET live_at = $2 WHERE id = $1', [practice, at]);
  await client.query('UPDATE practice_importer SET closed_at = $2 WHERE practice = $1 AND closed_at IS NULL', [
    practice,
    at,
  ]);
}
