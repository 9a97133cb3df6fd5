import { EtancheError } from '@etanche/core-protocol';

/**
 * - `position_invalid`: a leaf index, a tree size or a time that does not exist; a fault of the caller.
 * - `proof_invalid`: a proof of the wrong length, or one that leads to another root; do not retry.
 * - `note_invalid`: not a note or a checkpoint as C2SP spells them; do not retry.
 * - `note_refused`: the note lacks the signature asked for, or it is false.
 */
export type MerkleErrorCode = 'position_invalid' | 'proof_invalid' | 'note_invalid' | 'note_refused';

export class MerkleError extends EtancheError<MerkleErrorCode> {}
