import type { Bytes } from '@etanche/core-wire';
import { openBatch, verifyBatch, type ImportBatch, type SecretRole } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { untrusted } from '../data/data-error.ts';

/** Secrets of importers' batches, opened with the role secrets of their epochs and kept in memory until the lock. */
export type BatchSecrets = {
  /**
   * Returns the secret of a role in a batch, 32 bytes.
   *
   * @param epoch epoch of the version that the batch seals, if there is a version to compare
   * @throws DataError, SealingError `cannot_open`, RecordsClientError `not_entitled`
   */
  secret(role: SecretRole, batch: string, epoch?: number): Promise<Bytes>;
};

export function createBatchSecrets(client: Pick<RecordsClient, 'session' | 'practice' | 'secrets'>): BatchSecrets {
  const batches = new Map<string, Promise<ImportBatch>>();
  const secrets = new Map<string, Promise<Bytes>>();
  client.session.lockSignal.addEventListener('abort', () => {
    for (const secret of secrets.values()) {
      secret.then(
        (bytes) => bytes.fill(0),
        () => undefined,
      );
    }
    secrets.clear();
  });

  const fetchBatch = async (batch: string): Promise<ImportBatch> => {
    const { batch: jws } = await client.session.call('batch', { params: { batch } });
    // Only an importer that two approvers approved makes batches.
    const importers = async (member: string): Promise<readonly Bytes[]> => {
      const isImporter = async (fresh?: 'fresh') => (await client.practice.state(fresh)).chain.importers.has(member);
      return (await isImporter()) || (await isImporter('fresh')) ? client.practice.authorKeys(member) : [];
    };
    return verifyBatch({ practice: client.practice.id, batch }, jws, importers);
  };
  const readBatch = (batch: string): Promise<ImportBatch> => memoize(batches, batch, fetchBatch);
  const open = async (role: SecretRole, batch: string): Promise<Bytes> => {
    const verified = await readBatch(batch);
    return openBatch(verified, role, await client.secrets.roleSecret(role, verified.epoch));
  };

  return {
    async secret(role, batch, epoch) {
      const secret = await memoize(secrets, `${role}/${batch}`, () => open(role, batch));
      const verified = await readBatch(batch);
      if (epoch !== undefined && verified.epoch !== epoch) {
        throw untrusted('a version of another epoch than its batch');
      }
      return secret;
    },
  };
}

/** Returns the value under the key, or makes and stores it. A failure is not stored. */
function memoize<T>(map: Map<string, Promise<T>>, key: string, make: (key: string) => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  made.catch(() => map.delete(key));
  return made;
}
