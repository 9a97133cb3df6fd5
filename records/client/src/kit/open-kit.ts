import { fromBase64url, fromRecordId, isEtancheError, joinFields, labels, toBase64url } from '@etanche/core-wire';
import type { SignedIn } from '@etanche/core-records-protocol';
import { combineKitSheets, kitKeysFromSecret, parseKitSheet, type Kit, type SigningKey } from '@etanche/core-sealing';
import type { RecordsClientOptions } from '../options.ts';
import { requireTrust } from '../members/invitation-text.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { kitAccount } from '../session/account.ts';
import { orEndSession, unlockAs } from '../session/sign-in.ts';
import type { RecordsClient } from '../session/client.ts';
import { createServer } from '../transport/call.ts';

/**
 * Signs in as the kit with two of its sheets. The kit reads no patient: it invites, signs orders (`propose…`,
 * `signPending`), grants and opens the next epoch, so that new members can use the practice.
 *
 * @param sheets.practice id that is printed on each sheet
 * @param sheets.texts of two of them
 * @throws RecordsClientError `text_invalid`, `sign_in_refused`, `server_untrusted`, `not_a_member` if the chain has
 *   another kit
 */
export async function openKit(
  options: RecordsClientOptions,
  sheets: { readonly practice: string; readonly texts: readonly [string, string] },
): Promise<RecordsClient> {
  const { practice } = sheets;
  const { secret, trust } = combine(sheets);
  const kit = await kitKeysFromSecret(secret);
  secret.fill(0);
  const signedIn = await signInByKey(options, practice, 'kit', kit.auth);
  return orEndSession(options, signedIn, async () => {
    const session = createServer(options, () => signedIn.token);
    const [{ federation }, { genesis }] = await Promise.all([session.call('server'), session.call('practice')]);
    requireTrust(trust, practice, genesis, federation);
    return requireActive(await unlockAs(options, signedIn, kitAccount(practice, kit, { genesis, federation })));
  });
}

/** @throws RecordsClientError `not_a_member` unless the chain has exactly these keys and their right has not ended */
export function requireActive(client: RecordsClient): RecordsClient {
  if (client.practice.status() === 'active') return client;
  client.session.lock();
  throw new RecordsClientError('not_a_member', 'the chain has no such member, kit or importer, or its right has ended');
}

/**
 * Signs in with an Ed25519 key, as importers and kits do.
 *
 * @param member a record id, or `kit`
 */
export async function signInByKey(
  options: RecordsClientOptions,
  practice: string,
  member: string,
  auth: SigningKey,
): Promise<SignedIn> {
  const server = createServer(options, () => null);
  const { challenge } = await server.call('keySignInOptions', { body: { practice, member } });
  const message = joinFields(labels.keySignIn, practice, member, fromBase64url(challenge, 32));
  const signature = toBase64url(new Uint8Array(await crypto.subtle.sign('Ed25519', auth.privateKey, message)));
  return server.call('keySignIn', { body: { practice, member, challenge, signature } });
}

function combine({ practice, texts }: { readonly practice: string; readonly texts: readonly [string, string] }): Kit {
  try {
    fromRecordId(practice);
    return combineKitSheets(parseKitSheet(texts[0]), parseKitSheet(texts[1]));
  } catch (cause) {
    if (!isEtancheError(cause)) throw cause;
    throw new RecordsClientError('text_invalid', cause.message, { cause });
  }
}
