import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { type ApproverCard } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, toBase64url, type Bytes } from '@etanche/core-wire';

/** EdDSA, ES256 and RS256 (COSE): the algorithms of authenticators of the last ten years. */
const passkeyAlgorithms = [-8, -7, -257];

export type Registration = {
  readonly credential: string;
  readonly attestationObject: string;
  readonly clientDataJSON: string;
};

/**
 * Verifies a registration (WebAuthn Level 3, section 7.1): at this origin and RP id, with user verification, for this
 * challenge, without attestation.
 *
 * @returns null if verification fails
 */
export async function verifyRegistration(
  { credential, attestationObject, clientDataJSON }: Registration,
  site: Pick<ApproverCard, 'origin' | 'rpId'>,
  challenge: Bytes,
): Promise<Pick<ApproverCard, 'credential' | 'publicKey' | 'backupEligible'> | null> {
  try {
    if (isCrossOrigin(clientDataJSON)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: credential,
        rawId: credential,
        type: 'public-key',
        clientExtensionResults: {},
        response: { attestationObject, clientDataJSON },
      },
      expectedChallenge: toBase64url(challenge),
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      expectedType: 'webauthn.create',
      requireUserVerification: true,
      supportedAlgorithmIDs: passkeyAlgorithms,
    });
    if (!verified || registrationInfo.fmt !== 'none' || registrationInfo.credential.id !== credential) return null;
    const backupEligible = registrationInfo.credentialDeviceType === 'multiDevice';
    return { credential, publicKey: toBase64url(registrationInfo.credential.publicKey), backupEligible };
  } catch {
    return null;
  }
}

/** The library accepts a passkey that was created in another site's frame. */
function isCrossOrigin(clientDataJSON: string): boolean {
  const data: unknown = JSON.parse(fromUtf8(fromBase64url(clientDataJSON, undefined)));
  return typeof data === 'object' && data !== null && 'crossOrigin' in data && data.crossOrigin !== false;
}
