import type { Store } from '../store/store.ts';

/** The store's record of a file of this server: a public key or a hash. */
type Mark = 'key' | 'canary' | 'posting';

export async function knownMark(store: Store, mark: Mark): Promise<string | null> {
  type Row = { readonly [Each in Mark]: string | null };
  const { rows } = await store.outside((tx) => tx.query<Row>('SELECT key, canary, posting FROM server_identity'));
  return rows[0]?.[mark] ?? null;
}

const columns = { key: 'key', canary: 'canary', posting: 'posting' } as const;

/** Stores the value unless another server was first. @returns the stored value */
export async function remember(store: Store, mark: Mark, value: string): Promise<string | null> {
  const column = columns[mark];
  await store.outside((tx) => tx.query(`UPDATE server_identity SET ${column} = $1 WHERE ${column} IS NULL`, [value]));
  return knownMark(store, mark);
}
