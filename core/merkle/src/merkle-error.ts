import { EtancheError } from '@etanche/core-protocol';

/**
 * - `position_invalid`: a leaf index or a tree size that does not exist; a fault of the caller.
 * - `proof_invalid`: a proof of the wrong length, or one that leads to another root; do not retry.
 */
export type MerkleErrorCode = 'position_invalid' | 'proof_invalid';

export class MerkleError extends EtancheError<MerkleErrorCode> {}
