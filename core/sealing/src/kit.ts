import { concat, equalBytes, joinFields, labels, sha256, type Bytes } from '@etanche/core-protocol';
import { hkdf, importHkdf } from './derive.ts';
import { sealingKeyFromSeed, type SealingKey } from './hpke.ts';
import { KIT_HOLDER } from './member-keys.ts';
import { encodePrinted, parsePrinted, type PrintedKind } from './printed-text.ts';
import { draw, type Random } from './random.ts';
import { requireBytes, SealingError } from './sealing-error.ts';
import { combineTwo, splitInTwoOf, type Share } from './shamir.ts';
import { signingKeyFromSeed, type SigningKey } from './signing-key.ts';

const SECRET_BYTES = 32;
const KIT_ID_BYTES = 4;
const TRUST_BYTES = 20;
const SHEETS = 3;
const printedSheet: PrintedKind = {
  label: labels.kitSheet,
  bytes: KIT_ID_BYTES + 1 + SECRET_BYTES + TRUST_BYTES,
  checksumBytes: 3,
};

/** What a kit can do: sign orders in place of an approver, open what is sealed to it. */
export type KitKeys = { readonly auth: SigningKey; readonly sealing: SealingKey };

/** One sheet as typed: its kit, its share, and what it trusts. */
export type KitSheet = { readonly kit: Bytes; readonly share: Share; readonly trust: Bytes };

/** What two sheets give: the secret, and 20 bytes that pin the practice and its vaults (docs/protocol.md 7.2). */
export type Kit = { readonly secret: Bytes; readonly trust: Bytes };

/** A fresh secret, 32 bytes. Its keys are in the practice's first order, which the trust on the sheets then names. */
export function drawKitSecret(random: Random): Bytes {
  return draw(random, SECRET_BYTES);
}

/**
 * Three sheets of text of which any two give the kit again, and one alone tells nothing of its secret. Printed anew, they
 * do not combine with those printed before.
 */
export function printKit({ secret, trust }: Kit, random: Random): readonly string[] {
  requireBytes(secret, SECRET_BYTES, 'kit secret');
  requireBytes(trust, TRUST_BYTES, 'trust');
  return splitInTwoOf(secret, SHEETS, random).map(({ x, y }) =>
    encodePrinted(printedSheet, concat(kitId(secret), Uint8Array.of(x), y, trust)),
  );
}

/** Reads one sheet, so that a form can say at once what is mistyped. @throws SealingError `text_mistyped` */
export function parseKitSheet(typed: string): KitSheet {
  const bytes = parsePrinted(printedSheet, typed);
  const x = bytes[KIT_ID_BYTES] ?? 0;
  if (x < 1 || x > SHEETS) throw new SealingError('text_mistyped', 'this is no sheet of a kit');
  const y = KIT_ID_BYTES + 1;
  return {
    kit: bytes.slice(0, KIT_ID_BYTES),
    share: { x, y: bytes.slice(y, y + SECRET_BYTES) },
    trust: bytes.slice(y + SECRET_BYTES),
  };
}

/**
 * The kit of two of its sheets.
 *
 * @throws SealingError `sheet_repeated`, `sheets_differ` when they are not of one kit and one printing
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

/** 32 bytes: what the order chain says of a kit's keys. */
export function kitKeysHash(auth: Bytes, sealing: Bytes): Bytes {
  return sha256(joinFields(labels.memberKeys, KIT_HOLDER, auth, sealing));
}

/** Four bytes that tell kits apart on paper, and that two shares belong together. */
function kitId(secret: Bytes): Bytes {
  return sha256(joinFields(labels.kitId, secret)).slice(0, KIT_ID_BYTES);
}
