import { concat, fromBase64url, sha256, toBase64url } from '@etanche/core-wire';
import { attestationObject, authenticatorData, clientDataJson } from './authenticator-data.ts';
import { encodeState, makeCredential, parseState, type Credential, type PasskeyState } from './credential.ts';
import { checkPrfInputs, extensionOutputs } from './extensions.ts';
import { algorithms, keyPairOf, type Algorithm } from './key-pair.ts';
import { PasskeyError } from './passkey-error.ts';
import { effectiveRpId } from './rp-id.ts';
import type { AuthenticationResponse, CreationOptions, RegistrationResponse, RequestOptions } from './webauthn-json.ts';

/** Settings of an authenticator and its client. */
export type SoftwarePasskeysConfig = {
  /** Draws keys and credential ids; the platform draws the nonces of ES256 signatures. */
  readonly random: (length: number) => Uint8Array;
  /** The origin of the requests, such as `https://records.example`. */
  readonly origin: string;
  /** State from `exportState`. */
  readonly state?: unknown;
  /** True: the user-verified flag is never set, to test a server. */
  readonly withoutUserVerification?: true;
  /** True: sets the backup-eligible flag, for passkeys that can be copied to a cloud account. */
  readonly backupEligible?: true;
};

/** `navigator.credentials` for a program: resident credentials, user verified, attestation `none`, extension `prf`. */
export type SoftwarePasskeys = {
  readonly create: (options: CreationOptions) => Promise<RegistrationResponse>;
  /** Uses the newest credential that matches. */
  readonly get: (options: RequestOptions) => Promise<AuthenticationResponse>;
  /** JSON to store in a file of mode 0600. */
  readonly exportState: () => PasskeyState;
};

/**
 * An authenticator in memory. Its private keys are in the process, so it protects an account only as well as the
 * program protects its file.
 *
 * @throws PasskeyError `state_invalid`
 */
export function createSoftwarePasskeys(config: SoftwarePasskeysConfig): SoftwarePasskeys {
  const credentials = config.state === undefined ? [] : parseState(config.state);
  return {
    create: (options) => create(config, credentials, options),
    get: (options) => get(config, credentials, options),
    exportState: () => encodeState(credentials),
  };
}

async function create(
  config: SoftwarePasskeysConfig,
  credentials: Credential[],
  options: CreationOptions,
): Promise<RegistrationResponse> {
  const rpId = effectiveRpId(options.rp.id, config.origin);
  const excluded = (options.excludeCredentials ?? []).map(({ id }) => id);
  if (credentials.some((one) => one.rpId === rpId && excluded.includes(one.id))) {
    throw new PasskeyError('invalid_state', 'a credential of this authenticator is excluded');
  }
  const algorithm = chooseAlgorithm(options);
  const credential = makeCredential(rpId, options.user.id, algorithm, config.random);
  const pair = await keyPairOf(algorithm, credential.privateKey);
  const clientData = clientDataJson('webauthn.create', options.challenge, config.origin);
  const id = fromBase64url(credential.id, undefined);
  const authData = authenticatorData(rpId, flagsOf(config), credential.counter, { id, cose: pair.cose });
  const clientExtensionResults = await extensionOutputs('create', credential, verifiesUser(config), options.extensions);
  // A new resident credential of an account replaces the old one (CTAP2 section 6.1.2).
  const replaced = credentials.findIndex((one) => one.rpId === rpId && one.userHandle === options.user.id);
  if (replaced !== -1) credentials.splice(replaced, 1);
  credentials.push(credential);
  return {
    id: credential.id,
    rawId: credential.id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    response: {
      clientDataJSON: clientData.text,
      attestationObject: toBase64url(attestationObject(authData)),
      authenticatorData: toBase64url(authData),
      transports: ['internal'],
      publicKeyAlgorithm: algorithm,
      publicKey: toBase64url(pair.spki),
    },
    clientExtensionResults,
  };
}

async function get(
  config: SoftwarePasskeysConfig,
  credentials: readonly Credential[],
  options: RequestOptions,
): Promise<AuthenticationResponse> {
  const rpId = effectiveRpId(options.rpId, config.origin);
  const allowed = options.allowCredentials ?? [];
  if (options.extensions?.prf !== undefined) checkPrfInputs(options.extensions.prf, allowed);
  const credential = credentials.findLast(
    (one) => one.rpId === rpId && (allowed.length === 0 || allowed.some(({ id }) => id === one.id)),
  );
  if (credential === undefined)
    throw new PasskeyError('not_allowed', 'no credential of this authenticator matches the request');
  credential.counter += 1;
  const clientData = clientDataJson('webauthn.get', options.challenge, config.origin);
  const authData = authenticatorData(rpId, flagsOf(config), credential.counter, null);
  const pair = await keyPairOf(credential.algorithm, credential.privateKey);
  const signature = await pair.sign(concat(authData, sha256(clientData.bytes)));
  return {
    id: credential.id,
    rawId: credential.id,
    type: 'public-key',
    authenticatorAttachment: 'platform',
    response: {
      clientDataJSON: clientData.text,
      authenticatorData: toBase64url(authData),
      signature: toBase64url(signature),
      userHandle: credential.userHandle,
    },
    clientExtensionResults: await extensionOutputs('get', credential, verifiesUser(config), options.extensions),
  };
}

function chooseAlgorithm(options: CreationOptions): Algorithm {
  // An empty list stands for ES256 and RS256 (WebAuthn section 5.1.3 step 9).
  if (options.pubKeyCredParams.length === 0) return algorithms.es256;
  for (const { type, alg } of options.pubKeyCredParams) {
    const algorithm = Object.values(algorithms).find((supported) => supported === alg);
    if (type === 'public-key' && algorithm !== undefined) return algorithm;
  }
  throw new PasskeyError('not_supported', 'none of the algorithms is ES256 or EdDSA');
}

function flagsOf(config: SoftwarePasskeysConfig) {
  return { userVerified: verifiesUser(config), backupEligible: config.backupEligible === true };
}

function verifiesUser(config: SoftwarePasskeysConfig): boolean {
  return config.withoutUserVerification !== true;
}
