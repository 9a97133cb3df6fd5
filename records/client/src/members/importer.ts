import { importerUnits } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import {
  chainKeysOf,
  keysFingerprint,
  memberKeysFromSeed,
  publicKeysOf,
  signMemberStatement,
} from '@etanche/core-sealing';
import { requireActive, signInByKey } from '../kit/open-kit.ts';
import { sealImporterFile, type FileLock, type ImporterFile } from './importer-file.ts';
import type { RecordsClientOptions } from '../options.ts';
import type { OrderState } from '../orders/order-progress.ts';
import { propose } from '../orders/propose.ts';
import { accountOf } from '../session/account.ts';
import { orEndSession, unlockAs } from '../session/sign-in.ts';
import type { RecordsClient } from '../session/client.ts';

/**
 * `file` is encrypted with the passphrase; delete it after the import. The approvers must see `fingerprint` on their
 * pages.
 */
type PreparedImporter = {
  readonly importer: string;
  readonly file: Bytes;
  readonly order: OrderState;
  readonly fingerprint: string;
};

/** Limits of an importer's right. `terms` is the number of search terms of all patients together. */
type ImporterRight = {
  readonly name: string;
  readonly patients: number;
  readonly terms: number;
  /** Seconds. */
  readonly until: number;
};

/**
 * Makes the keys of an importer, registers them, and proposes its right to the approvers. It
 * gets only one of the practice's secrets, the index secret, which is in its file.
 *
 * @param right.patients and `terms` as counted; `until` in seconds, within the limit of the vaults' configuration
 * @throws RecordsClientError `passphrase_refused`
 */
export async function prepareImporter(
  client: RecordsClient,
  right: ImporterRight,
  lock: FileLock,
): Promise<PreparedImporter> {
  const { id: practice, genesis, federation } = client.practice;
  const { random } = client.environment;
  const importer = toRecordId(Uint8Array.from(random(16)));
  const seed = Uint8Array.from(random(32));
  const keys = await memberKeysFromSeed(seed);
  const publicKeys = publicKeysOf(practice, importer, keys);
  const chainKeys = chainKeysOf(publicKeys);
  const statement = await signMemberStatement(publicKeys, keys.auth);
  const keyring = { seed: toBase64url(seed), practice, member: importer, genesis, federation };
  seed.fill(0);
  const file = await sealImporterFile({ keyring, indexSecret: client.secrets.indexSecret() }, lock);
  await client.session.call('registerImporter', { body: { importer, name: right.name, keys: statement } });
  const order = await propose(client, {
    kind: 'importer',
    importer,
    ...chainKeys,
    patients: right.patients,
    search: importerUnits(right.terms),
    until: right.until,
  });
  return { importer, file, order, fingerprint: keysFingerprint(chainKeys) };
}

/**
 * Signs in as an importer.
 *
 * @param file from `openImporterFile`
 * @throws RecordsClientError `sign_in_refused`, `server_untrusted`, `not_a_member` if the chain has no such right or it
 *   has ended
 */
export async function openImporter(options: RecordsClientOptions, file: ImporterFile): Promise<RecordsClient> {
  const { keyring } = file;
  const account = { ...(await accountOf(keyring)), indexSecret: fromBase64url(file.indexSecret, 32) };
  const signedIn = await signInByKey(options, keyring.practice, keyring.member, account.keys.auth);
  return orEndSession(options, signedIn, async () => requireActive(await unlockAs(options, signedIn, account)));
}
