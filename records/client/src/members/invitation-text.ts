import { type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, isEtancheError, toBase64url, type Bytes } from '@etanche/core-wire';
import { RecordsClientError } from '../records-client-error.ts';
import { TRUST_BYTES, trustDigest } from '../orders/trust.ts';

/** Joins token and trust digest in one text for a link or a QR code. A person with it can register once. */
export function writeInvitation(token: string, trust: Bytes): string {
  return `${token}.${toBase64url(trust)}`;
}

/** @throws RecordsClientError `text_invalid` */
export function readInvitation(text: string): { readonly token: string; readonly trust: Bytes } {
  const [token = '', trust = '', ...more] = text.trim().split('.');
  try {
    fromBase64url(token, 32);
    if (more.length > 0) throw new RecordsClientError('text_invalid', 'the invitation has too many parts');
    return { token, trust: fromBase64url(trust, TRUST_BYTES) };
  } catch (cause) {
    if (!isEtancheError(cause)) throw cause;
    throw new RecordsClientError('text_invalid', 'the invitation is malformed', { cause });
  }
}

/**
 * Verifies the server's practice, genesis and federation against the digest of an invitation or a sheet. @throws
 * RecordsClientError `server_untrusted`
 */
export function requireTrust(trust: Bytes, practice: string, genesis: string, federation: Federation): void {
  if (toBase64url(trustDigest(practice, genesis, federation)) !== toBase64url(trust)) {
    throw new RecordsClientError(
      'server_untrusted',
      'the server names another practice or other vaults than the invitation or sheet',
    );
  }
}
