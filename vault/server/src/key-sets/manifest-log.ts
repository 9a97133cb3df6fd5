import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type Manifest, type ManifestLogStatement, type SignedManifest } from '@etanche/core-check-protocol';
import { jwsTypes, limits, signCompact, signDetached, toBase64url, utf8, type Jws } from '@etanche/core-wire';
import type { VaultConfig } from '../config/config.ts';
import type { EvaluationPool } from '../evaluate/evaluation-pool.ts';
import { closeImporter, findKeySet, type KeySetStore } from './key-set-store.ts';
import {
  checkManifest,
  checkOwnLine,
  checkOwnShare,
  readManifest,
  rejectManifest,
  type ReadManifest,
} from './manifest-rules.ts';
import { Refusal } from '../http/refusal.ts';
import type { VaultPosition } from '../seeds/seed-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';

const hourMs = 3_600_000;

type ManifestLogOptions = {
  readonly position: VaultPosition;
  readonly about: VaultConfig['about'];
  readonly operators: readonly string[];
  readonly signingKey: SigningKey;
  readonly keySets: KeySetStore;
  readonly pool: EvaluationPool;
  readonly now: () => number;
};

/** Logs manifests, append-only, and cosigns only logged ones: never two of one version, never an older version. */
export class ManifestLog {
  readonly #options: ManifestLogOptions;

  constructor(options: ManifestLogOptions) {
    this.#options = options;
  }

  /**
   * Logs and cosigns, and closes the importers of its key sets permanently. Idempotent for the same payload.
   *
   * @throws Refusal `caller_refused`, `manifest_refused`, `store_unavailable`
   */
  async cosign(signed: SignedManifest): Promise<{ manifest: Manifest; signature: Jws }> {
    const { position, about, operators, keySets, signingKey, now } = this.#options;
    const read = await readManifest(signed, operators);
    checkManifest(read.manifest, now());
    checkOwnLine(read.manifest, { index: position.index, ...about });
    await keySets.transaction((client) => requireOwnKeySets(client, read));
    await this.#checkShares(read);
    await keySets.transaction((client) => this.#log(client, read));
    const signature = await signDetached(read.payload, jwsTypes.manifest, signingKey.key, signingKey.publicKey);
    return { manifest: read.manifest, signature };
  }

  /**
   * The newest manifests of one index that this vault has cosigned, signed for the caller that chose `nonce`.
   *
   * @returns compact JWS
   * @throws Refusal `store_unavailable`
   */
  async statement(index: string, nonce: string): Promise<string> {
    const { keySets, signingKey, now } = this.#options;
    const { rows } = await keySets.transaction((client) =>
      client.query<{ version: string; sha256: string; signed_at: string; grace_ms: string }>(
        `SELECT version, sha256, signed_at, grace_ms FROM manifest_log WHERE index_name = $1
         ORDER BY version DESC LIMIT ${limits.loggedManifests}`,
        [index],
      ),
    );
    const manifests = rows.reverse().map((row) => ({
      version: Number(row.version),
      sha256: row.sha256,
      signedAt: Number(row.signed_at),
      graceHours: Number(row.grace_ms) / hourMs,
    }));
    const statement: ManifestLogStatement = { index, nonce, now: now(), manifests };
    const payload = utf8(JSON.stringify(statement));
    return signCompact(payload, jwsTypes.manifestLog, signingKey.key, signingKey.publicKey);
  }

  /**
   * Returns a logged manifest with its operator's signature, as JSON. @throws Refusal `not_found`, `store_unavailable`
   */
  async find(index: string, version: number): Promise<string> {
    const { rows } = await this.#options.keySets.transaction((client) =>
      client.query<{ manifest: string }>('SELECT manifest FROM manifest_log WHERE index_name = $1 AND version = $2', [
        index,
        version,
      ]),
    );
    const [row] = rows;
    if (row === undefined) throw new Refusal('not_found');
    return row.manifest;
  }

  async #checkShares({ manifest }: ReadManifest): Promise<void> {
    const { index, threshold } = this.#options.position;
    for (const keySet of manifest.keySets) {
      const publicKey = toBase64url(await this.#options.pool.publicKey(keySet.id));
      checkOwnShare(keySet, { index, threshold, publicKey });
    }
  }

  async #log(client: pg.PoolClient, read: ReadManifest): Promise<void> {
    const { manifest, payload, owner, byOwner } = read;
    const now = this.#options.now();
    const { index, version, keySets, graceHours } = manifest;
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`index/${index}`]);
    await requireOwnKeySets(client, read);
    const sha256 = createHash('sha256').update(payload).digest('base64url');
    const { rows } = await client.query<{ version: string; sha256: string }>(
      'SELECT version, sha256 FROM manifest_log WHERE index_name = $1 ORDER BY version DESC LIMIT 1',
      [index],
    );
    const [last] = rows;
    if (last !== undefined && Number(last.version) > version) rejectManifest('A later version is already logged.');
    if (last !== undefined && Number(last.version) === version) {
      if (last.sha256 !== sha256) rejectManifest('Another manifest of this version is already logged.');
    } else {
      await client.query(
        `INSERT INTO manifest_log (index_name, version, owner, sha256, signed_at, grace_ms, manifest)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [index, version, owner, sha256, now, graceHours * hourMs, JSON.stringify(byOwner)],
      );
    }
    for (const { id } of keySets) await closeImporter(client, id, now);
  }
}

async function requireOwnKeySets(client: pg.ClientBase, { manifest, owner }: ReadManifest): Promise<void> {
  for (const { id } of manifest.keySets) {
    const known = await findKeySet(client, id);
    if (known === null) rejectManifest('A key set is unknown.');
    if (known.withdrawn) rejectManifest('A key set is withdrawn.');
    if (known.owner !== owner) rejectManifest('The signer does not own a key set.');
  }
}
