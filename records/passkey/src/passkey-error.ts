import { EtancheError } from '@etanche/core-wire';

/**
 * Errors of an authenticator and its client, after WebAuthn Level 3:
 *
 * - `not_allowed`: this authenticator has no allowed credential (NotAllowedError).
 * - `invalid_state`: this authenticator has one of `excludeCredentials` (InvalidStateError).
 * - `security`: the RP id is not the origin's domain or a parent domain (SecurityError).
 * - `not_supported`: none of the requested algorithms, or `evalByCredential` without `allowCredentials`.
 * - `state_invalid`: the saved state is malformed; restore it from its file.
 */
export type PasskeyErrorCode = 'not_allowed' | 'invalid_state' | 'security' | 'not_supported' | 'state_invalid';

export class PasskeyError extends EtancheError<PasskeyErrorCode> {}
