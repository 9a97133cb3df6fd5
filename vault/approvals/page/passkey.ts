import { type ApproverCard, type Assertion } from '@etanche/core-vault-protocol';
import { fromBase64url, fromRecordId, toBase64url } from '@etanche/core-wire';

/** All passkey operations of this page. Each rejects with a DOMException if the person declines. */
export type NewPasskey = {
  readonly credential: string;
  readonly attestationObject: string;
  readonly clientDataJSON: string;
};

const bytes = (buffer: ArrayBuffer): string => toBase64url(new Uint8Array(buffer));

export async function makePasskey(options: {
  readonly challenge: string;
  readonly approver: string;
  readonly name: string;
  readonly rpId: string;
}): Promise<NewPasskey> {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: fromBase64url(options.challenge, undefined),
      rp: { id: options.rpId, name: 'Étanche – approbations' },
      user: { id: fromRecordId(options.approver), name: options.name, displayName: options.name },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
      timeout: 240_000,
    },
  });
  if (!(made instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  const { attestationObject, clientDataJSON } = made.response as AuthenticatorAttestationResponse;
  return { credential: made.id, attestationObject: bytes(attestationObject), clientDataJSON: bytes(clientDataJSON) };
}

/**
 * Signs with one approver's passkey.
 *
 * @param challenge the hash of the data shown, computed on this page
 * @param cards of approvers whose passkeys belong to this page; the person chooses one
 */
export async function signWith(
  cards: readonly ApproverCard[],
  challenge: Uint8Array<ArrayBuffer>,
): Promise<{ approver: string; assertion: Assertion }> {
  const [first] = cards;
  if (first === undefined) throw new DOMException('no passkey of this page', 'NotAllowedError');
  const signed = await navigator.credentials.get({
    publicKey: {
      challenge,
      rpId: first.rpId,
      allowCredentials: cards.map(({ credential }) => ({
        type: 'public-key',
        id: fromBase64url(credential, undefined),
      })),
      userVerification: 'required',
      timeout: 240_000,
    },
  });
  const card = cards.find(({ credential }) => credential === signed?.id);
  if (!(signed instanceof PublicKeyCredential) || card === undefined) {
    throw new DOMException('another passkey', 'NotAllowedError');
  }
  const { authenticatorData, clientDataJSON, signature } = signed.response as AuthenticatorAssertionResponse;
  const assertion = {
    authenticatorData: bytes(authenticatorData),
    clientDataJSON: bytes(clientDataJSON),
    signature: bytes(signature),
  };
  return { approver: card.approver, assertion };
}
