import { grantSchema, type Grant } from '@etanche/core-records-protocol';
import { bytes32Schema } from '@etanche/core-vault-protocol';
import {
  equalBytes,
  fromBase64url,
  fromUtf8,
  joinFields,
  jwsTypes,
  labels,
  object,
  parseShape,
  toBase64url,
  u32,
  utf8,
  type Bytes,
} from '@etanche/core-wire';
import { checkCommitments, type SignedEpoch } from './epoch.ts';
import { hpkeSeal, type SealingKey } from '../envelope/hpke.ts';
import type { Random } from '../envelope/random.ts';
import { checkRoleKeys } from './role-key.ts';
import type { GrantRole, PracticeSecrets, RoleSecrets, SecretRole } from './role-secrets.ts';
import { argumentInvalid, cannotOpen, opening } from '../sealing-error.ts';
import { signJson, verifyJson } from '../envelope/signed-json.ts';
import type { SigningKey } from '../envelope/signing-key.ts';

export type { Grant };

const settingsSchema = object({ settingsRoot: bytes32Schema });
const grantedSchema = object(
  { scopeRoot: bytes32Schema, indexSecret: bytes32Schema, reception: bytes32Schema, care: bytes32Schema },
  ['care'],
);

/** The content of a grant: the practice's secrets and those of one epoch. */
export type GrantedSecrets = PracticeSecrets & RoleSecrets & { readonly epoch: number; readonly role: SecretRole };

/** The holder of the secrets: its X-Wing key, and the keys hash that covers it (`keysHash`, `kitKeysHash`). */
export type Holder = { readonly id: string; readonly keys: Bytes; readonly sealing: Bytes };

/** The caller who opens a grant: id, keys hash and sealing key. */
type GrantHolder = { readonly id: string; readonly keys: Bytes; readonly sealing: SealingKey };

/**
 * The `grant` public keys of a member (of the kit: `auth`) who may grant that role, or could in that epoch, from the
 * order chain.
 */
export type GranterKeys = (
  member: string,
  epoch: number,
  role: GrantRole,
) => readonly Bytes[] | Promise<readonly Bytes[]>;

/**
 * Seals the secrets of an epoch to a holder.
 *
 * @param chainKeys the holder's keys hash as in the order chain at t vaults: a key from the records server is not
 *   sufficient
 * @param granter a member with its `grant` key, or the kit with its `auth` key
 * @throws SealingError `argument_invalid` when the holder's keys do not match, or a secret is missing
 */
export async function makeGrant(
  practice: string,
  role: SecretRole,
  holder: Holder,
  chainKeys: Bytes,
  granter: { readonly member: string; readonly grant: SigningKey },
  secrets: PracticeSecrets & RoleSecrets & { readonly epoch: number },
  random: Random,
): Promise<string> {
  if (!equalBytes(holder.keys, chainKeys)) throw argumentInvalid('the order chain names other keys for this holder');
  if (role === 'care' && secrets.care === null) throw argumentInvalid('a grant of care needs its secret');
  const text = JSON.stringify({
    scopeRoot: toBase64url(secrets.scopeRoot),
    indexSecret: toBase64url(secrets.indexSecret),
    reception: toBase64url(secrets.reception),
    ...(role === 'care' && secrets.care !== null ? { care: toBase64url(secrets.care) } : {}),
  });
  return signGrant(practice, secrets.epoch, role, holder, granter, text, random);
}

/**
 * Seals the root of the practice's settings to an administrator.
 *
 * @param epoch the newest one
 * @throws SealingError `argument_invalid` when the holder's keys do not match
 */
export async function makeSettingsGrant(
  practice: string,
  epoch: number,
  holder: Holder,
  chainKeys: Bytes,
  granter: { readonly member: string; readonly grant: SigningKey },
  settingsRoot: Bytes,
  random: Random,
): Promise<string> {
  if (!equalBytes(holder.keys, chainKeys)) throw argumentInvalid('the order chain names other keys for this holder');
  const text = JSON.stringify({ settingsRoot: toBase64url(settingsRoot) });
  return signGrant(practice, epoch, 'settings', holder, granter, text, random);
}

async function signGrant(
  practice: string,
  epoch: number,
  role: GrantRole,
  holder: Holder,
  granter: { readonly member: string; readonly grant: SigningKey },
  text: string,
  random: Random,
): Promise<string> {
  const info = grantInfo(practice, epoch, role, holder.id, granter.member);
  const grant: Grant = {
    ...{ practice, epoch, role, holder: holder.id, holderKeys: toBase64url(holder.keys), granter: granter.member },
    sealed: toBase64url(await hpkeSeal(holder.sealing, info, utf8(text), random)),
  };
  return signJson(grant, jwsTypes.grant, granter.grant);
}

/**
 * Verifies that a grant is of this practice and signed by a member who may grant it. @throws SealingError `cannot_open`
 */
export async function verifyGrant(practice: string, jws: string, granters: GranterKeys): Promise<Grant> {
  const grant = await verifyJson(
    jws,
    jwsTypes.grant,
    'grant',
    (value) => parseShape(grantSchema, value, 'grant'),
    (said) => granters(said.granter, said.epoch, said.role),
  );
  if (grant.practice !== practice) throw cannotOpen('grant of another practice');
  return grant;
}

/**
 * Opens a grant to the caller and compares its secrets with the epoch's commitments and public keys.
 *
 * @param holder the caller's id, keys hash and sealing key
 * @param epochs returned by `verifyEpochs`
 * @throws SealingError `cannot_open`
 */
export async function openGrant(
  practice: string,
  jws: string,
  holder: GrantHolder,
  granters: GranterKeys,
  epochs: readonly SignedEpoch[],
): Promise<GrantedSecrets> {
  return opening('grant', async () => {
    const { grant, content } = await openContent(practice, jws, holder, granters);
    const { role } = grant;
    if (role === 'settings') throw cannotOpen('grant of another role');
    const granted = parseShape(grantedSchema, content, 'grant');
    if ((granted.care === undefined) !== (role === 'reception')) throw cannotOpen('grant of another role');
    const care = granted.care === undefined ? null : fromBase64url(granted.care, 32);
    const secrets = { reception: fromBase64url(granted.reception, 32), care };
    const signed = epochs[grant.epoch - 1];
    if (signed?.epoch.epoch !== grant.epoch || signed.epoch.practice !== practice) {
      throw cannotOpen(`epoch ${grant.epoch} is missing`);
    }
    checkCommitments(signed.epoch, secrets);
    await checkRoleKeys(signed.epoch, secrets);
    const scopeRoot = fromBase64url(granted.scopeRoot, 32);
    const indexSecret = fromBase64url(granted.indexSecret, 32);
    return { scopeRoot, indexSecret, ...secrets, epoch: grant.epoch, role };
  });
}

/**
 * Opens a grant of the root of the settings to the caller.
 *
 * @returns 32 bytes
 * @throws SealingError `cannot_open`
 */
export async function openSettingsGrant(
  practice: string,
  jws: string,
  holder: GrantHolder,
  granters: GranterKeys,
): Promise<Bytes> {
  return opening('grant', async () => {
    const { grant, content } = await openContent(practice, jws, holder, granters);
    if (grant.role !== 'settings') throw cannotOpen('grant of another role');
    return fromBase64url(parseShape(settingsSchema, content, 'grant').settingsRoot, 32);
  });
}

async function openContent(practice: string, jws: string, holder: GrantHolder, granters: GranterKeys) {
  const grant = await verifyGrant(practice, jws, granters);
  if (grant.holder !== holder.id || grant.holderKeys !== toBase64url(holder.keys)) {
    throw cannotOpen('grant to another holder');
  }
  const info = grantInfo(practice, grant.epoch, grant.role, grant.holder, grant.granter);
  const text = await holder.sealing.open(info, fromBase64url(grant.sealed, undefined));
  return { grant, content: JSON.parse(fromUtf8(text)) as unknown };
}

function grantInfo(practice: string, epoch: number, role: GrantRole, holder: string, granter: string): Bytes {
  return joinFields(labels.grant, practice, u32(epoch), role, holder, granter);
}
