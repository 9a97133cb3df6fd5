import { fromBase64url, fromRecordId, labels, toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';

/** Where the record of a sent mail is. */
export type SentPlace = { readonly scope: string; readonly record: string };

/**
 * Message-IDs that only the practice can read: they name the patient's file and the record of the mail in it, sealed,
 * so that an answer finds the record without a list of what was sent. A forged one does not open, and costs nothing.
 */
export type MessageIds = {
  make(place: SentPlace): Promise<string>;
  /** Null for an id of another sender. */
  read(messageId: string): Promise<SentPlace | null>;
};

const recordBytes = 16;
const nonceBytes = 12;

/**
 * @param secret the practice's index secret, 32 bytes
 * @param domain of the practice's address
 */
export async function createMessageIds(
  secret: Bytes,
  domain: string,
  random: (length: number) => Bytes,
): Promise<MessageIds> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode(labels.gatewayMessage);
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info };
  const key = await crypto.subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  return {
    async make({ scope, record }) {
      const iv = random(nonceBytes);
      const plain = new Uint8Array([...fromRecordId(scope), ...fromRecordId(record)]);
      const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain));
      return `<${toBase64url(new Uint8Array([...iv, ...sealed]))}@${domain}>`;
    },
    async read(messageId) {
      const match = /^<([A-Za-z0-9_-]{80})@([^<>@\s]+)>$/.exec(messageId.trim());
      if (match?.[1] === undefined || match[2] !== domain) return null;
      try {
        const bytes = fromBase64url(match[1], 60);
        const iv = bytes.slice(0, nonceBytes);
        const sealed = bytes.slice(nonceBytes);
        const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
        return {
          scope: toRecordId(plain.slice(0, recordBytes)),
          record: toRecordId(plain.slice(recordBytes)),
        };
      } catch {
        return null;
      }
    },
  };
}
