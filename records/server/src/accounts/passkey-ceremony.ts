import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import {
  concat,
  fromBase64url,
  fromRecordId,
  fromUtf8,
  labels,
  toBase64url,
  toRecordId,
  utf8,
  type Bytes,
} from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

/** The relying party, as authenticators see it. */
export type RelyingParty = { readonly rpId: string; readonly name: string; readonly origins: readonly string[] };
export type NewPasskey = { readonly credential: string; readonly publicKey: Bytes; readonly counter: number };
type Options = Record<string, unknown>;
type Received = Readonly<Record<string, unknown>>;

/** EdDSA, ES256 and RS256, which authenticators support. */
const algorithms = [-8, -7, -257];
/** WebAuthn Level 3 section 10.1.4: each passkey derives its own secret from this input. */
const prf = { prf: { eval: { first: toBase64url(utf8(labels.passkeyPrf)) } } };

/** Options of a new passkey: resident, user verified, attestation none, with a PRF. */
export async function creationOptions(
  party: RelyingParty,
  user: { readonly practice: string; readonly member: string; readonly name: string },
  challenge: string,
  timeoutMs: number,
  known: readonly string[],
): Promise<Options> {
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.rpId,
    userName: user.name,
    userDisplayName: user.name,
    userID: concat(fromRecordId(user.practice), fromRecordId(user.member)),
    challenge: fromBase64url(challenge, 32),
    timeout: timeoutMs,
    attestationType: 'none',
    excludeCredentials: known.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
  return { ...options, extensions: { credProps: true, ...prf } };
}

/** Options of a sign-in by any passkey of this site. */
export async function requestOptions(party: RelyingParty, challenge: string, timeoutMs: number): Promise<Options> {
  const options = await generateAuthenticationOptions({
    rpID: party.rpId,
    challenge: fromBase64url(challenge, 32),
    timeout: timeoutMs,
    userVerification: 'required',
  });
  return { ...options, extensions: prf };
}

/** The new passkey that a page sends (WebAuthn Level 3 section 7.1). @throws Refusal `sign_in_refused` */
export async function verifyNewPasskey(
  party: RelyingParty,
  challenge: string,
  received: Received,
): Promise<NewPasskey> {
  return refusing(async () => {
    requireOurs(received);
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: received as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.rpId,
      requireUserPresence: true,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return null;
    const { id, publicKey, counter } = registrationInfo.credential;
    return { credential: id, publicKey, counter };
  });
}

/** The owner that an assertion claims; nothing is proved yet. @throws Refusal `sign_in_refused` */
export function claimedAccount(received: Received): { practice: string; member: string; credential: string } {
  try {
    const { id, response } = received as { id?: unknown; response?: { userHandle?: unknown } };
    const handle = fromBase64url(String(response?.userHandle), 32);
    if (typeof id !== 'string' || id.length > 1400) throw new Error('no credential id');
    return {
      practice: toRecordId(handle.subarray(0, 16)),
      member: toRecordId(handle.subarray(16)),
      credential: id,
    };
  } catch {
    throw new Refusal('sign_in_refused');
  }
}

/**
 * Verifies an assertion (WebAuthn Level 3 section 7.2) and returns its counter: the user is verified, challenge, site
 * and passkey match, and the counter has not decreased.
 *
 * @throws Refusal `sign_in_refused`
 */
export async function verifyPasskey(
  party: RelyingParty,
  challenge: string,
  received: Received,
  passkey: NewPasskey,
): Promise<number> {
  return refusing(async () => {
    requireOurs(received);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: received as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.rpId,
      expectedType: 'webauthn.get',
      requireUserVerification: true,
      credential: { id: passkey.credential, publicKey: Uint8Array.from(passkey.publicKey), counter: passkey.counter },
    });
    return verified ? authenticationInfo.newCounter : null;
  });
}

/** The library accepts assertions made in another site's frame, and accepts a PRF output without a warning. */
function requireOurs(received: Received): void {
  const { response, clientExtensionResults } = received as {
    response: { clientDataJSON: string };
    clientExtensionResults?: { prf?: { results?: unknown } };
  };
  const data: unknown = JSON.parse(fromUtf8(fromBase64url(response.clientDataJSON, undefined)));
  if (typeof data === 'object' && data !== null && 'crossOrigin' in data && data.crossOrigin !== false) {
    throw new Error('made in a frame of another site');
  }
  if (clientExtensionResults?.prf?.results !== undefined) {
    throw new Refusal('request_invalid', { detail: 'the output of prf must never be sent' });
  }
}

async function refusing<T>(verify: () => Promise<T | null>): Promise<T> {
  let result: T | null;
  try {
    result = await verify();
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('sign_in_refused', {}, { cause });
  }
  if (result === null) throw new Refusal('sign_in_refused');
  return result;
}
