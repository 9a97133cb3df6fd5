import { createHash } from 'node:crypto';
import type pg from 'pg';
import {
  jwsTypes,
  signDetached,
  toBase64url,
  type Jws,
  type Manifest,
  type SignedManifest,
} from '@etanche/core-protocol';
import type { EvaluationPool } from './evaluation-pool.ts';
import { closeImporter, findKeySet, type KeySetStore } from './key-set-store.ts';
import { checkManifest, checkOwnShare, readManifest, refuse, type ReadManifest } from './manifest-rules.ts';
import type { Place } from './seed-file.ts';
import type { SigningKey } from './signing-key.ts';

export type LoggedManifest = { readonly version: number; readonly sha256: string; readonly signedAt: string };

export type ManifestLogParts = {
  readonly place: Place;
  readonly operators: readonly string[];
  readonly signingKey: SigningKey;
  readonly keySets: KeySetStore;
  readonly pool: EvaluationPool;
  readonly now: () => number;
};

/** Logs manifests, append-only, and cosigns what it has logged: never two of one version, never one that goes back. */
export class ManifestLog {
  readonly #parts: ManifestLogParts;

  constructor(parts: ManifestLogParts) {
    this.#parts = parts;
  }

  /**
   * Logs and cosigns, and closes the importers of its key sets for good. Repeated for the same payload it answers the
   * same.
   *
   * @throws Refusal `caller_refused`, `manifest_refused`, `store_unavailable`
   */
  async cosign(signed: SignedManifest): Promise<{ manifest: Manifest; signature: Jws }> {
    const { operators, keySets, signingKey, now } = this.#parts;
    const read = await readManifest(signed, operators);
    checkManifest(read.manifest, now());
    await keySets.transaction((client) => requireOwnKeySets(client, read));
    await this.#checkShares(read);
    await keySets.transaction((client) => this.#log(client, read));
    const signature = await signDetached(read.payload, jwsTypes.manifest, signingKey.key, signingKey.publicKey);
    return { manifest: read.manifest, signature };
  }

  /** What this vault has cosigned of one index, oldest first. */
  async list(index: string): Promise<LoggedManifest[]> {
    return this.#parts.keySets.transaction(async (client) => {
      const { rows } = await client.query<{ version: string; sha256: string; signed_at: string }>(
        'SELECT version, sha256, signed_at FROM manifest_log WHERE index_name = $1 ORDER BY version',
        [index],
      );
      return rows.map(({ version, sha256, signed_at: signedAt }) => ({
        version: Number(version),
        sha256,
        signedAt: new Date(Number(signedAt)).toISOString(),
      }));
    });
  }

  async #checkShares({ manifest }: ReadManifest): Promise<void> {
    const { index, threshold } = this.#parts.place;
    for (const keySet of manifest.keySets) {
      const publicKey = toBase64url(await this.#parts.pool.publicKey(keySet.id));
      checkOwnShare(keySet, { index, threshold, publicKey });
    }
  }

  async #log(client: pg.PoolClient, read: ReadManifest): Promise<void> {
    const { manifest, payload, owner } = read;
    const now = this.#parts.now();
    const { index, version, keySets } = manifest;
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`index/${index}`]);
    await requireOwnKeySets(client, read);
    const sha256 = createHash('sha256').update(payload).digest('base64url');
    const { rows } = await client.query<{ version: string; sha256: string }>(
      'SELECT version, sha256 FROM manifest_log WHERE index_name = $1 ORDER BY version DESC LIMIT 1',
      [index],
    );
    const [last] = rows;
    if (last !== undefined && Number(last.version) > version) refuse('A later version is logged.');
    if (last !== undefined && Number(last.version) === version) {
      if (last.sha256 !== sha256) refuse('Another manifest of this version is logged.');
    } else {
      await client.query(
        'INSERT INTO manifest_log (index_name, version, owner, sha256, signed_at) VALUES ($1, $2, $3, $4, $5)',
        [index, version, owner, sha256, now],
      );
    }
    for (const { id } of keySets) await closeImporter(client, id, now);
  }
}

async function requireOwnKeySets(client: pg.ClientBase, { manifest, owner }: ReadManifest): Promise<void> {
  for (const { id } of manifest.keySets) {
    const known = await findKeySet(client, id);
    if (known === null) refuse('A key set is unknown.');
    if (known.withdrawn) refuse('A key set is withdrawn.');
    if (known.owner !== owner) refuse('The signer does not own a key set.');
  }
}
