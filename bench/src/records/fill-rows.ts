import { fromRecordId, type Bytes } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import type { PostingKeys } from '@etanche/records-server';

export type FilledPatient = {
  readonly scope: string;
  readonly card: Bytes;
  readonly postings: readonly { readonly locator: Bytes; readonly sealed: Bytes }[];
};

/** Columns of each table with rows of a patient, except practice and scope. */
const copied = {
  scope: 'purpose, head, sequence, resources, postings, practitioner, day, erased_at, eraser',
  scope_pack:
    'sequence, number, compartment, carries, epoch, author, time, list, digest, salt, sealed, seal, located, introduced',
  'erasable.secret': 'secret',
} as const;

/** All tables that filling writes to. */
export const filledTables: readonly string[] = [...Object.keys(copied), 'card', 'posting'];

/** Each new patient has the rows of a real one under an id of its own, and its own card. */
export async function copyScopes(
  database: Database,
  practice: string,
  patients: readonly FilledPatient[],
  templates: readonly string[],
): Promise<void> {
  const scopes = patients.map(({ scope }) => scope);
  const like = scopes.map((scope) => templates[placeOf(scope, templates.length)] ?? '');
  await database.transaction(async (client) => {
    for (const [table, columns] of Object.entries(copied)) {
      const taken = columns
        .split(', ')
        .map((column) => `t.${column}`)
        .join(', ');
      await client.query(
        `INSERT INTO ${table} (practice, scope, ${columns})
         SELECT $1, w.scope, ${taken} FROM unnest($2::text[], $3::text[]) w (scope, alike)
         JOIN ${table} t ON t.practice = $1 AND t.scope = w.alike`,
        [practice, scopes, like],
      );
    }
    await client.query(
      'INSERT INTO card (practice, scope, sealed) SELECT $1, w.scope, w.sealed FROM unnest($2::text[], $3::bytea[]) w (scope, sealed)',
      [practice, scopes, patients.map(({ card }) => Buffer.from(card))],
    );
  });
}

/** Stores postings like the server, in bulk and in an order that does not reveal which belong together. */
export async function putPostings(
  database: Database,
  practice: string,
  patients: readonly FilledPatient[],
  keys: PostingKeys,
): Promise<void> {
  const rows = patients.flatMap(({ scope, postings }) =>
    postings.map(({ locator, sealed }) => {
      const place = { practice, locator };
      const owner = keys.owner(place, scope);
      return { locator: Buffer.from(locator), owner, sealed: keys.wrap(place, owner, sealed) };
    }),
  );
  await database.query(
    `INSERT INTO posting (practice, locator, owner, sealed, settled)
     SELECT $1, locator, owner, sealed, true FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) w (locator, owner, sealed)
     ORDER BY locator, owner`,
    [practice, rows.map(({ locator }) => locator), rows.map(({ owner }) => owner), rows.map(({ sealed }) => sealed)],
  );
}

function placeOf(scope: string, count: number): number {
  return new DataView(fromRecordId(scope).buffer).getUint32(0) % count;
}
