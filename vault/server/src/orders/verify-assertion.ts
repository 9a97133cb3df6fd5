import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { type ApproverCard, type Assertion } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, toBase64url, type Bytes } from '@etanche/core-wire';

/**
 * Whether an approver made this assertion (WebAuthn Level 3 section 7.2): with the passkey of the card and user
 * verification, at the card's origin and RP id, not in another site's frame, for exactly this challenge.
 *
 * Signature counters are not compared: synchronised passkeys have none, and a challenge, which is the hash of one
 * order, has no other use.
 *
 * @param challenge 32 bytes: `orderHash` or `cancelHash`
 */
export async function verifyAssertion(
  assertion: Assertion,
  card: Pick<ApproverCard, 'credential' | 'publicKey' | 'origin' | 'rpId' | 'backupEligible'>,
  challenge: Bytes,
): Promise<boolean> {
  try {
    // The library accepts a cross-origin assertion without a top origin.
    if (isCrossOrigin(assertion.clientDataJSON)) return false;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: card.credential,
        rawId: card.credential,
        type: 'public-key',
        clientExtensionResults: {},
        response: assertion,
      },
      expectedChallenge: toBase64url(challenge),
      expectedOrigin: card.origin,
      expectedRPID: card.rpId,
      expectedType: 'webauthn.get',
      credential: { id: card.credential, publicKey: fromBase64url(card.publicKey, undefined), counter: 0 },
      requireUserVerification: true,
    });
    // A passkey never changes this flag: if a vault omits it from the card, every other vault detects it.
    return verified && (authenticationInfo.credentialDeviceType === 'multiDevice') === card.backupEligible;
  } catch {
    // Whatever the fault, the assertion does not approve this order.
    return false;
  }
}

function isCrossOrigin(clientDataJSON: string): boolean {
  const data: unknown = JSON.parse(fromUtf8(fromBase64url(clientDataJSON, undefined)));
  return typeof data !== 'object' || data === null || !('crossOrigin' in data) ? false : data.crossOrigin !== false;
}
