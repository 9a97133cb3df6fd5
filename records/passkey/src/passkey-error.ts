import { EtancheError } from '@etanche/core-wire';

/**
 * The refusals of an authenticator and its client, as WebAuthn Level 3 names them:
 *
 * - `not_allowed`: no credential here that the request allows (NotAllowedError).
 * - `invalid_state`: one of `excludeCredentials` is here already (InvalidStateError).
 * - `security`: the RP id is not the origin's domain or one above it (SecurityError).
 * - `not_supported`: none of the algorithms asked for, or `evalByCredential` without `allowCredentials`.
 * - `state_invalid`: the saved state is malformed; restore it from its file.
 */
export type PasskeyErrorCode = 'not_allowed' | 'invalid_state' | 'security' | 'not_supported' | 'state_invalid';

export class PasskeyError extends EtancheError<PasskeyErrorCode> {}
