import { concat, joinFields, labels, sha256, toRecordId, type Bytes } from '@etanche/core-wire';
import { hkdf, hkdfAes } from '../envelope/derive.ts';
import {
  openKeyringUnder,
  sealKeyringUnder,
  type Keyring,
  type KeyringKey,
  type KeyringOwner,
} from '../keys/keyring.ts';
import { encodePrinted, parsePrinted, type PrintedKind } from './printed-text.ts';
import { draw, type Random } from '../envelope/random.ts';
import { opening, requireBytes } from '../sealing-error.ts';

const CODE_BYTES = 16;
const HELPER_SECRET_BYTES = 32;
const printedCode: PrintedKind = { label: labels.recovery, bytes: CODE_BYTES, checksumBytes: 2 };

/** The secrets of a recovery: the printed code, and the helper secret, of which each helper has a share. */
export type Recovery = { readonly code: Bytes; readonly helperSecret: Bytes };

export function makeRecovery(random: Random): Recovery {
  return { code: draw(random, CODE_BYTES), helperSecret: draw(random, HELPER_SECRET_BYTES) };
}

/** The printed form of the code: ten groups of four letters. */
export function printRecoveryCode(code: Bytes): string {
  requireBytes(code, CODE_BYTES, 'recovery code');
  return encodePrinted(printedCode, code);
}

/** @throws SealingError `text_mistyped` */
export function parseRecoveryCode(typed: string): Bytes {
  return parsePrinted(printedCode, typed);
}

/** The record id under which the server stores a recovery. It reveals nothing about the code. */
export async function recoveryLookup(code: Bytes): Promise<string> {
  requireBytes(code, CODE_BYTES, 'recovery code');
  return toRecordId(await hkdf(code, labels.recoveryLookup, joinFields(labels.recoveryLookup), 16));
}

/**
 * Seals the member's keyring under both secrets together: neither opens it alone. The keyring is bound to the plan, so
 * that it does not open with another plan, for example one that needs fewer helpers.
 *
 * @param plan returned by `sealRecoveryPlan`
 */
export async function sealRecovery(recovery: Recovery, keyring: Keyring, plan: Bytes, random: Random): Promise<Bytes> {
  requireBytes(recovery.code, CODE_BYTES, 'recovery code');
  requireBytes(recovery.helperSecret, HELPER_SECRET_BYTES, 'helper secret');
  return sealKeyringUnder(await recoveryKey(recovery, keyring, plan), keyring, random);
}

/** @throws SealingError `cannot_open` */
export async function openRecovery(
  recovery: Recovery,
  owner: KeyringOwner,
  plan: Bytes,
  sealed: Bytes,
): Promise<Keyring> {
  return opening('recovery', async () => openKeyringUnder(await recoveryKey(recovery, owner, plan), owner, sealed));
}

/**
 * Hash for the `fingerprint` that a helper and the recovering member compare: it covers the fresh key and the request.
 */
export function recoveryRequestHash(requester: { readonly request: string; readonly sealing: Bytes }): Bytes {
  return sha256(joinFields(labels.recoveryFingerprint, requester.request, requester.sealing));
}

async function recoveryKey({ code, helperSecret }: Recovery, owner: KeyringOwner, plan: Bytes): Promise<KeyringKey> {
  const info = joinFields(labels.recoverySeal, owner.practice, owner.member, sha256(plan));
  return { key: await hkdfAes(concat(code, helperSecret), labels.recoverySeal, info), info };
}
