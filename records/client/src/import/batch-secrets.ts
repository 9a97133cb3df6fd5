import type { Bytes } from '@etanche/core-wire';
import { openBatch, verifyBatch, type ImportBatch, type SecretRole } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { untrusted } from '../data/data-error.ts';

/** Secrets of importers' batches, opened by the role secrets of their epochs, in memory until the lock. */
export type BatchSecrets = {
  /**
   * The secret of a role in a batch, 32 bytes.
   *
   * @param epoch of the version that is under it, where there is one
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

  const read = async (batch: string): Promise<ImportBatch> => {
    const { batch: jws } = await client.session.call('batch', { params: { batch } });
    // Only a program that two approvers let in makes batches.
    const importers = async (member: string): Promise<readonly Bytes[]> => {
      const isImporter = async (fresh?: 'fresh') => (await client.practice.state(fresh)).chain.importers.has(member);
      return (await isImporter()) || (await isImporter('fresh')) ? client.practice.authorKeys(member) : [];
    };
    return verifyBatch({ practice: client.practice.id, batch }, jws, importers);
  };
  const open = async (role: SecretRole, batch: string): Promise<Bytes> => {
    const read = await kept(batches, batch, readOnce);
    return openBatch(read, role, await client.secrets.roleSecret(role, read.epoch));
  };
  const readOnce = (batch: string): Promise<ImportBatch> => read(batch);

  return {
    async secret(role, batch, epoch) {
      const secret = await kept(secrets, `${role}/${batch}`, () => open(role, batch));
      const of = await kept(batches, batch, readOnce);
      if (epoch !== undefined && of.epoch !== epoch) throw untrusted('a version of another epoch than its batch');
      return secret;
    },
  };
}

/** Makes what is not kept yet; a failure is not kept. */
function kept<T>(map: Map<string, Promise<T>>, key: string, make: (key: string) => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  map.set(key, made);
  made.catch(() => map.delete(key));
  return made;
}
