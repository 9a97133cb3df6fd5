import { EtancheError } from './etanche-error.ts';

/**
 * - `encoding_invalid`: bytes or text are not in the one canonical form; do not retry.
 * - `schema_invalid`: a JSON value does not have the agreed shape; do not retry.
 * - `signature_invalid`: any failure of a signature, whichever part is wrong; do not retry.
 */
export type ProtocolErrorCode = 'encoding_invalid' | 'schema_invalid' | 'signature_invalid';

export class ProtocolError extends EtancheError<ProtocolErrorCode> {}
