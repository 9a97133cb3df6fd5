import { concat, fromBase64url, sha256, toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import type { Credential } from './credential.ts';
import { PasskeyError } from './passkey-error.ts';
import type { CredentialDescriptor, ExtensionInputs, ExtensionOutputs, PrfInputs, PrfValues } from './webauthn-json.ts';

/** Outputs of the extensions `prf` and `credProps` (WebAuthn Level 3 sections 10.1.3 and 10.1.4). */
export async function extensionOutputs(
  ceremony: 'create' | 'get',
  credential: Credential,
  userVerified: boolean,
  inputs: ExtensionInputs | undefined,
): Promise<ExtensionOutputs> {
  const outputs: ExtensionOutputs = {};
  if (ceremony === 'create' && inputs?.credProps === true) outputs.credProps = { rk: true };
  if (inputs?.prf === undefined) return outputs;
  const values = prfValuesFor(inputs.prf, credential.id);
  // Two secrets, so that data sealed with user verification cannot be opened without it (CTAP2 section 12.5).
  const secret = userVerified ? credential.prfSecrets.slice(0, 32) : credential.prfSecrets.slice(32);
  const results = values === undefined ? {} : { results: await evaluatePrf(secret, values) };
  outputs.prf = ceremony === 'create' ? { enabled: true, ...results } : results;
  return outputs;
}

/**
 * The values to evaluate for a credential: those in `evalByCredential`, else `eval` (WebAuthn Level 3 section 10.1.4).
 */
function prfValuesFor(prf: PrfInputs, credential: string): PrfValues | undefined {
  const byCredential = prf.evalByCredential ?? {};
  return Object.hasOwn(byCredential, credential) ? byCredential[credential] : prf.eval;
}

/** @throws PasskeyError `not_supported` if a key of `evalByCredential` is not an allowed credential (section 10.1.4) */
export function checkPrfInputs(prf: PrfInputs, allowed: readonly CredentialDescriptor[]): void {
  const ids = allowed.map(({ id }) => id);
  if (Object.keys(prf.evalByCredential ?? {}).some((id) => !ids.includes(id))) {
    throw new PasskeyError('not_supported', 'evalByCredential names a credential that is not allowed');
  }
}

async function evaluatePrf(secret: Bytes, values: PrfValues): Promise<{ first: string; second?: string }> {
  const first = await evaluate(secret, values.first);
  return values.second === undefined ? { first } : { first, second: await evaluate(secret, values.second) };
}

async function evaluate(secret: Bytes, input: string): Promise<string> {
  const salt = sha256(concat(utf8('WebAuthn PRF'), Uint8Array.of(0), fromBase64url(input, undefined)));
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, salt)));
}
