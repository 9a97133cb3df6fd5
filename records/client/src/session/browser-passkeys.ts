import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Passkeys } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Passkeys of the browser. Converts the JSON itself: not all browsers have `parseCreationOptionsFromJSON` and `toJSON`,
 * and some of those drop the values of `prf`.
 *
 * @param credentials `navigator.credentials`
 */
export function createBrowserPasskeys(credentials: CredentialsContainer): Passkeys {
  return {
    create: async (options) => {
      const publicKey = {
        ...withBytes(options, ['challenge']),
        user: withBytes(options['user'] as Json, ['id']),
        excludeCredentials: descriptors(options['excludeCredentials']),
        extensions: extensions(options),
      };
      return describe(
        await credentials.create({ publicKey: publicKey as unknown as PublicKeyCredentialCreationOptions }),
      );
    },
    get: async (options) => {
      const publicKey = {
        ...withBytes(options, ['challenge']),
        allowCredentials: descriptors(options['allowCredentials']),
        extensions: extensions(options),
      };
      return describe(await credentials.get({ publicKey: publicKey as unknown as PublicKeyCredentialRequestOptions }));
    },
  };
}

function withBytes(json: Json, names: readonly string[]): Record<string, unknown> {
  return { ...json, ...Object.fromEntries(names.map((name) => [name, fromBase64url(String(json[name]), undefined)])) };
}

function descriptors(list: unknown): unknown[] {
  return Array.isArray(list) ? list.map((descriptor: Json) => withBytes(descriptor, ['id'])) : [];
}

function extensions(options: Json): Record<string, unknown> {
  const given = (options['extensions'] ?? {}) as Json;
  const first = (given['prf'] as { eval?: { first?: string } } | undefined)?.eval?.first;
  return first === undefined ? given : { ...given, prf: { eval: { first: fromBase64url(first, undefined) } } };
}

function describe(credential: Credential | null): object {
  if (!(credential instanceof PublicKeyCredential)) {
    throw new RecordsClientError('passkey_failed', 'the browser returned no passkey');
  }
  return {
    id: credential.id,
    rawId: toBase64url(new Uint8Array(credential.rawId)),
    type: credential.type,
    ...(credential.authenticatorAttachment === null
      ? {}
      : { authenticatorAttachment: credential.authenticatorAttachment }),
    response: describeResponse(credential.response),
    clientExtensionResults: describeResults(credential.getClientExtensionResults()),
  };
}

function describeResponse(response: AuthenticatorResponse): Record<string, unknown> {
  const clientDataJSON = text(response.clientDataJSON);
  if (response instanceof AuthenticatorAttestationResponse) {
    return {
      clientDataJSON,
      attestationObject: text(response.attestationObject),
      transports: response.getTransports(),
    };
  }
  const { authenticatorData, signature, userHandle } = response as AuthenticatorAssertionResponse;
  return {
    clientDataJSON,
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    ...(userHandle === null ? {} : { userHandle: text(userHandle) }),
  };
}

function describeResults({ prf, credProps }: AuthenticationExtensionsClientOutputs): Record<string, unknown> {
  const first = prf?.results?.first;
  return {
    ...(credProps === undefined ? {} : { credProps }),
    ...(prf === undefined
      ? {}
      : {
          prf: {
            ...(prf.enabled === undefined ? {} : { enabled: prf.enabled }),
            ...(first === undefined ? {} : { results: { first: toBase64url(bytesOf(first)) } }),
          },
        }),
  };
}

function bytesOf(source: BufferSource): Bytes {
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return Uint8Array.from(view);
}

function text(buffer: ArrayBuffer): string {
  return toBase64url(new Uint8Array(buffer));
}
