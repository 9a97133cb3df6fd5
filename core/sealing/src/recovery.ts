import { concat, joinFields, labels, sha256, toRecordId, type Bytes } from '@etanche/core-protocol';
import { hkdf, hkdfAes } from './derive.ts';
import { hpkeSeal, type SealingKey } from './hpke.ts';
import { openKeyringUnder, sealKeyringUnder, type Keyring, type KeyringKey, type KeyringOwner } from './keyring.ts';
import { encodePrinted, parsePrinted, type PrintedKind } from './printed-text.ts';
import { draw, type Random } from './random.ts';
import { opening, requireBytes } from './sealing-error.ts';

const CODE_BYTES = 16;
const HELPER_SECRET_BYTES = 32;
const printedCode: PrintedKind = { label: labels.recovery, bytes: CODE_BYTES, checksumBytes: 2 };

/** The two halves of a recovery: the code that is printed, and the secret that helpers keep sealed. */
export type Recovery = { readonly code: Bytes; readonly helperSecret: Bytes };

export function makeRecovery(random: Random): Recovery {
  return { code: draw(random, CODE_BYTES), helperSecret: draw(random, HELPER_SECRET_BYTES) };
}

/** The code as it is printed: ten groups of four letters. */
export function printRecoveryCode(code: Bytes): string {
  requireBytes(code, CODE_BYTES, 'recovery code');
  return encodePrinted(printedCode, code);
}

/** @throws SealingError `text_mistyped` */
export function parseRecoveryCode(typed: string): Bytes {
  return parsePrinted(printedCode, typed);
}

/** The record id under which the server keeps a recovery. It tells nothing of the code. */
export async function recoveryLookup(code: Bytes): Promise<string> {
  requireBytes(code, CODE_BYTES, 'recovery code');
  return toRecordId(await hkdf(code, labels.recoveryLookup, joinFields(labels.recoveryLookup), 16));
}

/** The member's keyring under both halves together: neither opens anything alone. */
export async function sealRecovery(recovery: Recovery, keyring: Keyring, random: Random): Promise<Bytes> {
  requireBytes(recovery.code, CODE_BYTES, 'recovery code');
  requireBytes(recovery.helperSecret, HELPER_SECRET_BYTES, 'helper secret');
  return sealKeyringUnder(await recoveryKey(recovery, keyring), keyring, random);
}

/** @throws SealingError `cannot_open` */
export async function openRecovery(recovery: Recovery, owner: KeyringOwner, sealed: Bytes): Promise<Keyring> {
  return opening('recovery', async () => openKeyringUnder(await recoveryKey(recovery, owner), owner, sealed));
}

/** Seals the helper secret to a helper. @param helper its member id, and its X-Wing key held against the order chain */
export async function sealHelperSecret(
  helperSecret: Bytes,
  owner: KeyringOwner,
  helper: { readonly member: string; readonly sealing: Bytes },
  random: Random,
): Promise<Bytes> {
  requireBytes(helperSecret, HELPER_SECRET_BYTES, 'helper secret');
  return hpkeSeal(helper.sealing, helperInfo(owner, helper.member), helperSecret, random);
}

/**
 * What a helper does for a person whom it has met and whose fingerprint (`recoveryRequestHash`) it has compared: re-seals the secret to
 * the key that the person has just made.
 *
 * @param requester record id of the request, and the fresh X-Wing public key
 * @throws SealingError `cannot_open`
 */
export async function helpRecover(
  sealed: Bytes,
  owner: KeyringOwner,
  helper: { readonly member: string; readonly sealing: SealingKey },
  requester: { readonly request: string; readonly sealing: Bytes },
  random: Random,
): Promise<Bytes> {
  const secret = await helper.sealing.open(helperInfo(owner, helper.member), sealed);
  return hpkeSeal(requester.sealing, helpInfo(owner, requester.request), secret, random);
}

/** The helper secret, by who asked for it. @throws SealingError `cannot_open` */
export async function openHelp(
  sealed: Bytes,
  owner: KeyringOwner,
  requester: { readonly request: string; readonly sealing: SealingKey },
): Promise<Bytes> {
  return requester.sealing.open(helpInfo(owner, requester.request), sealed);
}

/** Hash for `fingerprint`, which the helper and who asks compare: the fresh key, in this request. */
export function recoveryRequestHash(requester: { readonly request: string; readonly sealing: Bytes }): Bytes {
  return sha256(joinFields(labels.recoveryFingerprint, requester.request, requester.sealing));
}

async function recoveryKey({ code, helperSecret }: Recovery, owner: KeyringOwner): Promise<KeyringKey> {
  const info = joinFields(labels.recoverySeal, owner.practice, owner.member);
  return { key: await hkdfAes(concat(code, helperSecret), labels.recoverySeal, info), info };
}

function helperInfo(owner: KeyringOwner, helper: string): Bytes {
  return joinFields(labels.recoveryHelper, owner.practice, owner.member, helper);
}

function helpInfo(owner: KeyringOwner, request: string): Bytes {
  return joinFields(labels.recoveryHelp, owner.practice, owner.member, request);
}
