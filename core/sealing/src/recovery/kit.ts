import { concat, equalBytes, joinFields, labels, sha256, type Bytes } from '@etanche/core-wire';
import { hkdf, importHkdf } from '../envelope/derive.ts';
import { sealingKeyFromSeed, type SealingKey } from '../envelope/hpke.ts';
import { KIT_HOLDER } from '../keys/member-keys.ts';
import { encodePrinted, parsePrinted, type PrintedKind } from './printed-text.ts';
import { draw, type Random } from '../envelope/random.ts';
import { requireBytes, SealingError } from '../sealing-error.ts';
import { combineTwo, splitInTwoOf, type Share } from './shamir.ts';
import { signingKeyFromSeed, type SigningKey } from '../envelope/signing-key.ts';

const SECRET_BYTES = 32;
const KIT_ID_BYTES = 4;
const TRUST_BYTES = 20;
const SHEETS = 3;
const printedSheet: PrintedKind = {
  label: labels.kitSheet,
  bytes: KIT_ID_BYTES + 1 + SECRET_BYTES + TRUST_BYTES,
  checksumBytes: 3,
};

/** The keys of a kit: `auth` signs orders in place of an approver, `sealing` opens grants to the kit. */
export type KitKeys = { readonly auth: SigningKey; readonly sealing: SealingKey };

/** One parsed sheet: the kit's id, a share, and the trust bytes. */
export type KitSheet = { readonly kit: Bytes; readonly share: Share; readonly trust: Bytes };

/** The result of two sheets: the secret, and 20 bytes that pin the practice and its vaults (docs/protocol.md 7.2). */
export type Kit = { readonly secret: Bytes; readonly trust: Bytes };

/** A fresh secret, 32 bytes. The genesis names its keys, and the trust bytes on the sheets name the genesis. */
export function drawKitSecret(random: Random): Bytes {
  return draw(random, SECRET_BYTES);
}

/**
 * Three sheets of text. Any two restore the kit, and one alone reveals nothing about its secret. Sheets of different
 * printings cannot be combined.
 */
export function printKit({ secret, trust }: Kit, random: Random): readonly string[] {
  requireBytes(secret, SECRET_BYTES, 'kit secret');
  requireBytes(trust, TRUST_BYTES, 'trust');
  return splitInTwoOf(secret, SHEETS, random).map(({ x, y }) =>
    encodePrinted(printedSheet, concat(kitId(secret), Uint8Array.of(x), y, trust)),
  );
}

/** Reads one sheet, so that a form can show a typing error immediately. @throws SealingError `text_mistyped` */
export function parseKitSheet(typed: string): KitSheet {
  const bytes = parsePrinted(printedSheet, typed);
  const x = bytes[KIT_ID_BYTES] ?? 0;
  if (x < 1 || x > SHEETS) throw new SealingError('text_mistyped', 'this is not a sheet of a kit');
  const y = KIT_ID_BYTES + 1;
  return {
    kit: bytes.slice(0, KIT_ID_BYTES),
    share: { x, y: bytes.slice(y, y + SECRET_BYTES) },
    trust: bytes.slice(y + SECRET_BYTES),
  };
}

/**
 * Restores a kit from two of its sheets.
 *
 * @throws SealingError `sheet_repeated`, `sheets_differ` unless both are of one kit and one printing
 */
export function combineKitSheets(a: KitSheet, b: KitSheet): Kit {
  if (!equalBytes(a.kit, b.kit) || !equalBytes(a.trust, b.trust)) {
    throw new SealingError('sheets_differ', 'the two sheets are of two different kits');
  }
  if (a.share.x === b.share.x) throw new SealingError('sheet_repeated', `sheet ${a.share.x} twice`);
  const secret = combineTwo(a.share, b.share);
  if (!equalBytes(kitId(secret), a.kit)) {
    throw new SealingError('sheets_differ', 'the two sheets are of two printings of a kit');
  }
  return { secret, trust: a.trust };
}

/** @param secret 32 bytes */
export async function kitKeysFromSecret(secret: Bytes): Promise<KitKeys> {
  requireBytes(secret, SECRET_BYTES, 'kit secret');
  const material = await importHkdf(secret);
  const derive = async (label: string) => hkdf(material, labels.kit, joinFields(label), 32);
  return {
    auth: await signingKeyFromSeed(await derive(labels.kitAuth)),
    sealing: await sealingKeyFromSeed(await derive(labels.kitSealing)),
  };
}

/** 32 bytes: the hash of a kit's keys in the order chain. */
export function kitKeysHash(auth: Bytes, sealing: Bytes): Bytes {
  return sha256(joinFields(labels.memberKeys, KIT_HOLDER, auth, sealing));
}

/** Four bytes that identify a kit on paper and show that two shares belong together. */
function kitId(secret: Bytes): Bytes {
  return sha256(joinFields(labels.kitId, secret)).slice(0, KIT_ID_BYTES);
}
