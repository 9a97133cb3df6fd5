import { EtancheError } from './etanche-error.ts';

/**
 * - `encoding_invalid`: bytes or text are not in the canonical form; do not retry.
 * - `schema_invalid`: a JSON value does not have the agreed shape; do not retry.
 * - `signature_invalid`: a signature did not verify, for whatever reason; do not retry.
 */
export type ProtocolErrorCode = 'encoding_invalid' | 'schema_invalid' | 'signature_invalid';

export class ProtocolError extends EtancheError<ProtocolErrorCode> {}
