import { fromBase64url, object, parseShape, toBase64url, type Bytes, type Shape } from '@etanche/core-wire';
import { algorithms, drawPrivateKey, type Algorithm } from './key-pair.ts';
import { PasskeyError } from './passkey-error.ts';

/** One resident credential. `prfSecrets` are CTAP2's CredRandomWithUV and CredRandomWithoutUV, 32 bytes each. */
export type Credential = {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly algorithm: Algorithm;
  readonly privateKey: Bytes;
  readonly prfSecrets: Bytes;
  counter: number;
};

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength }) as const;

/** The content of a file of mode 0600. A program that reads it can use the passkeys. */
export const passkeyStateSchema = object({
  format: { const: 'etanche/v1/software-passkeys' },
  credentials: {
    type: 'array',
    items: object({
      id: text(1400),
      rpId: text(253),
      userHandle: text(100),
      algorithm: { enum: ['ES256', 'EdDSA'] },
      privateKey: text(43),
      prfSecrets: text(86),
      counter: { type: 'integer', minimum: 0, maximum: 0xffffffff },
    }),
    minItems: 0,
    maxItems: 1000,
  },
});
export type PasskeyState = Shape<typeof passkeyStateSchema>;

export function makeCredential(
  rpId: string,
  userHandle: string,
  algorithm: Algorithm,
  random: (length: number) => Uint8Array,
): Credential {
  const id = toBase64url(random(16));
  const prfSecrets = Uint8Array.from(random(64));
  return { id, rpId, userHandle, algorithm, privateKey: drawPrivateKey(algorithm, random), prfSecrets, counter: 0 };
}

export function encodeState(credentials: readonly Credential[]): PasskeyState {
  return {
    format: 'etanche/v1/software-passkeys',
    credentials: credentials.map(({ id, rpId, userHandle, algorithm, privateKey, prfSecrets, counter }) => ({
      id,
      rpId,
      userHandle,
      algorithm: algorithm === algorithms.es256 ? 'ES256' : 'EdDSA',
      privateKey: toBase64url(privateKey),
      prfSecrets: toBase64url(prfSecrets),
      counter,
    })),
  };
}

/** @throws PasskeyError `state_invalid` */
export function parseState(state: unknown): Credential[] {
  try {
    return parseShape(passkeyStateSchema, state, 'passkeys').credentials.map((saved) => ({
      ...saved,
      algorithm: saved.algorithm === 'ES256' ? algorithms.es256 : algorithms.edDsa,
      privateKey: fromBase64url(saved.privateKey, 32),
      prfSecrets: fromBase64url(saved.prfSecrets, 64),
    }));
  } catch (cause) {
    throw new PasskeyError('state_invalid', 'saved passkeys are malformed', { cause });
  }
}
