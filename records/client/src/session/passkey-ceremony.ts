import { fromBase64url, labels, findMismatch, object, toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import type { Environment } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';

/** A credential for the server, and the PRF output (32 bytes), which opens the keyring and never goes to the server. */
export type Ceremony = { readonly credential: Record<string, unknown>; readonly id: string; readonly prf: Bytes };

type Json = Readonly<Record<string, unknown>>;
type Client = Pick<Environment, 'passkeys' | 'random'>;

const credentialSchema = { type: 'object', additionalProperties: true, maxProperties: 24 } as const;
const idSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 16, maxLength: 1400 } as const;
const firstSchema = object({
  first: { type: 'string', pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$', maxLength: 43 },
});

/**
 * The PRF input is constant and not taken from the server's options, because the keyring is sealed under its output.
 */
const prfInput = { eval: { first: toBase64url(utf8(labels.passkeyPrf)) } };

/**
 * Makes a passkey. If the authenticator returns no PRF output at creation, asks for one at once, with a challenge that
 * never leaves this device.
 *
 * @throws RecordsClientError `passkey_failed`, `passkey_without_prf`
 */
export async function createPasskey(client: Client, options: Json): Promise<Ceremony> {
  const created = readCredential(await orPasskeyFailed(() => client.passkeys.create(withPrf(options))));
  if (created.first !== null) return { ...created, prf: fromBase64url(created.first, 32) };
  if (!created.enabled) throw withoutPrf();
  const request = {
    challenge: toBase64url(client.random(32)),
    rpId: (options['rp'] as { id?: string } | undefined)?.id,
    allowCredentials: [{ id: created.id, type: 'public-key' }],
    userVerification: 'required',
  };
  const { prf } = await askPasskey(client, request);
  return { ...created, prf };
}

/** @throws RecordsClientError `passkey_failed`, `passkey_without_prf` */
export async function askPasskey(client: Client, options: Json): Promise<Ceremony> {
  const credential = readCredential(await orPasskeyFailed(() => client.passkeys.get(withPrf(options))));
  if (credential.first === null) throw withoutPrf();
  return { credential: credential.credential, id: credential.id, prf: fromBase64url(credential.first, 32) };
}

function withPrf(options: Json): Json {
  return { ...options, extensions: { ...(options['extensions'] as Json | undefined), prf: prfInput } };
}

/** Removes the PRF output from the credential that goes to the server. */
function readCredential(given: object) {
  const credential = given as Record<string, unknown>;
  if (findMismatch(credentialSchema, credential) !== null || findMismatch(idSchema, credential['id']) !== null) {
    throw new RecordsClientError('passkey_failed', 'the authenticator returned a malformed credential');
  }
  const { prf, ...others } = (credential['clientExtensionResults'] ?? {}) as {
    readonly prf?: { readonly enabled?: boolean; readonly results?: { readonly first?: unknown } };
  };
  const first = prf?.results?.first;
  const clientExtensionResults = prf?.enabled === undefined ? others : { ...others, prf: { enabled: prf.enabled } };
  return {
    credential: { ...credential, clientExtensionResults },
    id: credential['id'] as string,
    first: findMismatch(firstSchema, { first }) === null ? (first as string) : null,
    enabled: prf?.enabled === true,
  };
}

async function orPasskeyFailed(ceremony: () => Promise<object>): Promise<object> {
  try {
    return await ceremony();
  } catch (cause) {
    throw new RecordsClientError('passkey_failed', 'the authenticator or its user refused', { cause });
  }
}

function withoutPrf(): RecordsClientError {
  return new RecordsClientError('passkey_without_prf', 'the authenticator has no PRF');
}
