import { bytes32Schema } from '@etanche/core-vault-protocol';
import { fromBase64url, object, recordIdSchema, toBase64url, type Bytes, parseShape } from '@etanche/core-wire';
import { openFounding, sealFounding, type FoundingSecrets } from '@etanche/core-sealing';
import type { Environment } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { recall, remember } from '../orders/read-memory.ts';
import { orServerUntrusted } from '../session/load-secrets.ts';
import { askPasskey, type Ceremony } from '../session/passkey-ceremony.ts';

const text = (maxLength: number) =>
  ({ type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 16, maxLength }) as const;
const storedSchema = object({
  practice: recordIdSchema,
  member: recordIdSchema,
  genesis: bytes32Schema,
  payload: text(44_000),
  credential: text(1400),
  sealed: text(200),
});
const key = 'etanche/founding';

/** A first order with its secrets, with which an interrupted founding continues. */
export type FoundingDraft = {
  readonly practice: string;
  readonly member: string;
  /** Hash of the first order, base64url, and its exact bytes. */
  readonly genesis: string;
  readonly payload: Bytes;
  readonly secrets: FoundingSecrets;
};

type Device = Pick<Environment, 'memory' | 'random' | 'passkeys'>;

/** Stores a founding on this device until it is complete, with its secrets sealed to the founder's passkey. */
export async function storeDraft(
  { memory, random }: Device,
  { practice, member, genesis, payload, secrets }: FoundingDraft,
  { id: credential, prf }: Pick<Ceremony, 'id' | 'prf'>,
): Promise<void> {
  const sealed = await sealFounding(prf, { practice, member, credential }, secrets, random);
  const draft = { practice, member, genesis, payload: toBase64url(payload), credential, sealed: toBase64url(sealed) };
  await remember(memory, key, draft);
}

export async function deleteDraft({ memory }: Device): Promise<void> {
  await remember(memory, key, null);
}

/** True if this device stores a founding that was not completed. */
export async function hasFoundingDraft({ memory }: Pick<Environment, 'memory'>): Promise<boolean> {
  return (await recall(memory, key, (value) => parseShape(storedSchema, value, 'memory'))) !== null;
}

/**
 * Opens the founding that this device stores, with the passkey to which it was sealed.
 *
 * @param rpId of the records server
 * @throws RecordsClientError `not_found` if this device stores none, `passkey_failed`, `passkey_without_prf`,
 *   `server_untrusted` if it was altered
 */
export async function openDraft(device: Device, rpId: string): Promise<FoundingDraft> {
  const stored = await recall(device.memory, key, (value) => parseShape(storedSchema, value, 'memory'));
  if (stored === null) throw new RecordsClientError('not_found', 'this device stores no founding');
  const { practice, member, genesis, credential } = stored;
  const { prf } = await askPasskey(device, {
    challenge: toBase64url(device.random(32)),
    rpId,
    allowCredentials: [{ id: credential, type: 'public-key' }],
    userVerification: 'required',
  });
  const sealed = fromBase64url(stored.sealed, undefined);
  const secrets = await orServerUntrusted('founding', () =>
    openFounding(prf, { practice, member, credential }, sealed),
  );
  prf.fill(0);
  return { practice, member, genesis, payload: fromBase64url(stored.payload, undefined), secrets };
}
