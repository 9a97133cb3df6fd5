import {
  fromUtf8,
  isEtancheError,
  parseShape,
  object,
  toBase64url,
  toRecordId,
  utf8,
  type Action,
  type Bytes,
} from '@etanche/core-protocol';
import {
  chainKeysOf,
  keyringSchema,
  keysFingerprint,
  memberKeysFromSeed,
  publicKeysOf,
  signMemberStatement,
} from '@etanche/core-sealing';
import { requireActive, signInByKey } from '../kit/open-kit.ts';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { OrderState } from '../registry/order-progress.ts';
import { propose } from '../registry/propose.ts';
import { identityOf } from '../session/identity.ts';
import { orEndSession, unlockAs } from '../session/sign-in.ts';
import type { Unlocked } from '../session/unlocked.ts';

const fileSchema = object({ format: { const: 'etanche/v1/importer' }, keyring: keyringSchema });

/**
 * `file` holds the importer's seed: its owner's alone, destroyed after the import. `fingerprint` is what the approvers
 * must see on their pages.
 */
export type PreparedImporter = {
  readonly importer: string;
  readonly file: Bytes;
  readonly order: OrderState;
  readonly fingerprint: string;
};

/**
 * Makes the identity of a program that fills the practice, registers it, and proposes its right to the approvers. Once it
 * is applied, `grant(unlocked, importer)` seals the secrets to it.
 *
 * @param right.units of each purpose, and `until` in seconds: within what the vaults' configuration allows
 */
export async function prepareImporter(
  unlocked: Unlocked,
  right: { readonly name: string } & Pick<Extract<Action, { kind: 'importer' }>, 'units' | 'until'>,
): Promise<PreparedImporter> {
  const { practice, genesis, federation, options } = unlocked;
  const importer = toRecordId(Uint8Array.from(options.random(16)));
  const seed = Uint8Array.from(options.random(32));
  const keys = await memberKeysFromSeed(seed);
  const publicKeys = publicKeysOf(practice, importer, keys);
  const chainKeys = chainKeysOf(publicKeys);
  const statement = await signMemberStatement(publicKeys, keys.auth);
  await unlocked.call('registerImporter', { body: { importer, name: right.name, keys: statement } });
  const order = await propose(unlocked, {
    kind: 'importer',
    importer,
    ...chainKeys,
    units: right.units,
    until: right.until,
  });
  const keyring = { seed: toBase64url(seed), practice, member: importer, genesis, federation };
  seed.fill(0);
  const file = utf8(JSON.stringify({ format: 'etanche/v1/importer', keyring }));
  return { importer, file, order, fingerprint: keysFingerprint(chainKeys) };
}

/**
 * Signs in as an importer.
 *
 * @throws RecordsClientError `text_invalid` for another file, `sign_in_refused`, `server_untrusted`, `not_a_member` when
 *   the vaults do not know its right, or not any more
 */
export async function openImporter(options: RecordsClientOptions, file: Bytes): Promise<Unlocked> {
  const { keyring } = readFile(file);
  const identity = await identityOf(keyring);
  const signedIn = await signInByKey(options, keyring.practice, keyring.member, identity.keys.auth);
  return orEndSession(options, signedIn, async () => requireActive(await unlockAs(options, signedIn, identity)));
}

function readFile(file: Bytes) {
  try {
    return parseShape(fileSchema, JSON.parse(fromUtf8(file)) as unknown, 'importer file');
  } catch (cause) {
    if (!isEtancheError(cause) && !(cause instanceof SyntaxError)) throw cause;
    throw new RecordsClientError('text_invalid', 'this is not an importer’s file', { cause });
  }
}
