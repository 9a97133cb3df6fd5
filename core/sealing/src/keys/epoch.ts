import type { EngineKey } from '../engine/engine.ts';
import { epochSchema, type Epoch, type PracticeKeySets } from '@etanche/core-records-protocol';
import {
  fromBase64url,
  joinFields,
  jwsTypes,
  labels,
  parseShape,
  toBase64url,
  u32,
  type Bytes,
} from '@etanche/core-wire';
import { openUnderNonce, sealUnderNonce } from '../envelope/aes.ts';
import { hkdfAes } from '../envelope/derive.ts';
import type { Random } from '../envelope/random.ts';
import { roleKeysOf } from './role-key.ts';
import { commitment, isCommitted, makeRoleSecrets, type RoleSecrets, type SecretRole } from './role-secrets.ts';
import { cannotOpen, opening } from '../sealing-error.ts';
import { jwsHash, signJson, verifyJson } from '../envelope/signed-json.ts';
import type { SigningKey } from '../envelope/signing-key.ts';

export type { Epoch };

/** An epoch and its JWS. */
export type SignedEpoch = { readonly jws: string; readonly epoch: Epoch };
/** An epoch with its secrets. */
export type OpenedEpoch = SignedEpoch & { readonly secrets: { readonly reception: Bytes; readonly care: Bytes } };

/**
 * The `grant` public keys (of the kit: `auth`) of a member who may open epochs, or could when they opened that one,
 * from the order chain.
 */
export type OpenerKeys = (member: string, epoch: number) => readonly Bytes[] | Promise<readonly Bytes[]>;

/**
 * A new epoch with fresh role secrets: the first, which names the practice's key sets, or the one after `before`, whose
 * secrets it seals under its own.
 *
 * @param opener a doctor with its `grant` key, or the kit with its `auth` key
 * @param sequence of the order chain's head, as t vaults have it
 * @param after the last epoch, verified, and both its secrets; for the first epoch the key sets, verified with every
 *   vault
 * @param time of an epoch that is not the first, in milliseconds since 1970
 */
export async function openEpoch(
  practice: string,
  opener: { readonly member: string; readonly grant: SigningKey },
  sequence: number,
  after: OpenedEpoch | { readonly keySets: PracticeKeySets },
  random: Random,
  time?: number,
): Promise<OpenedEpoch> {
  const before = 'jws' in after ? after : null;
  const number = before === null ? 1 : before.epoch.epoch + 1;
  const secrets = makeRoleSecrets(random);
  const commit = (role: SecretRole) => commitment(practice, number, role, secrets[role]);
  const sealPrevious = async (role: SecretRole, previous: Bytes) => {
    const { key, info } = await previousKey(practice, number, role, secrets[role]);
    return toBase64url(await sealUnderNonce(key, info, previous, random));
  };
  const epoch: Epoch = {
    practice,
    epoch: number,
    sequence,
    previous: before === null ? null : toBase64url(jwsHash(before.jws)),
    commitments: { reception: commit('reception'), care: commit('care') },
    keys: await roleKeysOf(practice, number, secrets),
    sealed:
      before === null
        ? null
        : {
            reception: await sealPrevious('reception', before.secrets.reception),
            care: await sealPrevious('care', before.secrets.care),
          },
    keySets: 'jws' in after ? null : after.keySets,
    opener: opener.member,
    ...(time === undefined ? {} : { time }),
  };
  return { jws: await signJson(epoch, jwsTypes.epoch, opener.grant), epoch, secrets };
}

/**
 * All epochs of a practice: numbered from 1 without a gap, each naming the preceding one and signed by a member who may
 * open epochs.
 *
 * @throws SealingError `cannot_open`
 */
export async function verifyEpochs(
  practice: string,
  jwsList: readonly string[],
  openers: OpenerKeys,
): Promise<SignedEpoch[]> {
  const epochs: SignedEpoch[] = [];
  for (const jws of jwsList) {
    const before = epochs.at(-1);
    const epoch = await verifyJson(
      jws,
      jwsTypes.epoch,
      'epoch',
      (value) => parseShape(epochSchema, value, 'epoch'),
      (said) => openers(said.opener, said.epoch),
    );
    const previous = before === undefined ? null : toBase64url(jwsHash(before.jws));
    const follows =
      epoch.practice === practice &&
      epoch.epoch === epochs.length + 1 &&
      epoch.previous === previous &&
      epoch.sequence >= (before?.epoch.sequence ?? 0) &&
      (epoch.sealed === null) === (before === undefined) &&
      (epoch.keySets !== null) === (before === undefined);
    if (!follows) throw cannotOpen(`epoch ${epochs.length + 1} does not follow`);
    epochs.push({ jws, epoch });
  }
  return epochs;
}

/**
 * Opens the secrets of all earlier epochs from the secrets of one, and compares each with its commitment.
 *
 * @param epochs returned by `verifyEpochs`
 * @throws SealingError `cannot_open`
 */
export async function openEarlierSecrets(
  epochs: readonly SignedEpoch[],
  number: number,
  held: RoleSecrets,
): Promise<ReadonlyMap<number, RoleSecrets>> {
  return opening('epoch secrets', async () => {
    const secrets = new Map<number, RoleSecrets>();
    let current = held;
    for (let i = number; i >= 1; i--) {
      const epoch = epochs[i - 1]?.epoch;
      if (epoch?.epoch !== i) throw cannotOpen(`epoch ${i} is missing`);
      checkCommitments(epoch, current);
      secrets.set(i, current);
      if (epoch.sealed !== null) current = await openPrevious(epoch, epoch.sealed, current);
    }
    return secrets;
  });
}

/** @throws SealingError `cannot_open` unless the secrets match the commitments of the epoch */
export function checkCommitments(epoch: Epoch, secrets: RoleSecrets): void {
  const { practice, commitments } = epoch;
  const holds =
    isCommitted(practice, epoch.epoch, 'reception', secrets.reception, commitments.reception) &&
    (secrets.care === null || isCommitted(practice, epoch.epoch, 'care', secrets.care, commitments.care));
  if (!holds) throw cannotOpen(`secrets of epoch ${epoch.epoch} do not match the commitments`);
}

async function openPrevious(
  epoch: Epoch,
  sealed: NonNullable<Epoch['sealed']>,
  secrets: RoleSecrets,
): Promise<RoleSecrets> {
  const open = async (role: SecretRole, secret: Bytes) => {
    const { key, info } = await previousKey(epoch.practice, epoch.epoch, role, secret);
    return openUnderNonce(key, info, fromBase64url(sealed[role], undefined));
  };
  return {
    reception: await open('reception', secrets.reception),
    care: secrets.care === null ? null : await open('care', secrets.care),
  };
}

async function previousKey(
  practice: string,
  epoch: number,
  role: SecretRole,
  secret: Bytes,
): Promise<{ key: EngineKey; info: Bytes }> {
  const info = joinFields(labels.epochPrevious, practice, u32(epoch), role);
  return { key: await hkdfAes(secret, labels.epochPrevious, info), info };
}
